"""How the golden personas are told: a site, and visitors who do things at moments; then the real pipeline judges."""

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest

from tracker.corpus import Answer, Journey, answers, replay
from tracker.model import Network, Site, World
from tracker.rulebook import load
from tracker.stores.memory import MemoryStore

CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/146.0.0.0 Safari/537.36"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_3 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.3 Mobile/15E148 Safari/604.1"
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class Visitor:
    """One visitor: every act is a raw message as a browser, a log or a back end would send it."""

    def __init__(self, name: str, agent: str = CHROME, address: str = "198.51.100.7", headers: dict[str, str] | None = None):
        self.name, self.agent, self.address, self.requests = name, agent, address, []
        self.headers = {"User-Agent": agent, "Accept-Language": "en"} | (headers or {})
        self.moment, self.referrer, self.url, self.user = START, "", "", ""

    def later(self, **gap: float) -> "Visitor":
        """Time passes; the next page is a new visit when days have gone by."""
        self.moment += timedelta(**gap)
        if gap.get("days"):
            self.referrer = ""
        return self

    def came(self, referrer: str) -> "Visitor":
        """From another site."""
        self.referrer = referrer
        return self

    def page(self, path: str, title: str = "", seconds: float = 45, host: str = "shop.test", **context: Any) -> "Visitor":
        """Looks at a page; the next one is looked at after so many seconds."""
        self.url = f"https://{host}{path}"
        parts = urlsplit(self.url)
        seen = {"url": self.url, "path": parts.path, "title": title, "referrer": self.referrer, "search": parts.query and "?" + parts.query}
        self._send("page", {"properties": seen, "context": context})
        self.referrer = self.url
        return self.later(seconds=seconds)

    def track(self, event: str, **properties: Any) -> "Visitor":
        """Does something on the page."""
        self._send("track", {"event": event, "properties": properties})
        return self.later(seconds=5)

    def form(self, message: str, **fields: Any) -> "Visitor":
        """Sends a form with a message."""
        return self.track("Form Submitted", **fields, message=message)

    def identify(self, user: str = "", **traits: Any) -> "Visitor":
        """Is named by the page."""
        self._send("identify", {"traits": traits, **({"userId": user} if user else {})})
        return self

    def signs_in(self, user: str, **traits: Any) -> "Visitor":
        """The page says from now on whose account is in use; "" when they sign out."""
        self.user = user
        return self.identify(user, **traits) if user else self.later(hours=1)

    def backend(self, kind: str, user: str, **call: Any) -> "Visitor":
        """The owner's own server speaks about this person."""
        self._send(kind, {"userId": user, **call}, library="analytics-python")
        return self

    def _send(self, kind: str, call: dict[str, Any], library: str = "winnow.js") -> None:
        context = {"library": {"name": library, "version": "1"}, **call.pop("context", {})}
        if library == "winnow.js":
            parts = urlsplit(self.url)
            context |= {"page": {"url": self.url, "path": parts.path}}
            call = {"anonymousId": self.name, **({"userId": self.user} if self.user else {}), **call}
        stamp = self.moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        message = {"type": kind, "messageId": f"{self.name}-{len(self.requests)}", "timestamp": stamp, "context": context, **call}
        self.requests.append({"t": stamp, "headers": self.headers, "ip": self.address, "call": message})


def _journeys(visitors: tuple[Visitor, ...]) -> list[Journey]:
    return [Journey(id=one.name, site="shop", label="", outreach=False, difficulty="", language="en", requests=one.requests) for one in visitors]


class Judge:
    """Tells visitors' stories to a fresh store and answers what became of them."""

    def __init__(self, networks: dict[str, Network]):
        self.world = World(network=networks.get)

    def all(self, *visitors: Visitor, **profile: Any) -> list[Answer]:
        """The answers for visitors of one site, in order."""
        journeys = _journeys(visitors)
        return answers(journeys, self.store(*visitors, **profile))

    def store(self, *visitors: Visitor, **profile: Any) -> MemoryStore:
        """The store that has seen these visitors of one site, with everybody judged."""
        site = Site(**{"name": "shop", "domain": "shop.test", "languages": ("en",), "market": "b2b", **profile})
        return replay(_journeys(visitors), {"shop": site}, load(), self.world)

    def __call__(self, visitor: Visitor, **profile: Any) -> Answer:
        """The answer for one visitor."""
        return self.all(visitor, **profile)[0]


@pytest.fixture
def judge() -> Judge:
    """A judge whose address data base knows five networks."""
    return Judge({
        "203.0.113.9": Network(asn=1, organisation="Rivalsoft GmbH", kind="business", country="DE"),
        "203.0.113.50": Network(asn=2, organisation="Cloudgate Egress", kind="corporate proxy", country="US"),
        "203.0.113.60": Network(asn=3, organisation="iCloud Private Relay", kind="relay", country="US"),
        "203.0.113.70": Network(asn=4, organisation="Rentaserver", kind="hosting", country="US"),
        "203.0.113.80": Network(asn=5, organisation="University of Oxford", kind="education", country="GB"),
    })  # fmt: skip


@pytest.fixture
def says():
    """Whether one of the reasons shown holds these words."""
    return lambda answer, words: any(words in reason for reason in answer.row["reasons"])
