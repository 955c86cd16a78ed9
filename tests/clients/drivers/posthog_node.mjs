// PostHog's Node client tells the story. Arguments: host, key, person, seconds a request may take.
import { PostHog } from "posthog-node";

const [host, key, person, seconds] = process.argv.slice(2);
const errors = [];
const client = new PostHog(key, { host, requestTimeout: seconds * 1000, flushInterval: 200, fetchRetryDelay: 300 });
client.on("error", (error) => errors.push(String(error)));
const anonymous = `anon-${person}`;
client.capture({ distinctId: anonymous, event: "$pageview", properties: { $current_url: "https://shop.example/pricing", $title: "Pricing" } });
client.capture({ distinctId: anonymous, event: "Product Viewed", properties: { sku: "A-1", price: 19.5 } });
client.identify({ distinctId: person, properties: { $anon_distinct_id: anonymous, email: `${person}@firm.example`, name: "Ada Example" } });
client.capture({ distinctId: person, event: "Order Completed", properties: { total: 12.5 } });
client.groupIdentify({ groupType: "company", groupKey: "firm-1", properties: { name: "Firm" }, distinctId: person });
client.alias({ distinctId: person, alias: `old-${person}` });
await client.shutdown(30000).catch((error) => errors.push(String(error)));
console.log(JSON.stringify({ errors }));
