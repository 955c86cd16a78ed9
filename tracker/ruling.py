"""What an owner does with the rules of a site: write a draft, see who would move, publish with a reason, go back. The API and the pages call the same functions.

Refusals are ValueErrors whose text can be shown, a fault a line.
"""

from __future__ import annotations

from typing import Any

from tracker import editions
from tracker.collector import Collector
from tracker.commands import run
from tracker.drafts import MOST_BYTES, Draft, draft_of
from tracker.model import Site
from tracker.rehearse import dry_run

DRAFT = "the draft"  # how faults call it: there is no file
NOTE = 1000


def draft(collector: Collector, text: Any) -> Draft:
    """The draft in a text. Raises ValueError that names every fault with its line."""
    if not isinstance(text, str) or len(text.encode("utf-8", "replace")) > MOST_BYTES:
        raise ValueError(f"The rules must be TOML text of at most {MOST_BYTES:,} bytes. Leave out what repeats the rulebook.")
    return draft_of(text, DRAFT, collector.rulebook)


def moved(collector: Collector, site: Site, found: Draft, most: int) -> dict[str, Any]:
    """Who would move by a draft (rehearse.dry_run), judged over at most so many visitors; nothing is changed."""
    return dry_run(collector.store, site, found.tables, collector.rulebook, collector.world, collector.now(), most)


def publish(collector: Collector, site: Site, text: Any, note: Any, author: str) -> dict[str, Any]:
    """Put a draft in force as a new version; everybody is judged again."""
    draft(collector, text)
    return run(collector, "rules_publish", {"site": site.name, "text": text, "file": DRAFT, "note": _note(note), "author": author})


def revert(collector: Collector, site: Site, version: Any, note: Any, author: str) -> dict[str, Any]:
    """Put an earlier version (number or digest) in force again, as a new one."""
    return run(collector, "rules_revert", {"site": site.name, "version": str(version or ""), "note": _note(note), "author": author})


def _note(told: Any) -> str:
    return str(told or "").strip()[:NOTE]


def own(collector: Collector, site: Site) -> str:
    """The owner's rules in force, as TOML."""
    return editions.owners_text(site, collector.store.history.latest(site.name))


def history(collector: Collector, site: Site) -> list[dict[str, Any]]:
    """The versions of a site's rules, the newest first (editions.told)."""
    return editions.told(collector.store.history.versions(site.name), collector.rulebook)[::-1]
