"""What a command line may ask of the owner of a data folder. Arguments and results are plain JSON values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from tracker import addressbook, audit, disclosure, editions, learning, privacy, rereading
from tracker.collector import Collector
from tracker.drafts import draft_of
from tracker.model import Sender, Site
from tracker.reading.likeness import ENGINE
from tracker.sites import site_from
from tracker.wall.history import History, Version
from tracker.wire import Delivery

COMMANDS: dict[str, Callable[..., Any]] = {}


def command(work: Callable[..., Any]) -> Callable[..., Any]:
    """Offer a function under its name."""
    COMMANDS[work.__name__] = work
    return work


def run(collector: Collector, name: str, arguments: dict[str, Any]) -> Any:
    """Run a command by name. Raises ValueError (with what to do) for what is refused."""
    return COMMANDS[name](collector, **arguments)


def _site(collector: Collector, name: str | None) -> Site:
    if name is None and len(collector.sites) == 1:
        return next(iter(collector.sites.values()))
    if name not in collector.sites:
        known = ", ".join(collector.sites) or "none yet: make one with `winnow site add`"
        raise ValueError(f"There is no site {name!r}. There are: {known}." if name else f"Say which site with --site. There are: {known}.")
    return collector.sites[name]


@command
def site_add(collector: Collector, name: str, profile: dict[str, Any]) -> dict[str, str]:
    """Make a site; its name and two keys."""
    site = site_from(name, profile)
    write_key, secret_key = collector.administer(lambda registry: registry.add_site(site, collector.now()))
    return {"site": name, "write_key": write_key, "secret_key": secret_key}


@command
def site_set(collector: Collector, name: str, changes: dict[str, Any]) -> dict[str, Any]:
    """Change fields of a site's profile; the whole profile, and whether its kept events are being read again because
    of the change. Everybody is judged again."""
    site = _site(collector, name)
    changed = site_from(site.name, {**msgspec.to_builtins(site), **changes})
    collector.administer(lambda registry: registry.set_site(changed))
    rereads = rereading.soon(collector, site)
    collector.writer.do(collector.store.touch_all)
    collector.judge.wake()
    return {"profile": msgspec.to_builtins(changed), "rereads": rereads}


@command
def key_add(collector: Collector, site: str | None, scopes: list[str]) -> dict[str, str]:
    """A new key of a site."""
    name = _site(collector, site).name
    return {"key": collector.administer(lambda registry: registry.add_key(name, tuple(scopes), collector.now()))}


@command
def key_revoke(collector: Collector, key: str) -> int:
    """Revoke a key; how many there were."""
    return collector.administer(lambda registry: registry.revoke_key(key, collector.now()))


@command
def user_add(collector: Collector, address: str, site: str | None, all_sites: bool = False) -> dict[str, Any]:
    """Let somebody sign in: their one-time link, at the address where the owner of the data listens, and which ``site`` they see (None: all ``sites``).

    A user who is there already keeps what they may see unless one of the two is said.
    """
    if "@" not in address or address.strip() != address:
        raise ValueError(f"{address!r} is no e-mail address. Write for example ann@shop.example.")
    only = site if site or all_sites else collector.store.registry.users().get(address)
    collector.administer(lambda registry: registry.add_user(address, only, collector.now()))
    settings = collector.settings
    home = settings["public_url"].rstrip("/") or f"http://{settings['host']}:{settings['port']}"
    return {"link": f"{home}/sign-in?token={link(collector, address)}", "site": only, "sites": list(collector.sites)}


@command
def link(collector: Collector, address: str) -> str:
    """The secret of a new one-time sign-in link."""
    expires = collector.now() + collector.settings["link_minutes"] * 60_000
    return collector.administer(lambda registry: registry.issue("link", address, expires))


@command
def user_remove(collector: Collector, address: str) -> int:
    """Remove a user and their sessions."""
    return collector.administer(lambda registry: registry.remove_user(address))


@command
def destination(collector: Collector, act: str, site: str | None, **given: Any) -> Any:
    """One act of the address book (tracker/addressbook.py) for a site."""
    return addressbook.ACTS[act](collector, _site(collector, site).name, **given)


@command
def take(collector: Collector, site: str | None, messages: list[Any], received: int | None = None) -> dict[str, Any]:
    """Keep trusted messages (an import); what became of them."""
    sender = Sender(site=_site(collector, site), trusted=True, received=received or collector.now())
    return msgspec.to_builtins(collector.keep(Delivery(messages=tuple(messages)), sender))


@command
def rebuild(collector: Collector) -> int:
    """Have every kept event read again by today's rules and everybody judged again, beginning now; how many events.

    ``reread`` goes on with it step by step; where nobody calls it, the judge does, while nobody waits.
    """
    for site in collector.sites:
        collector.writer.do(lambda site=site: collector.store.ask_reread(site, collector.now()))
    return collector.store.total_events()


@command
def reread(collector: Collector, whenever: bool = False) -> int | None:
    """Read a portion of kept events again; how many, None where none is due (``whenever``: not even later)."""
    now = rereading.WHENEVER if whenever else collector.now()
    if collector.store.reread(now):
        collector.warm()
    return rereading.reread_next(collector.store, collector.writer.do, collector.sites, collector.rulebook, collector.world, now)


@command
def reader(collector: Collector) -> dict[str, Any]:
    """How the reader of meaning fares in this process: how often it died, was too slow, how many messages it missed, whether it rests."""
    return {"died": ENGINE.died, "slow": ENGINE.slow, "missed": ENGINE.missed, "rests": ENGINE.rests}


@command
def visitors(collector: Collector) -> int:
    """How many visitors stand in the lists, of all sites."""
    return sum(sum(collector.store.counts(site).values()) for site in collector.sites)


@command
def judge(collector: Collector) -> int:
    """Judge every visitor again by today's rules; how many."""
    count = collector.writer.do(collector.store.touch_all)
    collector.settle()
    return count


@command
def settle(collector: Collector) -> int:
    """Judge those who wait; how many."""
    return collector.settle()


@command
def note_leaving(collector: Collector, site: str, rows: list[dict[str, Any]], channel: str) -> None:
    """Keep under which decision whose contact data leaves through a channel; rows of ``id`` and ``decision``."""
    collector.note_leaving(_site(collector, site).name, rows, channel)


@command
def erase(collector: Collector, person: str, site: str | None, everyone: bool = False) -> dict[str, Any]:
    """Erase somebody to the last byte; what was removed."""
    return privacy.erase(collector, person, site, everyone)


@command
def access(collector: Collector, person: str, site: str | None, link: bool = False) -> dict[str, Any]:
    """Everything that is kept about somebody."""
    return disclosure.access(collector, person, site, link)


@command
def object_to_contact(collector: Collector, person: str, site: str | None, reason: str = "objection") -> dict[str, Any]:
    """Keep somebody out of every outreach."""
    return privacy.object_to_contact(collector, person, site, reason)


@command
def retain(collector: Collector, site: str | None) -> list[dict[str, Any]]:
    """Delete events that are older than their site keeps them."""
    return privacy.retain(collector, site)


def _publish(collector: Collector, site: Site, layers: Callable[[Site, list[Version]], editions.Override], author: str, note: str, heard: int = 0) -> dict[str, Any]:
    """Put ``layers(site, versions)`` in force in one step; everybody is judged again, and kept events are read again where sections changed."""
    if not note.strip() or not author.strip():
        raise ValueError("A version needs a reason and an author. Say why with --note, and who with --author.")
    before = collector.sites[site.name]

    def work(registry: Any) -> Version | None:
        history, found = History(registry.db), registry.sites()[site.name]
        wanted = editions.Publication(override=layers(found, history.versions(site.name)), author=author.strip(), note=note.strip(), at=collector.now(), heard=heard)
        version = editions.publish(history, found, wanted, collector.rulebook)
        if version:
            history.rejudge(site.name)
        return version

    version = collector.administer(work)
    if version is None:
        raise ValueError("This changes nothing: the rules in force already say so.")
    replayed = rereading.soon(collector, before)
    collector.judge.wake()
    made = editions.changes(editions.fields(before), version.told.in_force, collector.rulebook)
    edition = collector.rulebook.edition(collector.sites[site.name])
    return {"version": version.number, "digest": version.digest, "edition": edition, "changes": msgspec.to_builtins(made), "replayed": replayed}


@command
def rules_publish(collector: Collector, site: str | None, text: str, file: str, note: str, author: str) -> dict[str, Any]:
    """Put a draft (the text of a rule file) in force; version, digest, edition, changes, whether kept events are being read again."""
    tables = draft_of(text, file, collector.rulebook).tables

    def layers(found: Site, versions: list[Version]) -> editions.Override:
        return editions.drafted(found, versions[-1] if versions else None, tables)

    return _publish(collector, _site(collector, site), layers, author, note)


@command
def rules_revert(collector: Collector, site: str | None, version: str, note: str, author: str) -> dict[str, Any]:
    """Put an earlier version in force again, as a new one."""
    now = collector.now()

    def layers(found: Site, versions: list[Version]) -> editions.Override:
        return editions.reverted(found, versions, version, now)

    return _publish(collector, _site(collector, site), layers, author, note, heard=now)


@command
def relearn(collector: Collector, site: str | None, everything: bool = False, stop: bool = False) -> dict[str, Any]:
    """Learn votes from all that sales said of a site's visitors; what changed and why."""
    return learning.relearn(collector, _site(collector, site).name, everything, stop)


@command
def audit_draw(collector: Collector, site: str | None, size: int, seed: int) -> dict[str, Any]:
    """Draw a blind sample of the excluded and keep it; site, number, population, ids."""
    found = _site(collector, site)
    every = {row.visitor: row for row in audit.excluded(collector.store, found.name)}
    if not every:
        raise ValueError(f"Nobody of {found.name} is excluded, so there is nothing to audit.")
    drawn = audit.draw(every.values(), size, seed)
    rows = [(row.visitor, row.row.get("class", "unknown"), row.row.get("reason", ""), row.last_seen) for row in drawn]
    edition = collector.rulebook.edition(found)
    number = collector.administer(lambda registry: History(registry.db).draw(found.name, collector.now(), seed, len(every), edition, rows))
    return {"site": found.name, "audit": number, "population": len(every), "seed": seed, "ids": [row.visitor for row in drawn]}


@command
def audit_record(collector: Collector, file: str, site: str, audit_number: int, answers: list[tuple[str, str, str]], author: str) -> int:
    """Keep what a reviewer found out about a sample; how many answers."""
    _site(collector, site)
    audit.unknown_rows(file, answers, collector.store.history.drawn(site, audit_number))
    collector.administer(lambda registry: History(registry.db).answer(site, audit_number, author, collector.now(), answers))
    return len(answers)
