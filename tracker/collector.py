"""Everything that runs together on one data folder: store, writer, judge, rulebook, sites and keys."""

from __future__ import annotations

import gc
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from prometheus_client import CollectorRegistry, Gauge
from prometheus_client import Counter as Metric

from tracker import networks
from tracker.judge import Judge, judge_touched
from tracker.model import Drop, Entry, Sender, Site, World
from tracker.pipeline import ingest
from tracker.reading.likeness import ENGINE
from tracker.rulebook import load as load_rulebook
from tracker.stores.sqlite import SqliteStore
from tracker.validate import FLAGS
from tracker.wall.registry import Registry, digest
from tracker.wire import Delivery, Key, Outcome
from tracker.writer import Writer


def clock() -> int:
    """Now, in milliseconds since 1970 UTC."""
    return time.time_ns() // 1_000_000


class Collector:
    """The running whole. ``settings`` as tracker.settings gives them; ``now`` gives milliseconds."""

    def __init__(self, settings: dict[str, Any], store: Any = None, now: Callable[[], int] = clock) -> None:
        self.settings, self.now = settings, now
        self.rulebook = load_rulebook()
        self.world = World(network=networks.load(Path(settings["networks"])) if settings["networks"] else None)
        self.store = store or SqliteStore(Path(settings["data"]))
        self.writer = Writer(self.store, wake=lambda: self.judge.wake())
        self.judge = Judge(self.store, self.writer.do, self.rulebook, now, settings["judge_pause_ms"] / 1000)
        self.metrics = CollectorRegistry()
        self.received = Metric("winnow_messages", "Messages by what became of them", ["outcome"], registry=self.metrics)
        self._watch_reader()
        self.sent = Metric("winnow_deliveries", "Attempts to tell a destination something, by what became of the message", ["state"], registry=self.metrics)
        self._refused: Counter[tuple[str, str]] = Counter()
        self._guard, self._warm = threading.Lock(), False
        self.refresh()

    def _watch_reader(self) -> None:
        """How long the one reader of meaning of this process may take, and how it fares."""
        ENGINE.seconds = self.settings["reading_seconds"]
        ended = Gauge("winnow_reader_ended", "How often the reader of meaning ended since the start, by how", ["how"], registry=self.metrics)
        ended.labels("died").set_function(lambda: ENGINE.died)
        ended.labels("slow").set_function(lambda: ENGINE.slow)
        Gauge("winnow_reader_missed", "Messages read by their words only, because the reader of meaning ended or rests", registry=self.metrics).set_function(lambda: ENGINE.missed)
        Gauge("winnow_reader_rests", "1 while the reader of meaning rests because it ended too often", registry=self.metrics).set_function(lambda: ENGINE.rests)

    def warm(self) -> None:
        """Read word lists and tables before the first visitor waits for it (a second), and keep the garbage
        collector from walking over them again and again: that took 16 of 41 microseconds an event. Done once."""
        if self._warm:
            return
        self._warm = True
        page = {"url": "https://warm.test/pricing", "title": "Pricing", "referrer": "https://www.google.com/"}
        message = {"type": "page", "anonymousId": "warm", "properties": page, "context": {"userAgent": "Mozilla/5.0 (X11) Chrome/140.0"}}
        form = {"type": "track", "event": "Form Submitted", "anonymousId": "warm", "properties": {"email": "ann@uni.edu", "message": "hello"}}
        self.take(Delivery(messages=(message, form)), Sender(site=Site(name="warm"), trusted=True, received=self.now()))
        gc.collect()
        gc.freeze()
        gc.set_threshold(20_000, 20, 20)

    def refresh(self) -> None:
        """Read sites and keys again after they changed."""
        self.sites: dict[str, Site] = self.store.sites()
        self.keys: dict[str, Key] = self.store.keys()

    def key(self, secret: str) -> Key | None:
        """What a key may do, None for one that is unknown or revoked. Compares digests, so time tells nothing."""
        return self.keys.get(digest(secret)) if secret else None

    def administer(self, work: Callable[[Registry], Any]) -> Any:
        """Change sites, keys or users; what changed is in force at once."""
        result = self.writer.do(lambda: self.store.administer(work))
        self.refresh()
        return result

    def take(self, delivery: Delivery, sender: Sender) -> list[Entry | Drop]:
        """Check, enrich and weigh the messages of a delivery."""
        return ingest(delivery, sender, self.rulebook, self.world)

    def outcome(self, site: str, results: list[Entry | Drop], kept: list[bool | Drop]) -> Outcome:
        """Count what became of a delivery: ``kept`` answers for the entries among ``results``, in order."""
        answers = iter(kept)
        drops, doubted, accepted, repeated = [], [], 0, 0
        for index, result in enumerate(results):
            said = result if isinstance(result, Drop) else next(answers)
            if isinstance(said, Drop):
                drops.append(Drop(code=said.code, message=said.message, message_id=said.message_id, index=index))
            elif said:
                repeated += 1
            else:
                accepted += 1
                if "far_ahead" in result.event.flags:
                    doubted.append(Drop(code="far_ahead", message=FLAGS["far_ahead"], message_id=result.event.message, index=index))
        self.received.labels("accepted").inc(accepted)
        self.received.labels("repeated").inc(repeated)
        for drop in (*drops, *doubted):
            self.refused(site, drop.code)
        return Outcome(accepted=accepted, repeated=repeated, rejected=tuple(drops), doubted=tuple(doubted))

    def refused(self, site: str, code: str) -> None:
        """Count a refusal by its reason; ``flush_refusals`` writes the counts to the store."""
        self.received.labels(code).inc()
        with self._guard:
            self._refused[site, code] += 1

    def flush_refusals(self) -> None:
        """Write the counted refusals to the store."""
        with self._guard:
            counted, self._refused = self._refused, Counter()
        for site in {site for site, _ in counted if site}:
            codes = {code: count for (name, code), count in counted.items() if name == site}
            self.writer.do(lambda site=site, codes=codes: self.store.refuse(site, codes))

    def keep(self, delivery: Delivery, sender: Sender) -> Outcome:
        """Take a delivery and have it kept, waiting for the disk (for imports; the front does not block)."""
        results = self.take(delivery, sender)
        entries = [result for result in results if isinstance(result, Entry)]
        return self.outcome(sender.site.name, results, self.writer.submit(entries).result() if entries else [])

    def note_leaving(self, site: str, rows: Iterable[dict[str, Any]], channel: str) -> None:
        """Keep under which decision whose contact data leaves through a channel; rows without a decision hold none."""
        told = [(row["decision"], row["id"]) for row in rows if row["decision"]]
        if told:
            self.writer.do(lambda: self.store.note_decisions(site, told, channel, self.now()))

    def settle(self) -> int:
        """Judge all who wait, now; how many."""
        total = 0
        while done := judge_touched(self.store, self.writer.do, self.rulebook, self.now()):
            total += done
        return total

    def close(self) -> None:
        """Keep what waits, free the folder. Whoever waits for the judge still waits at the next start, and is judged then."""
        self.judge.stop()
        try:
            self.flush_refusals()
        finally:
            self.writer.close()
            self.store.close()
