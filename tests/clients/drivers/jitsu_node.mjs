// Jitsu's client tells the story in Node. Arguments: host, key, person, seconds a request may take.
import { jitsuAnalytics } from "@jitsu/js";

const [host, key, person, seconds] = process.argv.slice(2);
const errors = [];
const client = jitsuAnalytics({ host, writeKey: `${key}:x`, s2s: false, fetchTimeoutMs: seconds * 1000, debug: false });
const anonymousId = `anon-${person}`;
await client.setAnonymousId(anonymousId);
const told = async (call) => { try { await call(); } catch (error) { errors.push(String(error)); } };
await told(() => client.page("Pricing", { url: "https://shop.example/pricing", title: "Pricing" }));
await told(() => client.track("Product Viewed", { sku: "A-1", price: 19.5 }));
await told(() => client.identify(person, { email: `${person}@firm.example`, name: "Ada Example" }));
await told(() => client.track("Order Completed", { total: 12.5 }));
await told(() => client.group("firm-1", { name: "Firm" }));
console.log(JSON.stringify({ errors }));
process.exit(0);
