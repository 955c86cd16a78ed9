const [client] = await AnalyticsNext.AnalyticsBrowser.load({ writeKey: KEY, cdnURL: HOST }, { integrations: { "Segment.io": { protocol: "http" } } }); // https is what it takes otherwise
await client.page();
await client.track("Product Viewed", { sku: "A-1", price: 19.5 });
await client.identify(PERSON, { email: `${PERSON}@firm.example`, name: "Ada Example" });
await client.track("Order Completed", { total: 12.5 });
await client.group("firm-1", { name: "Firm" });
