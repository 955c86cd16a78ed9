const script = document.createElement("script");
Object.assign(script, { src: "/client.js" });
Object.entries({ "website-id": KEY, "host-url": HOST, "auto-track": "false" }).forEach(([name, value]) => script.setAttribute(`data-${name}`, value));
document.body.append(script);
await new Promise((done) => (script.onload = done));
await umami.track();
await umami.track("Product Viewed", { sku: "A-1", price: 19.5 });
await umami.identify(PERSON, { email: `${PERSON}@firm.example` });
await umami.track("Order Completed", { total: 12.5 });
