// Segment's Node client tells the story. Arguments: host, key, person, seconds a request may take.
import { Analytics } from "@segment/analytics-node";

const [host, key, person, seconds] = process.argv.slice(2);
const errors = [];
const client = new Analytics({ host, writeKey: key, httpRequestTimeout: seconds * 1000, flushInterval: 200 });
client.on("error", (error) => errors.push(`${error.code}`));
const anonymousId = `anon-${person}`;
client.page({ anonymousId, category: "Docs", name: "Pricing", properties: { url: "https://shop.example/pricing", title: "Pricing" } });
client.track({ anonymousId, event: "Product Viewed", properties: { sku: "A-1", price: 19.5 } });
client.identify({ userId: person, anonymousId, traits: { email: `${person}@firm.example`, name: "Ada Example" } });
client.track({ userId: person, event: "Order Completed", properties: { total: 12.5 } });
client.group({ userId: person, groupId: "firm-1", traits: { name: "Firm" } });
await client.closeAndFlush({ timeout: 30000 });
console.log(JSON.stringify({ errors }));
