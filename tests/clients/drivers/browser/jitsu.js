const { jitsuAnalytics } = await import("/client.mjs");
const client = jitsuAnalytics({ host: HOST, writeKey: `${KEY}:x` });
const told = (promise) => Promise.resolve(promise).catch(() => {});
await told(client.page());
await told(client.track("Product Viewed", { sku: "A-1", price: 19.5 }));
await told(client.identify(PERSON, { email: `${PERSON}@firm.example`, name: "Ada Example" }));
await told(client.track("Order Completed", { total: 12.5 }));
await told(client.group("firm-1", { name: "Firm" }));
