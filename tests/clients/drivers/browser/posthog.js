const { posthog } = await import("/client.mjs");
posthog.init(KEY, { api_host: HOST, opt_out_useragent_filter: true, autocapture: false, capture_pageleave: false, capture_pageview: true, disable_session_recording: true, disable_external_dependency_loading: true, person_profiles: "always" });
await new Promise((done) => setTimeout(done, 100));
posthog.capture("Product Viewed", { sku: "A-1", price: 19.5 });
posthog.identify(PERSON, { email: `${PERSON}@firm.example`, name: "Ada Example" });
posthog.capture("Order Completed", { total: 12.5 });
posthog.group("company", "firm-1", { name: "Firm" });
