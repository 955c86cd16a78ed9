"""Hypothesis strategies: messages and entries as strangers and friends send them."""

from __future__ import annotations

from hypothesis import strategies as st

from tracker.model import DAY_MS, Event, Evidence, Mark, Sender, Site
from tracker.pipeline import entry_of
from tracker.rulebook import load
from tracker.validate import validate

NOW = 20_000 * DAY_MS
SITE = Site(name="shop", domain="shop.test", own_domains=("shop.test",), languages=("en",), competitor_domains=("rival.test",))
from tracker.model import World  # noqa: E402

WORLD = World()
PATHS = ("/", "/pricing", "/careers", "/careers/developer", "/blog/what-is", "/contact", "/cart", "/docs/api", "/account", "/press", "/.env")
AGENTS = ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36", "curl/8.0", "Googlebot/2.1", "")

marks = st.builds(
    lambda count, first, more, sample: Mark(count=count, first=first, last=first + more, sample=sample),
    st.integers(1, 9), st.integers(0, DAY_MS), st.integers(0, DAY_MS), st.sampled_from(["", "/a", "/b", "/c"]),
)  # fmt: skip
evidences = st.builds(
    lambda told: Evidence(marks=told),
    st.dictionaries(st.tuples(st.sampled_from(sorted(load().signals)[:12]), st.integers(19_000, 19_010)), marks, max_size=6),
)


@st.composite
def messages(draw: st.DrawFn) -> dict:
    """A message that validation accepts, from a few devices and accounts that meet each other."""
    kind = draw(st.sampled_from(["page", "page", "page", "track", "identify", "alias"]))
    device = draw(st.sampled_from(["", "d1", "d2", "d3"]))
    account = draw(st.sampled_from(["", "", "u1", "u2"])) or ("" if device else "u3")
    path = draw(st.sampled_from(PATHS))
    told = {
        "type": kind, "anonymousId": device, "userId": account, "messageId": f"m{draw(st.integers(0, 40))}",
        "timestamp": NOW - draw(st.integers(0, 30 * DAY_MS)),
        "properties": {"url": f"https://shop.test{path}", "path": path, "title": draw(st.sampled_from(["", "Pricing", "Careers – Shop"]))},
        "context": {"userAgent": draw(st.sampled_from(AGENTS))},
    }  # fmt: skip
    if kind == "track":
        told["event"] = draw(st.sampled_from(["Form Submitted", "Order Completed", "Product Viewed", "Page Engaged"]))
        told["properties"] |= {"message": "please send an offer", "seconds": 12}
    if kind == "identify":
        told["traits"] = {"email": draw(st.sampled_from(["ann@acme.test", "bo@uni.edu", "x@rival.test"])), "name": draw(st.sampled_from(["Ann", "Bo"]))}
    if kind == "alias":
        told["previousId"] = draw(st.sampled_from(["d1", "d2"]))
    return told


def entry(message: dict, trusted: bool = True, **sender):
    """The entry of an acceptable message; ``sender``: more fields of its Sender."""
    event = validate(message, Sender(site=SITE, trusted=trusted, received=NOW, **sender))
    assert isinstance(event, Event), event
    return entry_of(event, SITE, load(), WORLD)


def unique(told: list[dict]) -> list[dict]:
    """The messages without repeated ids (the first one stays)."""
    return list({message["messageId"]: message for message in reversed(told)}.values())[::-1]
