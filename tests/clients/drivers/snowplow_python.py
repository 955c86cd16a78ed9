"""Snowplow's Python client tells the story. Arguments: host, key, person, seconds a request may take."""

import sys
import time
from urllib.parse import urlsplit

from snowplow_tracker import Emitter, PageView, SelfDescribing, SelfDescribingJson, StructuredEvent, Subject, Tracker

host, key, person, seconds = sys.argv[1:]
place = urlsplit(host)
errors = []
emitter = Emitter(place.hostname, protocol=place.scheme, port=place.port, method="post", batch_size=1, request_timeout=float(seconds), custom_retry_codes={}, on_failure=lambda sent, events: errors.append(len(events)))
subject = Subject()
subject.set_user_id(person).set_domain_user_id(f"anon-{person}")
tracker = Tracker(namespace="sp", emitters=emitter, subject=subject, app_id=key, encode_base64=True)
tracker.track(PageView("https://shop.example/pricing", page_title="Pricing", referrer="https://search.example/"))
tracker.track(SelfDescribing(SelfDescribingJson("iglu:com.shop/product_viewed/jsonschema/1-0-0", {"sku": "A-1", "price": 19.5}), context=[SelfDescribingJson("iglu:com.shop/user/jsonschema/1-0-0", {"plan": "team"})]))
tracker.track(StructuredEvent("shop", "Order Completed", label="basket", value=12.5))
deadline = time.monotonic() + 20
while emitter.event_store.size() and time.monotonic() < deadline:
    time.sleep(0.1)
    emitter.flush()
print({"errors": errors, "left": emitter.event_store.size()})
