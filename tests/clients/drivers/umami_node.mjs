// Umami's Node client tells the story. Arguments: host, key, person.
import umami from "@umami/node";

const [hostUrl, websiteId, person] = process.argv.slice(2);
const client = umami.default ?? umami;
const errors = [];
const answers = [];
client.init({ websiteId, hostUrl, userAgent: `Mozilla/5.0 Umami ${person}` });
const told = async (call) => {
  try {
    const answer = await call();
    answers.push(answer.ok ? await answer.json() : answer.status);
  } catch (error) { errors.push(String(error)); }
};
await told(() => client.track({ url: "/pricing", title: "Pricing", hostname: "shop.example", referrer: "https://search.example/", screen: "1920x1080", language: "en" }));
await told(() => client.track({ url: "/product", hostname: "shop.example", name: "Product Viewed", data: { sku: "A-1", price: 19.5 } }));
await told(() => client.identify({ email: `${person}@firm.example`, id: person }));
await told(() => client.track("Order Completed", { total: 12.5 }));
console.log(JSON.stringify({ errors, answers }));
