"""PostHog's Python client tells the story. Arguments: host, key, person, seconds a request may take, capture mode."""

import sys

from posthog import Posthog

host, key, person, seconds, *mode = sys.argv[1:]
errors = []
more = {"capture_mode": mode[0]} if mode else {}
client = Posthog(key, host=host, timeout=float(seconds), on_error=lambda error, batch: errors.append(repr(error)), flush_interval=0.2, gzip=True, **more)
client.capture("$pageview", distinct_id=f"anon-{person}", properties={"$current_url": "https://shop.example/pricing", "$title": "Pricing"})
client.capture("Product Viewed", distinct_id=f"anon-{person}", properties={"sku": "A-1", "price": 19.5})
client.capture("$identify", distinct_id=person, properties={"$anon_distinct_id": f"anon-{person}", "$set": {"email": f"{person}@firm.example", "name": "Ada Example"}})
client.capture("Order Completed", distinct_id=person, properties={"total": 12.5})
client.set(distinct_id=person, properties={"company": "Firm"})
client.group_identify("company", "firm-1", {"name": "Firm"}, distinct_id=person)
client.alias(f"old-{person}", person)
client.flush()
client.shutdown()
print({"errors": errors})
