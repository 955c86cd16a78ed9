window.__plausible = true; // its own switch for automated tests
const { init, track } = await import("/client.mjs");
init({ domain: KEY, endpoint: `${HOST}/api/event`, captureOnLocalhost: true });
track("Product Viewed", { props: { sku: "A-1", price: 19.5 } });
track("Order Completed", { props: {}, revenue: { amount: 12.5, currency: "EUR" } });
