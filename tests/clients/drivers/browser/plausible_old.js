const { default: Plausible } = await import("/client/index.js");
const client = Plausible({ domain: KEY, apiHost: HOST, trackLocalhost: true });
client.trackPageview();
client.trackEvent("Product Viewed", { props: { sku: "A-1", price: 19.5 } });
client.trackEvent("Order Completed", { props: { total: 12.5 } });
