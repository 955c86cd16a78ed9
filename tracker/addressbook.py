"""A site's destinations: made, shown, paused, tried and taken away. Every function takes the running collector and gives plain JSON values."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import msgspec

from tracker.collector import Collector
from tracker.deliver import couriers, trial
from tracker.destinations.webhook import new_secret
from tracker.model import DAY_MS
from tracker.parcel import EVENTS, Destination
from tracker.rows import iso

NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}")
USUAL = ("lead.entered", "lead.left")
HIDDEN = ("secret", "former", "former_until", "until", "seq")  # what a list of destinations does not show
STATES = ("waiting", "done", "dead")


def add(collector: Collector, site: str, name: str, kind: str, told: dict[str, Any]) -> dict[str, Any]:
    """Make a destination; its settings, with the secret of a webhook. Raises ValueError for what is refused."""
    if not NAME.fullmatch(name):
        raise ValueError(f"the name {name!r} cannot be used. Take 1 to 40 small letters, digits, dots, dashes and underscores, for example crm.")
    if kind == "mail" and told.get("events"):
        raise ValueError(f"--on {told['events'][0]} is for webhooks: a mail holds the news of a day or a week. Leave it out.")
    events = list(told.get("events") or USUAL)
    wrong = [event for event in events if event not in EVENTS]
    if wrong:
        raise ValueError(f"--on {wrong[0]!r} is no event. Use some of: {', '.join(EVENTS)}.")
    module, now = couriers()[kind], collector.now()
    kept = {**module.settled(told), "contact": bool(told.get("contact"))}
    due = module.due(kept, now)
    kept |= {} if due else {"events": events}
    _post(collector, lambda outbox: outbox.add(site, name, kind, kept, now, due))
    return {"site": site, "destination": name, "kind": kind, **kept, "next_digest": iso(due)}


def found(collector: Collector, site: str, name: str) -> Destination:
    """The destination of a site with this name. Raises ValueError naming those there are."""
    every = collector.store.outbox.destinations(site)
    one = next((one for one in every if one.name == name), None)
    if one is None:
        raise ValueError(f"The site {site!r} has no destination {name!r}. There are: {', '.join(one.name for one in every) or 'none yet (winnow destination add)'}.")
    return one


def shown(store: Any, site: str | None, whole: bool = False) -> list[dict[str, Any]]:
    """The destinations of a site (of all) with what waits, was taken and is dead; no secrets, and of addresses only
    the host unless ``whole``: the path is a password with many receivers, and a mailbox is somebody's."""
    outbox = store.outbox
    rows = []
    for one in outbox.destinations(site):
        counts = outbox.counts(one.number)
        told = {key: value for key, value in one.told.items() if key not in HIDDEN}
        if "url" in told and not whole:
            told["url"] = "/".join(told["url"].split("/")[:3]) + "/…"
        if "to" in told and not whole:
            told["to"] = [f"…@{address.partition('@')[2]}" for address in told["to"]]
        rows.append({"site": one.site, "destination": one.name, "kind": one.kind, **told, "paused": one.paused, **counts, "last": iso(counts["last"]), "next_digest": iso(one.due)})
    return rows


def deliveries(store: Any, site: str, state: str = "", destination: str = "", after: int = 0, limit: int = 200) -> list[dict[str, Any]]:
    """Deliveries by sequence number, beginning behind ``after``."""
    rows = store.outbox.listed(site, state, destination, after, limit)
    return [{**row, **{name: iso(row[name]) for name in ("at", "tried")}, "due": iso(row["due"]) if row["state"] == "waiting" else None} for row in rows]


def remove(collector: Collector, site: str, name: str) -> None:
    """Take a destination away."""
    one = found(collector, site, name)
    _post(collector, lambda outbox: outbox.remove(one.number))


def pause(collector: Collector, site: str, name: str, why: str) -> None:
    """Send nothing to a destination until ``why`` is empty again; what comes meanwhile waits (30 days)."""
    _change(collector, site, name, lambda one: msgspec.structs.replace(one, paused=why))


def renew(collector: Collector, site: str, name: str) -> str:
    """Give a webhook a new secret; for a day the former one signs as well, so that no message is refused meanwhile."""
    one, until, fresh = found(collector, site, name), collector.now() + DAY_MS, new_secret()
    if "secret" not in one.told:
        raise ValueError(f"{name!r} is of the kind {one.kind!r}, which signs nothing. Only webhooks have a secret.")
    _change(collector, site, name, lambda now: msgspec.structs.replace(now, told={**now.told, "secret": fresh, "former": now.told["secret"], "former_until": until}))
    return fresh


def test(collector: Collector, site: str, name: str) -> dict[str, Any]:
    """Send a test, now; whether it was taken, and what came of it."""
    receipt = trial(collector, found(collector, site, name))
    return {"taken": receipt.taken, "says": receipt.says}


def resend(collector: Collector, site: str, name: str, after: int | None = None, sequence: int | None = None) -> int:
    """Send again what is dead, or one delivery, or everything behind a sequence number; how many."""
    one = found(collector, site, name)
    return _post(collector, lambda outbox: outbox.again(one, after, sequence))


ACTS: dict[str, Callable[..., Any]] = {"add": add, "remove": remove, "pause": pause, "renew": renew, "test": test, "resend": resend}  # what commands may ask for


def _change(collector: Collector, site: str, name: str, change: Callable[[Destination], Destination]) -> None:
    number = found(collector, site, name).number

    def work(outbox: Any) -> None:
        for one in outbox.destinations(site):
            if one.number == number:
                outbox.change(change(one))

    _post(collector, work)


def _post(collector: Collector, work: Callable[[Any], Any]) -> Any:
    return collector.writer.do(lambda: collector.store.post(work))
