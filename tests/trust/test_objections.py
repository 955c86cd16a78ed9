"""Objections hold: before anything is known, over a restart, sealed under their key, and as Global Privacy Control."""

from __future__ import annotations

import sqlite3
import stat
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import RunningCollector
from tests.strategies import NOW, SITE, entry
from tests.trust.canary import AGENT, page, send, settled, winnow
from tracker.collector import Collector
from tracker.settings import load
from tracker.wall import objecting
from tracker.wall.files import NoWall


def opened(folder: Path) -> tuple[Any, Any]:
    """A store with the test site, and a collector on it that is not serving."""
    collector = Collector(load({"data": str(folder)}, {}), now=lambda: NOW)
    if not collector.sites:
        collector.administer(lambda registry: registry.add_site(SITE, NOW))
    collector.writer.close()
    return collector.store, collector


def test_an_objection_comes_first(own_collector: Callable[..., RunningCollector]) -> None:
    """Somebody may object before anything is known of them, and after; a restart and an erasure do not forget it."""
    running = own_collector()
    winnow(running, "object", "early@acme.example", "--reason", "wrote a letter")
    asks = {"type": "track", "event": "Quote Requested", "properties": {"email": "early@acme.example", "message": "please send an offer"}}
    send(running, [{**asks, "anonymousId": "e1", "messageId": "e1"}, {**asks, "anonymousId": "e2", "messageId": "e2", "properties": {**asks["properties"], "email": "late@acme.example"}}])
    settled(running)
    assert ["late@acme.example"] == [row["email"] for row in running.get("/v1/leads")["leads"]]

    winnow(running, "object", "e2")
    settled(running)
    assert 0 == running.get("/v1/leads")["total"]

    running.kill()
    assert 0o600 == stat.S_IMODE((running.folder / objecting.FILE).stat().st_mode)
    running.start()
    winnow(running, "judge")
    settled(running)
    assert 0 == running.get("/v1/leads")["total"]
    db = sqlite3.connect(f"file:{running.folder}/winnow.db?mode=ro", uri=True)
    digests = [row[0] for row in db.execute("SELECT digest FROM suppressions")]
    db.close()
    assert digests and not [digest for digest in digests if ":" in digest]


def test_objections_without_their_key_are_refused(tmp_path: Path) -> None:
    """A database with objections whose key is lost does not start as if nobody had objected."""
    store, _ = opened(tmp_path)
    store.suppress("shop", "d:x", "objection", NOW, "v")
    store.close()
    (tmp_path / objecting.FILE).unlink()

    with pytest.raises(NoWall, match="Restore it"):
        opened(tmp_path)


def test_plain_objections_of_before_are_sealed(tmp_path: Path) -> None:
    """A database of an earlier version kept objections under plain keys; opening it seals them, and they still hold."""
    store, _ = opened(tmp_path)
    store._writer.execute("INSERT INTO suppressions VALUES (1, 'd:old', 'objection', 1)")
    store.close()
    store, _ = opened(tmp_path)
    store.record([entry({"type": "page", "anonymousId": "old", "messageId": "m", "timestamp": NOW})])

    assert "objection" == store.known("shop", store.resolve("shop", "old")).suppressed
    assert not [row for row in store.reader.execute("SELECT digest FROM suppressions") if ":" in row[0]]
    store.close()


def test_privacy_control_keeps_out_of_outreach(own_collector: Callable[..., RunningCollector]) -> None:
    """A browser that sends Global Privacy Control is not led to sales, unless the person asks for an answer."""
    running = own_collector()
    base = {"context": {"headers": {"Sec-GPC": "1", "Accept-Language": "en"}, "userAgent": AGENT}}
    for device, asks in (("quiet", False), ("asks", True)):
        pages = [page(device, f"{device}{n}", "/pricing", int(time.time() * 1000), **base) for n in range(4)]
        pages.append({"type": "identify", "anonymousId": device, "messageId": f"{device}i", "traits": {"email": f"{device}@acme.example", "title": "Head of Purchasing", "company": "Acme"}, **base})
        if asks:
            pages.append({"type": "track", "event": "Quote Requested", "anonymousId": device, "messageId": f"{device}q", "properties": {"message": "please send an offer", "email": f"{device}@acme.example"}, **base})
        send(running, pages)
    settled(running)

    assert ["asks@acme.example"] == [row["email"] for row in running.get("/v1/leads")["leads"]]
