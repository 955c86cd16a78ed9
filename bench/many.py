"""A hundred thousand judged visitors, put straight into the lists' table, to measure reading them."""

from __future__ import annotations

import random
from pathlib import Path

from tracker.identity import public_id
from tracker.model import Judged
from tracker.stores.sqlite import SqliteStore
from tracker.wall import lists
from tracker.wall.packing import raw_id


def fill(folder: Path, count: int) -> None:
    """``count`` visitors with rows as the judge writes them; half of them leads."""
    chance = random.Random(1)
    store = SqliteStore(folder)
    site = next(iter(store.sites()))

    def work() -> None:
        number = store.recorder.site(site)
        for position in range(count):
            key = f"d:many-{position}"
            public = public_id(site, key)
            node = store._writer.execute("INSERT INTO nodes (site, key, public, visitor, events, first, last) VALUES (?, ?, ?, 0, 5, 1, 2)", (number, key, raw_id(public))).lastrowid
            store._writer.execute("UPDATE nodes SET visitor = id WHERE id = ?", (node,))
            share = chance.random()
            row = {"class": "prospect", "name": f"Person {position}", "company": f"Company {position % 999}", "email": f"p{position}@c{position % 999}.example",
                   "permille": int(share * 1000), "probability": share, "fit": position % 100, "engagement": position % 90, "stage": "qualified", "source": "google",
                   "country": "DE", "reasons": ["looked at the prices (2 times): '/pricing'"] * 3, "sentence": "Probably a prospect (81 %), because: looked at the prices.",
                   "says": "Probably a buyer.", "reason": "qualified", "next_action": "Call.", "rulebook": "x", "contacts_left": 3}  # fmt: skip
            place = "lead" if position % 2 else "excluded"
            lists.save(store._writer, number, node, Judged(site=site, visitor=public, place=place, rank=int(share * 10**9), row=row, first_seen=1, last_seen=2))

    store.transact(work)
    store.close()
