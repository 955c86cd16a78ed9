window._paq = [["setTrackerUrl", `${HOST}/matomo.php`], ["setSiteId", KEY], ["setUserId", PERSON], ["trackPageView"], ["trackEvent", "shop", "Product Viewed", "A-1", 19.5]];
_paq.push(["addEcommerceItem", "A-1", "Lamp", "Light", 12.5, 1], ["trackEcommerceOrder", "O-1", 12.5]);
await import("/client.js");
