// RudderStack's Node client tells the story. Arguments: host, key, person, seconds a request may take.
import RudderAnalytics from "@rudderstack/rudder-sdk-node";

const [host, key, person, seconds] = process.argv.slice(2);
const Client = RudderAnalytics.default ?? RudderAnalytics;
const errors = [];
const client = new Client(key, { dataPlaneUrl: host, flushInterval: 200, flushAt: 20, timeout: seconds * 1000, errorHandler: (error) => errors.push(String(error)) });
const anonymousId = `anon-${person}`;
client.page({ anonymousId, category: "Docs", name: "Pricing", properties: { url: "https://shop.example/pricing", title: "Pricing" } });
client.track({ anonymousId, event: "Product Viewed", properties: { sku: "A-1", price: 19.5 } });
client.identify({ userId: person, anonymousId, traits: { email: `${person}@firm.example`, name: "Ada Example" } });
client.track({ userId: person, event: "Order Completed", properties: { total: 12.5 } });
client.group({ userId: person, groupId: "firm-1", traits: { name: "Firm" } });
for (let round = 0; round < 2; round++) await client.flush().catch((error) => errors.push(String(error)));
console.log(JSON.stringify({ errors }));
process.exit(0);
