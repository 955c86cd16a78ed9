const client = new rudderanalytics.RudderAnalytics();
client.load(KEY, HOST, { configUrl: HOST, useBeacon: BEACON, storage: { type: "localStorage" }, beaconQueueOptions: { flushQueueInterval: 500 }, queueOptions: { minRetryDelay: 300, maxRetryDelay: 1000 } });
client.page();
client.track("Product Viewed", { sku: "A-1", price: 19.5 });
client.identify(PERSON, { email: `${PERSON}@firm.example`, name: "Ada Example" });
client.track("Order Completed", { total: 12.5 });
client.group("firm-1", { name: "Firm" });
