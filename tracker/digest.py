"""The news of a site since the last digest, as a mail: subject, plain text and HTML. The door for `jinja2` outside the pages.

Everybody is judged at this moment and passes the outreach gate; whose contact data leaves, leaves under a decision id.
"""

from __future__ import annotations

import re
from datetime import datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined

from tracker.collector import Collector
from tracker.parcel import Destination
from tracker.pipeline import judge
from tracker.rows import row_of
from tracker.web.wording import percent, short, who

SHOWN = 20  # people of a kind in one mail; the rest is a number and a link
DOTTED = re.compile(r"(?<=[\w-])\.(?=[^\W\d_]{2,})")


def plain(told: Any) -> str:
    """Text that strangers have sent, in one line, and so that no mail program makes a link of it: acme[.]example."""
    return DOTTED.sub("[.]", short(" ".join(str(told).replace("://", " ").split())))


@cache
def _templates() -> Environment:
    made = Environment(loader=PackageLoader("tracker.web"), autoescape=lambda name: bool(name) and name.endswith(".html"), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    made.filters |= {"plain": plain, "percent": percent, "who": who}
    return made


def compose(collector: Collector, found: Destination, span: dict[str, int]) -> dict[str, Any]:
    """The mail about what happened in a span: behind number ``after`` up to ``upto``, from ``since`` to ``until`` (ms); {} where nothing did."""
    happened = collector.store.outbox.news(found.site, span["after"], span["upto"])
    people = _People(collector, found)
    entered = people.on("lead", happened.get("lead.entered", ()))
    review = people.on("review", happened.get("review.needed", ()))
    left = people.on("", [visitor for visitor in happened.get("lead.left", ()) if visitor not in happened.get("lead.entered", ())])
    left = [row for row in left if row["list"] != "lead"]
    if not (entered or review or left):
        return {}
    people.note()
    settings, zone = collector.settings, ZoneInfo(found.told["zone"])
    home = settings["public_url"].rstrip("/") or f"http://{settings['host']}:{settings['port']}"
    days = [datetime.fromtimestamp(at / 1000, zone).strftime("%-d %B %Y, %H:%M") for at in (span["since"], span["until"])]
    told = {
        "site": found.site, "name": found.name, "home": home, "local": not settings["public_url"], "since": days[0], "until": days[1], "zone": found.told["zone"],
        "entered": entered, "review": review, "left": left, "shown": SHOWN, "contact": bool(found.told.get("contact")), "counts": collector.store.counts(found.site),
    }  # fmt: skip
    counted = ((len(entered), "new lead" if len(entered) == 1 else "new leads"), (len(review), "to look at"), (len(left), "left"))
    subject = f"{found.site}: " + ", ".join(f"{count} {what}" for count, what in counted if count)
    return {"subject": subject, "text": _templates().get_template("digest.txt").render(told), "html": _templates().get_template("digest.html").render(told)}


class _People:
    """Judges people as they stand now, and remembers whose contact data is shown."""

    def __init__(self, collector: Collector, found: Destination) -> None:
        self.collector, self.found, self.now = collector, found, collector.now()
        self.decisions: list[tuple[str, str]] = []
        self.channel = f"{found.kind}:{found.name}"

    def on(self, place: str, visitors: Any) -> list[dict[str, Any]]:
        """The rows of those who stand on a list now ("": on any)."""
        it, rows = self.collector, []
        for visitor in visitors:
            known = it.store.known(self.found.site, visitor)
            judged = judge(known, it.sites[self.found.site], it.rulebook, self.now) if known and known.events else None
            if judged and place in ("", judged.place):
                rows.append(row_of(judged, self.now, bool(self.found.told.get("contact")) and len(rows) < SHOWN, self.channel))
        self.decisions += [(row["decision"], row["id"]) for row in rows if row["decision"]]
        return rows

    def note(self) -> None:
        """Note whose contact data leaves, before it does."""
        if self.decisions:
            self.collector.writer.do(lambda: self.collector.store.note_decisions(self.found.site, self.decisions, self.channel, self.now))
