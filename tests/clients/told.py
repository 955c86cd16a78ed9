"""What each client was told to say, and so what must hang on the wall, to the value: properties, traits, page, who, when, and by which id.

Every driver tells the same story in its client's own words; ``OWN`` holds where those words are other ones (a protocol without
traits, an event with a category and a value instead of properties).
"""

from __future__ import annotations

import gzip
import re
from typing import Any

from tests.clients.catalogue import Client
from tests.clients.faults import Seen
from tests.clients.running import Run
from tracker.model import Event

SLACK_MS = 500  # clocks of two processes of one machine, and timestamps cut to seconds are none of these clients'
PRICING = {"url": "https://shop.example/pricing", "title": "Pricing"}
STORY: dict[tuple[str, str], dict[str, Any]] = {
    ("page", "Pricing"): {"page": PRICING, "properties": {"category": "Docs"}},
    ("page", ""): {"page": PRICING},
    ("track", "Product Viewed"): {"properties": {"sku": "A-1", "price": 19.5}},
    ("identify", ""): {"traits": {"email": "PERSON@firm.example", "name": "Ada Example"}, "account": "PERSON"},
    ("track", "Order Completed"): {"properties": {"total": 12.5}},
    ("group", ""): {"traits": {"name": "Firm"}, "group": "firm-1", "account": "PERSON"},
}
LABELLED = {"category": "shop", "label": "A-1", "value": 19.5}
BASKET = {"order_id": "O-1", "total": 12.5, "products": [{"sku": "A-1", "name": "Lamp", "category": "Light", "price": 12.5, "quantity": 1}]}
MATOMO = {
    ("track", "Product Viewed"): {"properties": LABELLED, "account": "PERSON"},
    ("track", "Order Completed"): {"properties": BASKET, "account": "PERSON"},
    ("track", "Products Searched"): {"properties": {"query": "lamp", "results": 3}, "page": {"url": "https://shop.example/find"}},
    ("track", "File Downloaded"): {"properties": {"url": "https://shop.example/a.pdf"}},
}
SNOWPLOW = {
    ("track", "Order Completed"): {"properties": {"category": "shop", "label": "basket", "value": 12.5}, "account": "PERSON"},
    ("track", "Later"): {"properties": {"category": "shop", "label": "basket", "value": 1}, "account": "PERSON"},
}
POSTHOG = {("group", ""): {"traits": {"name": "Firm"}, "group": "firm-1"}}
# PostHog's `set` is an identify, too; which of the two an event is, its traits say.
OWN: dict[str, dict[tuple[str, str], dict[str, Any]]] = {
    "posthog-python": {**POSTHOG, ("identify", ""): {"account": "PERSON"}},
    "posthog-python v1": {**POSTHOG, ("identify", ""): {"account": "PERSON"}},
    "snowplow-python": SNOWPLOW, "snowplow-node": SNOWPLOW, "snowplow-browser": SNOWPLOW,
    "matomo-node": MATOMO, "matomo-browser": MATOMO,
    "umami-node": {("identify", ""): {"traits": {"email": "PERSON@firm.example"}, "account": "PERSON"}},
    "umami-browser": {("identify", ""): {"traits": {"email": "PERSON@firm.example"}, "account": "PERSON"}},
    "jitsu-node": {("page", ""): {"page": PRICING, "properties": {"name": "Pricing"}}},
    "plausible": {("track", "Order Completed"): {"properties": {"revenue": 12.5, "currency": "EUR"}}},
    "goatcounter": {("track", "Product Viewed"): {}},
}  # fmt: skip
UNTITLED = ("plausible", "plausible-old")
REFERRED = ("snowplow-python", "snowplow-node", "umami-node", "matomo-node")
NAMES_LATE = ("segment-browser",)  # what it sends again, it sends with the user whom it knows by then
BEFORE_KNOWN = {("page", "Pricing"), ("page", ""), ("track", "Product Viewed")}


def differences(client: Client, done: Run) -> list[str]:
    """Each value that is stored otherwise than it was said; empty where all is as it was."""
    wrong, requests = [], [(seen.clock, own_ids(seen)) for seen in done.seen]
    theirs = {name for _, ids in requests for name in ids}
    for event in done.stored:
        wanted = {**STORY, **OWN.get(client.name, {})}.get((event.kind, event.name), {})
        what = f"{event.kind} {event.name}".strip()
        wrong += [f"{what}: {said}" for said in _values(client, event, wanted, done.person)]
        sent = next((clock for clock, ids in requests if _own(event) in ids), None)
        latest = sent if sent is not None else max(seen.clock for seen in done.seen)
        if not done.began - SLACK_MS <= event.at <= latest + SLACK_MS:
            wrong.append(f"{what}: happened {event.at - done.began} ms after the start, but is first seen at {latest - done.began} ms")
        if theirs and _own(event) not in theirs:
            wrong.append(f"{what}: its messageId {event.message!r} is not the client's")
    return wrong + _who(client, done)


def _own(event: Event) -> str:
    """The client's id of a message; PostHog's identify gives two."""
    return event.message.removesuffix(":alias")


def _values(client: Client, event: Event, wanted: dict[str, Any], person: str) -> list[str]:
    def named(value: Any) -> Any:
        return value.replace("PERSON", person) if isinstance(value, str) else value

    wrong = []
    for held, kept in (("properties", event.properties), ("traits", event.traits)):
        for name, value in wanted.get(held, {}).items():
            if kept.get(name) != named(value):
                wrong.append(f"{held}.{name} is {kept.get(name)!r}, was {named(value)!r}")
    for name in ("account", "group"):
        if name in wanted and getattr(event, name) != named(wanted[name]):
            wrong.append(f"{name} is {getattr(event, name)!r}, was {named(wanted[name])!r}")
    page = wanted.get("page", {})
    if client.script and page:  # what a browser's client says of the page, it has read off the test's own
        page = {"path": "/page/pricing"} if client.name in UNTITLED else {"path": "/page/pricing", "title": "Pricing"}
    if client.name in REFERRED and event.kind == "page":
        page = {**page, "referrer": "https://search.example/"}
    return wrong + [f"page.{name} is {getattr(event.page, name)!r}, was {value!r}" for name, value in page.items() if getattr(event.page, name) != value]


def _who(client: Client, done: Run) -> list[str]:
    """One device, or none, for the whole story; the account wherever somebody was known by then."""
    wrong = []
    devices = {event.device for event in done.stored if event.device}
    if len(devices) > 1:
        wrong.append(f"one visitor became {sorted(devices)}")
    if not client.script and client.name.split("-")[0] in ("segment", "rudder", "jitsu", "snowplow") and devices != {f"anon-{done.person}"}:
        wrong.append(f"the anonymousId is {sorted(devices)}")
    identified = any(kind == "identify" for kind, _ in client.story)
    for event in done.stored:
        again = client.name in NAMES_LATE and sum(_own(event) in own_ids(seen) for seen in done.seen) > 1
        if identified and not again and (event.kind, event.name) in BEFORE_KNOWN and event.account == done.person:
            wrong.append(f"{event.kind} {event.name}: said before anybody was known, kept as {event.account!r}")
        if identified and event.kind == "track" and event.name == "Order Completed" and event.account != done.person and not client.name.startswith("umami-node"):
            wrong.append(f"{event.name}: the account is {event.account!r}")
    return wrong


def plain(seen: Seen) -> str:
    """The body of a request as text, inflated."""
    return (seen.body if seen.body[:2] != b"\x1f\x8b" else gzip.decompress(seen.body)).decode()


def own_ids(seen: Seen) -> set[str]:
    """The ids that a client gave to the messages of a request, where its protocol has some."""
    return set(re.findall(r'"(?:messageId|uuid|eid)": ?"([^"]+)"', plain(seen)))
