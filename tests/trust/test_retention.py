"""Retention: what is older than a site keeps goes with its evidence, and a rebuild agrees."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.shelves.walls import reread_all
from tests.strategies import NOW, SITE, entry
from tests.trust.canary import page, running_collector, where
from tracker.model import DAY_MS
from tracker.privacy import retain


def everybody(store: Any) -> list[str]:
    """The ids of all visitors."""
    from tracker.wire import Ask

    return [row.visitor for place in ("lead", "review", "excluded") for row in store.slice(Ask(site="shop", place=place, limit=1000)).rows]


def test_retention_deletes_and_a_rebuild_agrees(tmp_path: Path) -> None:
    """Events beyond retention_days go with their evidence; who has no other goes altogether; a rebuild changes nothing."""
    collector = running_collector(tmp_path)
    store = collector.store
    told = [page(f"d{n % 9}", f"m{n}", ("/careers", "/pricing", "/cart", f"/only-old-{n}")[n % 4], NOW - n * DAY_MS, context={"page": {"referrer": f"https://r{n}.test/"}}) for n in range(60)]
    told.append({"type": "identify", "anonymousId": "d1", "messageId": "i", "timestamp": NOW - 50 * DAY_MS, "traits": {"email": "ann@acme.test", "name": "Old Name"}})
    told.append(page("gone", "g1", "/vanished", NOW - 45 * DAY_MS))
    told.append({"type": "identify", "anonymousId": "gone", "messageId": "g2", "timestamp": NOW - 45 * DAY_MS, "traits": {"email": "vanished@acme.test"}})
    store.record([entry(message) for message in told])
    collector.settle()
    assert [{"site": "shop", "retention_days": 0, "removed": {}}] == retain(collector)
    collector.administer(lambda registry: registry.set_site(type(SITE)(**{**{f: getattr(SITE, f) for f in SITE.__struct_fields__}, "retention_days": 30})))

    (told_of,) = retain(collector)
    collector.settle()

    assert (32, 1) == (told_of["removed"]["events"], told_of["removed"]["visitors"]) and 31 == store.total_events()
    assert None is store.resolve("shop", "gone") and {} == where(tmp_path, "vanished")
    assert "name" not in store.known("shop", store.resolve("shop", "d1")).traits
    assert not [line for line in store.check() if line.startswith("WRONG")]
    live = {visitor: store.known("shop", visitor) for visitor in everybody(store)}
    reread_all(store, collector.writer.do, collector.sites)
    assert live == {visitor: store.known("shop", visitor) for visitor in live} and len(live) == 9
    collector.close()
