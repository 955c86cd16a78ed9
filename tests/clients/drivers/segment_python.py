"""Segment's Python client tells the story. Arguments: host, key, person, seconds a request may take."""

import sys

from segment.analytics import Client

host, key, person, seconds = sys.argv[1:]
errors = []
client = Client(key, host=host, timeout=float(seconds), on_error=lambda error, batch: errors.append(repr(error)), upload_interval=0.2, gzip=True)
client.page(anonymous_id=f"anon-{person}", category="Docs", name="Pricing", properties={"url": "https://shop.example/pricing", "title": "Pricing"})
client.track(anonymous_id=f"anon-{person}", event="Product Viewed", properties={"sku": "A-1", "price": 19.5})
client.identify(person, {"email": f"{person}@firm.example", "name": "Ada Example"}, anonymous_id=f"anon-{person}")
client.track(person, "Order Completed", {"total": 12.5})
client.group(person, "firm-1", {"name": "Firm"})
client.flush()
client.join()
print({"errors": errors})
