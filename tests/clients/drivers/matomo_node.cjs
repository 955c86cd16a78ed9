// Matomo's Node client tells the story. Arguments: host, key, person.
const Matomo = require("matomo-tracker");

const [host, key, person] = process.argv.slice(2);
const errors = [];
const client = new Matomo(key, `${host}/matomo.php`);
client.on("error", (error) => errors.push(String(error)));
const _id = Buffer.from(person).toString("hex").padEnd(16, "0").slice(0, 16);
const told = { _id, uid: person };
client.track({ url: "https://shop.example/pricing", action_name: "Pricing", urlref: "https://search.example/", _id });
client.track({ url: "https://shop.example/product", e_c: "shop", e_a: "Product Viewed", e_n: "A-1", e_v: 19.5, ...told });
client.trackBulk([
  { url: "https://shop.example/done", idgoal: 0, revenue: 12.5, ec_id: "O-1", ec_items: JSON.stringify([["A-1", "Lamp", "Light", 12.5, 1]]), ...told },
  { url: "https://shop.example/find", search: "lamp", search_count: 3, ...told },
  { url: "https://shop.example/a.pdf", download: "https://shop.example/a.pdf", ...told },
], (answer) => {
  // It leaves answers unread, which keeps their connections open: a process that wants to end must say so.
  setTimeout(() => { console.log(JSON.stringify({ errors, answer })); process.exit(0); }, 500);
});
