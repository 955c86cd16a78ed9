window.goatcounter = { allow_local: true, endpoint: `${HOST}/count/${KEY}` };
await import("/client.js");
goatcounter.count({ path: "Product Viewed", event: true });
