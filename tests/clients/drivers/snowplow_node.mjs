// Snowplow's Node client tells the story. Arguments: host, key, person, seconds a request may take.
import { buildPageView, buildSelfDescribingEvent, buildStructEvent, newTracker } from "@snowplow/node-tracker";

const [host, key, person, seconds] = process.argv.slice(2);
const { hostname, port, protocol } = new URL(host);
const errors = [];
const client = newTracker(
  { namespace: "sp", appId: key, encodeBase64: true },
  { endpoint: hostname, port: +port, protocol: protocol.slice(0, -1), bufferSize: 1, connectionTimeout: seconds * 1000, onRequestFailure: (told) => errors.push(String(told?.status)) },
);
client.setUserId(person);
client.setDomainUserId(`anon-${person}`);
client.track(buildPageView({ pageUrl: "https://shop.example/pricing", pageTitle: "Pricing", referrer: "https://search.example/" }));
client.track(
  buildSelfDescribingEvent({ event: { schema: "iglu:com.shop/product_viewed/jsonschema/1-0-0", data: { sku: "A-1", price: 19.5 } } }),
  [{ schema: "iglu:com.shop/user/jsonschema/1-0-0", data: { plan: "team" } }],
);
client.track(buildStructEvent({ category: "shop", action: "Order Completed", label: "basket", value: 12.5 }));
client.flush();
setTimeout(() => client.flush(), 1500);
process.on("exit", () => console.log(JSON.stringify({ errors })));
