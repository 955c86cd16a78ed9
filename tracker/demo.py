"""Believable visitors for a first look: 30 days of an invented maker of conveyors, through the real pipeline.

Who comes is written in ``demo.toml``. The same moment gives the same visitors; each message is delivered as the snippet, a back end
or a log import would deliver it, so that what the pages show is what real traffic would show.
"""

from __future__ import annotations

import random
import tomllib
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tracker.collector import Collector
from tracker.commands import run
from tracker.importers import Hit, page
from tracker.model import DAY_MS, Drop, Entry, Row, Sender, Site
from tracker.wire import Delivery

SEED, DAYS = 20260302, 30
MINUTE = 60_000
CHUNK = 500
FORMS = {"ask!": "Form Submitted", "quote!": "Quote Requested", "demo!": "Demo Requested", "apply!": "Application Submitted", "ticket!": "Support Ticket Created"}
ROLLER = {"product_id": "TR50", "name": "Drive roller TR50", "price": 118, "currency": "EUR"}
DONE = {
    "view!": ("Product Viewed", ROLLER),
    "cart!": ("Product Added", ROLLER),
    "checkout!": ("Checkout Started", {"value": 4720, "currency": "EUR"}),
    "order!": ("Order Completed", {"total": 4720, "currency": "EUR", "products": [ROLLER]}),
    "pdf!": ("File Downloaded", {"file": "tr50-datasheet.pdf"}),
}


class Person(Row):
    """Whoever sits at the devices; what is not known of them is empty."""

    name: str = ""
    email: str = ""
    company: str = ""
    title: str = ""
    text: str = ""


class Sent(Row):
    """A message, when it was sent, and by whom."""

    at: int
    message: dict[str, Any]
    sender: Sender


def replay_demo(collector: Collector, site: str) -> int:
    """Replay the demo's visitors into a site and judge them; how many messages.

    A site that bears no domain of its own yet (``localhost``) takes the profile of the demo's firm; another keeps its own.
    """
    story = tomllib.loads(Path(__file__).with_name("demo.toml").read_text(encoding="utf-8"))
    if collector.sites[site].domain in ("", "localhost"):
        run(collector, "site_set", {"name": site, "changes": story["site"]})
    stage = Stage(story, collector.sites[site], collector.now())
    sent = sorted(stage.all(), key=lambda one: one.at)
    for begin in range(0, len(sent), CHUNK):
        results: list[Entry | Drop] = []
        for one in sent[begin : begin + CHUNK]:
            results += collector.take(Delivery(messages=(one.message,)), one.sender)
        kept = collector.writer.submit([result for result in results if isinstance(result, Entry)]).result()
        collector.outcome(site, results, kept)
    collector.settle()
    return len(sent)


class Stage:
    """Where the visitors of a story act: one site, one moment that is now."""

    def __init__(self, story: dict[str, Any], site: Site, now: int) -> None:
        self.story, self.site, self.now = story, site, now
        self.chance = random.Random(SEED)
        self.number = 0
        self.chrome = str(int(99 + (now / DAY_MS - 19_080) / 31.4))  # one behind the newest, as tracker/reading/agents.py counts

    def agent(self, written: str) -> str:
        """A user agent with the version of Chrome that is current."""
        return written.replace("{v}", self.chrome)

    def all(self) -> Iterator[Sent]:
        """All that all visitors send."""
        for row in self.story["visitors"]:
            people = [Person(**dict(zip(Person.__struct_fields__, map(str.strip, told.split("|"))))) for told in row.get("people", [])]
            for person in people or [Person()] * row.get("count", 1):
                yield from self.visitor(row, person)
        for row in self.story["programs"]:
            for _ in range(row.get("count", 1)):
                yield from self.program(row)

    def visitor(self, row: dict[str, Any], person: Person) -> Iterator[Sent]:
        """What one person sends, over all visits and devices, and what the back end says of them."""
        self.number += 1
        user = f"tw-{1000 + self.number}" if row["who"] == "customer" else ""
        visits = row.get("visits", [])
        begins = self.begins(max(len(visits), row.get("orders", 0)))
        agents = row.get("agents") or [row.get("agent") or self.chance.choice(("windows", "windows", "edge", "mac", "android"))]
        devices = [Device(self, row, person, user, agent) for agent in agents]
        for number, steps in enumerate(visits):
            yield from devices[number % len(devices)].visit(begins[number], steps.split(), number == 0)
        for begin in begins[: row.get("orders", 0)]:
            yield from self.backend(user, person, begin - DAY_MS // 2)

    def begins(self, count: int) -> list[int]:
        """When each of some visits begins: from one to six days apart, in office hours UTC, the last at some time before now."""
        day = self.now // DAY_MS - 1 - self.chance.randrange(DAYS - 7 * (count - 1) if count < 4 else 3)
        found = []
        for _ in range(count):
            found.append(day * DAY_MS + self.chance.randrange(7 * 60, 17 * 60) * MINUTE + self.chance.randrange(MINUTE))
            day -= self.chance.randrange(1, 7)
        return found[::-1]

    def uuid(self) -> str:
        """An id like a browser's, the same at each replay."""
        return str(uuid.UUID(int=self.chance.getrandbits(128), version=4))

    def backend(self, user: str, person: Person, at: int) -> Iterator[Sent]:
        """An order as the shop's back end tells it, and whose it was."""
        sender = Sender(site=self.site, trusted=True, received=at)
        traits = {"name": person.name, "email": person.email, "company": person.company, "title": person.title, "plan": "standard"}
        library = {"context": {"library": {"name": "winnow-python", "version": "1.0.0"}}}
        yield Sent(at=at, sender=sender, message={"type": "identify", "userId": user, "messageId": self.uuid(), "traits": traits, **library})
        order = {"type": "track", "event": "Order Completed", "userId": user, "messageId": self.uuid(), "properties": DONE["order!"][1], **library}
        yield Sent(at=at + 1000, sender=sender, message=order)

    def program(self, row: dict[str, Any]) -> Iterator[Sent]:
        """A program's requests, one every few seconds, as an imported log tells them."""
        self.number += 1
        at, address = self.begins(1)[0], f"198.51.100.{self.number % 250 + 1}"
        for path in row["paths"]:
            hit = Hit(
                at=str(at), address=address, agent=self.agent(row["agent"]), target=path, method=row.get("method", "GET"),
                status=404 if path in row.get("missing", ()) else 200, size=self.chance.randrange(2000, 40_000),
            )  # fmt: skip
            message = page(hit, self.site.domain, self.uuid()) | {"timestamp": at}
            yield Sent(at=at, message=message, sender=Sender(site=self.site, trusted=True, received=at))
            at += int(row.get("pause", 4000) * self.chance.uniform(0.6, 1.4))


class Device:
    """A browser with the snippet in its pages."""

    def __init__(self, stage: Stage, row: dict[str, Any], person: Person, user: str, agent: str) -> None:
        self.stage, self.row, self.person, self.user = stage, row, person, user
        self.id = stage.uuid()
        self.language, _, self.timezone = stage.story["place"][row["place"]].partition(" | ")
        headers = {"accept-language": self.language} | ({"sec-gpc": "1"} if row.get("gpc") else {})
        self.sender = Sender(site=stage.site, address=f"203.0.113.{stage.number % 250 + 1}", agent=stage.agent(stage.story["agent"][agent]), headers=headers)
        self.pages = stage.story["pages"]["en"] | stage.story["pages"][self.language[:2]]
        self.signed_in = False
        self.at = 0
        self.page: dict[str, str] = {}

    def visit(self, begin: int, steps: list[str], first: bool) -> Iterator[Sent]:
        """All that a visit sends: page after page with the time it was read, and what was done there."""
        self.at, self.page = begin, {}
        source = self.row["from"] if first or self.row["from"] not in self.stage.story["campaign"] else "direct"
        for step in steps:
            if step.endswith("!"):
                self.at += self.stage.chance.randrange(20_000, 90_000)
                yield from self.act(step)
                continue
            if self.page:
                yield self.engaged()
            yield self.open(step, source)
        yield self.engaged()

    def open(self, name: str, source: str) -> Sent:
        """A page view; the first of a visit comes from somewhere."""
        path, _, title = self.pages[self.stage.chance.choice(name.split("/"))].partition(" | ")
        landing = not self.page
        search = "?" + self.stage.story["campaign"].get(source, "") if landing and source in self.stage.story["campaign"] else ""
        referrer = self.stage.story["from"].get(source, "") if landing else self.page["url"]
        url = f"https://www.{self.stage.site.domain}{path}{search}"
        self.page = {"url": url, "path": urlsplit(url).path, "search": search, "title": f"{title} | Tarnwald", "referrer": referrer}
        return self.send({"type": "page", "properties": self.page})

    def engaged(self) -> Sent:
        """How long the page was read."""
        seconds = self.stage.chance.randrange(8, 120)
        self.at += seconds * 1000
        sent = self.send({"type": "track", "event": "Page Engaged", "properties": {"seconds": seconds, "scroll": self.stage.chance.randrange(20, 101)}})
        self.at += 1000
        return sent

    def act(self, step: str) -> Iterator[Sent]:
        """Something done on a page: a form sent, a sign-in, a purchase."""
        told = {name: value for name in ("name", "email", "company", "title") if (value := getattr(self.person, name))}
        if step in FORMS:
            title = {"job_title": told.pop("title")} if "title" in told else {}
            yield self.send({"type": "track", "event": FORMS[step], "properties": {**told, **title, "message": self.person.text}})
        elif step == "news!":
            yield self.send({"type": "track", "event": "Newsletter Subscribed", "properties": {"email": self.person.email}})
        elif step == "in!":
            self.signed_in = True
            yield self.send({"type": "identify", "traits": told})
            yield self.send({"type": "track", "event": "Signed In", "properties": {}})
        else:
            name, properties = DONE[step]
            yield self.send({"type": "track", "event": name, "properties": properties})
            if step in ("order!", "pdf!") and told and not self.signed_in:
                self.at += 1000
                yield self.send({"type": "identify", "traits": told})

    def send(self, message: dict[str, Any]) -> Sent:
        """The message as the snippet of this browser sends it."""
        context = {
            "page": self.page, "locale": self.language[:5], "timezone": self.timezone, "library": {"name": "winnow.js", "version": "1.0.0"},
            "signs": {"webdriver": False, "human": 3},
        }  # fmt: skip
        ids = {"anonymousId": self.id, "messageId": self.stage.uuid()} | ({"userId": self.user} if self.signed_in else {})
        headers = {**self.sender.headers, "referer": self.page["url"]}
        sender = Sender(site=self.stage.site, address=self.sender.address, agent=self.sender.agent, headers=headers, received=self.at)
        return Sent(at=self.at, sender=sender, message={**message, **ids, "timestamp": self.at, "context": context})
