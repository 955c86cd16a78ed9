"""A person's rights: see what is kept, object, correct, be erased to the last byte; and how long things are kept.

PERSON is any id: a visitor's id, an anonymousId, a userId or an e-mail address. Every function takes the running
collector and gives plain JSON values; ``site`` None means every site.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any, TypeVar

from itsdangerous import BadSignature, URLSafeSerializer

from tracker.collector import Collector
from tracker.identity import SHARED_EMAIL, ids_of
from tracker.model import DAY_MS, Drop, Entry, Event, Sender, Site
from tracker.pipeline import entry_of
from tracker.wall import erasing
from tracker.wall.objecting import object_to
from tracker.wire import Delivery

T = TypeVar("T")
LINK_DAYS = 30  # a link to one's own data is good for a month, the time in which the law wants an answer
ERASED = "erased"
TRIES, PAUSE = 40, 0.25  # how often, and how many seconds apart, the disk is cleaned while a reader holds the log
CORRECTION = "Correction Requested"
CORRECTABLE = ("name", "email", "phone", "company", "title", "country")


def sites_of(collector: Collector, site: str | None) -> list[str]:
    """The site asked for, or all of them. Raises ValueError for one that does not exist."""
    if site is not None and site not in collector.sites:
        raise ValueError(f"There is no site {site!r}. There are: {', '.join(collector.sites) or 'none yet'}.")
    return [site] if site else list(collector.sites)


def visitors_of(collector: Collector, person: str, site: str | None) -> Iterator[tuple[str, list[int]]]:
    """For each site in which somebody is known: its name and the numbers of their visitors."""
    for name in sites_of(collector, site):
        visitors = collector.store.ask(erasing.found, name, name, person)
        if visitors:
            yield name, visitors


def nobody(person: str, site: str | None) -> ValueError:
    """The error for somebody of whom nothing is kept."""
    where = f"in the site {site!r}" if site else "in any site"
    return ValueError(f"Nothing is kept about {person!r} {where}. Give a visitor's id, anonymousId, userId or e-mail address exactly as it was sent.")


def erase(collector: Collector, person: str, site: str | None = None, everyone: bool = False) -> dict[str, Any]:
    """Erase somebody: objection first, then every row, then the bytes on the disk. What was removed, and what is left.

    Raises ValueError where nobody is found, and where an address leads to more than ten visitors
    (it is shared then) unless ``everyone`` is said.
    """
    reports, wanted = [], set()
    for name, visitors in list(visitors_of(collector, person, site)):
        if len(visitors) > SHARED_EMAIL and not everyone:
            raise ValueError(f"{person!r} leads to {len(visitors)} visitors of {name!r}: many use it. Name one of them by id, or say --everyone to erase all.")
        report, strings = _erase_in(collector, name, person, visitors)
        reports.append(report)
        wanted |= strings
    disk = clean(collector, wanted)
    if not reports:
        raise nobody(person, site)
    collector.judge.wake()
    return {"person": person, "sites": reports, "disk": disk}


def _erase_in(collector: Collector, name: str, person: str, visitors: list[int]) -> tuple[dict[str, Any], set[bytes]]:
    """Erase somebody's visitors in one site: the report, and the texts to look for on the disk."""
    store, now = collector.store, collector.now()

    def look(db: Any, number: int) -> tuple[set[int], set[int], int]:
        nodes = erasing.parts(db, visitors)
        candidates = erasing.texts_of(db, nodes)
        return candidates, *erasing.in_use(db, candidates, without=nodes)

    # Who else uses their texts is looked up beside the writer; what came meanwhile, inside the transaction.
    looked, used, last = store.ask(look, name)

    def work(db: Any, recorder: Any) -> tuple[dict[str, Any], set[bytes]]:
        number = recorder.site(name)
        going = erasing.found(db, number, name, person)
        nodes, ids = erasing.parts(db, going), erasing.names(db, going)
        keys, strings = erasing.keys_of(db, nodes) | erasing.keys_in_advance(person), erasing.strings(db, nodes)
        kept = object_to(db, store.seal, number, keys, ERASED, now)
        mine = erasing.texts_of(db, nodes)
        removed = erasing.remove(db, recorder, number, going)
        theirs = used | erasing.in_use(db, mine, last)[0] | (erasing.in_use(db, mine - looked)[0] if mine - looked else set())
        removed["texts"] = erasing.drop_texts(db, mine, theirs)
        _touch(store, db, number, name, [text.decode() for text in strings if b"@" in text])
        return {"site": name, "visitors": ids, "removed": dict(removed), "objections": kept}, strings

    report, strings = collector.writer.do(lambda: store.alter(work))
    # Whether others hold the same text is looked up beside the writer: it walks all ids and traits for each text.
    return report, store.ask(lambda db, number: erasing.unshared(db, strings), name)


def _touch(store: Any, db: Any, number: int, name: str, persons: list[str]) -> None:
    """Have everybody judged again whom these ids or addresses lead to."""
    for person in persons:
        for visitor in erasing.found(db, number, name, person):
            store._touch(visitor)


def clean(collector: Collector, wanted: set[bytes]) -> dict[str, Any]:
    """Leave none of these texts in any file of the data folder: cut the log, look, rewrite the file where one still stands.

    ``left`` names files in which one stands nevertheless (other people's rows may hold the same text);
    ``done`` is False where a reader held the log all the time: run it again later.
    """
    folder = Path(collector.settings["data"])
    done, left, rewritten = _scrub(collector, False), erasing.traces(folder, wanted), False
    if left:
        try:
            done, rewritten = _scrub(collector, True), True
        except collector.store.Unavailable as error:  # a VACUUM needs as much room as the file once more
            return {"done": False, "rewritten": False, "left": left, "why": f"the database could not be rewritten ({error}); make room and erase again"}
        left = erasing.traces(folder, wanted)
    why = "" if done else "a reader still needs the log; the same command again, later, cuts it"
    return {"done": done, "rewritten": rewritten, "left": left, "why": why}


def _scrub(collector: Collector, vacuum: bool) -> bool:
    return _whole(_scrubbing(collector, vacuum))


def _scrubbing(collector: Collector, vacuum: bool) -> Generator[float, None, bool]:
    for _ in range(TRIES):
        if collector.writer.do(lambda: collector.store.scrub(vacuum)):  # noqa: B023 - runs before the loop goes on
            return True
        vacuum = False
        yield PAUSE
    return False


def object_to_contact(collector: Collector, person: str, site: str | None = None, reason: str = "objection") -> dict[str, Any]:
    """Keep somebody out of every outreach, known or not yet; survives erasure. Under how many keys, for whom."""
    store, now, told = collector.store, collector.now(), []

    def work(name: str, db: Any, recorder: Any) -> dict[str, Any]:
        number = recorder.site(name)
        visitors = erasing.found(db, number, name, person)
        keys = erasing.keys_of(db, erasing.parts(db, visitors)) | erasing.keys_in_advance(person)
        kept = object_to(db, store.seal, number, keys, reason[:200], now)
        for visitor in visitors:
            store._touch(visitor)
        return {"site": name, "visitors": erasing.names(db, visitors), "objections": kept}

    for name in sites_of(collector, site):
        told.append(collector.writer.do(lambda name=name: store.transact(lambda: work(name, store._writer, store.recorder))))
    collector.judge.wake()
    return {"person": person, "sites": told}


def retain(collector: Collector, site: str | None = None) -> list[dict[str, Any]]:
    """Delete events older than their site's ``retention_days`` (whole UTC days), with their evidence; what went, per site."""
    return _whole(retaining(collector, site))


def _whole(steps: Generator[float, None, T]) -> T:
    """All steps at once, with their rests."""
    while True:
        try:
            time.sleep(next(steps))
        except StopIteration as end:
            return end.value


def retaining(collector: Collector, site: str | None = None) -> Generator[float, None, list[dict[str, Any]]]:
    """``retain`` in short steps, each on the wall whole; what is yielded is how many seconds to rest before the next."""
    told, kept_short = [], False
    for name in sites_of(collector, site):
        days = collector.sites[name].retention_days
        removed: Counter[str] = Counter()
        if days:
            kept_short = True
            cutoff = (collector.now() // DAY_MS - days) * DAY_MS
            nodes = collector.store.ask(erasing.expired, name, cutoff)
            for start in range(0, len(nodes), erasing.CHUNK):
                removed += _expire(collector, collector.sites[name], nodes[start : start + erasing.CHUNK], cutoff)
                yield 0.0
        told.append({"site": name, "retention_days": days, "removed": dict(removed)})
    # Whatever nobody uses any more goes, also what a run that was stopped, or a rebuild, left behind.
    if kept_short and _drop_texts(collector):
        yield from _scrubbing(collector, False)
        if collector.writer.do(lambda: erasing.sparse(collector.store._writer)):
            yield from _scrubbing(collector, True)
        collector.judge.wake()
    return told


def _expire(collector: Collector, site: Site, nodes: list[int], cutoff: int) -> Counter[str]:
    """One portion of a site's nodes, in one step: what went."""

    def weigh(event: Event) -> Entry:
        return entry_of(event, site, collector.rulebook, collector.world)

    return collector.writer.do(lambda: collector.store.alter(lambda db, recorder: erasing.expire(db, recorder, site.name, nodes, cutoff, weigh)))


def _drop_texts(collector: Collector) -> int:
    """Delete the texts that neither events nor evidence use any more; how many."""
    site = next(iter(collector.sites))

    def look(db: Any, number: int) -> tuple[set[int], set[int], int]:
        every = erasing.every_text(db)
        return every, *erasing.in_use(db, every)

    every, used, last = collector.store.ask(look, site)

    def work(db: Any, recorder: Any) -> int:
        return erasing.drop_texts(db, every, used | erasing.in_use(db, every, last)[0])

    return collector.writer.do(lambda: collector.store.alter(work))


def link_token(collector: Collector, site: str, visitor: str) -> str:
    """A signed token that lets its holder see one visitor's own data for a month."""
    expires = collector.now() + LINK_DAYS * DAY_MS
    return _signer(collector).dumps([site, visitor, expires])


def holder(collector: Collector, token: str) -> tuple[str, str] | None:
    """(site, visitor) of a token; None where it is not ours, too old, or nobody is there any more."""
    try:
        site, visitor, expires = _signer(collector).loads(token[:500])
    except (BadSignature, ValueError, TypeError):
        return None
    found = collector.store.resolve(site, visitor) if site in collector.sites and expires >= collector.now() else None
    return (site, found) if found else None


def _signer(collector: Collector) -> URLSafeSerializer:
    return URLSafeSerializer(collector.store.seal.signing_key(), salt="winnow me")


def correct(collector: Collector, site: str, visitor: str, says: str, note: str, traits: dict[str, str]) -> dict[str, Any]:
    """Keep what somebody says of themselves: data about them is put right at once; who they are is for a person to decide.

    Both are events of theirs, so they stand in the timeline, survive a rebuild and are erased with the rest.
    Their word on their class gives nobody that class: it puts them on the list to review (the signal ``contests``),
    out of outreach, until a person has decided; the report ``corrections`` tells all of them.
    """
    known = collector.store.known(site, visitor)
    device, account = next(ids_of(node) for node in known.nodes if node[0] in "dua")
    base = {"anonymousId": device or None, "userId": account or None}
    told = {name: str(traits[name])[:200] for name in CORRECTABLE if traits.get(name)}
    messages = [{**base, "type": "identify", "traits": told}] if told else []
    if says or note:
        # Not called note or message: those are read as words written to the firm, and words weigh.
        messages.append({**base, "type": "track", "event": CORRECTION, "properties": {"claims": says, "pleads": note[:1000]}})
    sender = Sender(site=collector.sites[site], trusted=True, received=collector.now())
    outcome = collector.keep(Delivery(messages=tuple(messages)), sender)
    wrong = [drop.message for drop in outcome.rejected if isinstance(drop, Drop)]
    if wrong:
        raise ValueError(wrong[0])
    decision = f"c{visitor[1:]}{collector.now():x}"
    if says or note:
        collector.writer.do(lambda: collector.store.note_decisions(site, [(decision, visitor)], "correction", collector.now()))
    return {"corrected": sorted(told), "asked": says, "for_a_person": bool(says or note)}
