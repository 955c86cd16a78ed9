const { newTracker, setUserId, trackPageView, trackSelfDescribingEvent, trackStructEvent } = snowplowBrowserTracking;
newTracker("sp", HOST, { appId: KEY, platform: "web", stateStorageStrategy: "localStorage", connectionTimeout: 1500 });
setUserId(PERSON);
trackPageView();
trackSelfDescribingEvent({ event: { schema: "iglu:com.shop/product_viewed/jsonschema/1-0-0", data: { sku: "A-1", price: 19.5 } } });
trackStructEvent({ category: "shop", action: "Order Completed", label: "basket", value: 12.5 });
await new Promise((done) => setTimeout(done, 2500));
trackStructEvent({ category: "shop", action: "Later", label: "basket", value: 1 }); // what failed goes along with the next
