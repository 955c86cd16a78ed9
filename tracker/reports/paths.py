"""From what to what people go: sections of pages, step by step, and where a visit ends.

Looked at are the latest 300 events of the visitors seen last (300 of them unless asked otherwise, 2,000 at most,
about 1 ms each). A visit ends after 30 minutes of silence. Programs are left out unless asked for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from tracker.enrichers import page
from tracker.model import Event, Site, World
from tracker.reports import OF_CLASS, Report, one_class, share, whole
from tracker.wall import counting

REPORT = Report(
    says="From which section of the site people go to which, and where they leave.", picture="sankey",
    arguments={**OF_CLASS, "visitors": "how many visitors, latest first (300)", "limit": "how many steps (50)"},
)  # fmt: skip
SILENCE = 30 * 60_000
NO_PAGE = ("probe", "asset", "robots_txt", "sitemap", "feed")


def make(store: Any, site: Site, now: int, arguments: dict[str, str]) -> dict[str, Any]:
    """Steps with counts and shares of all that leave their section, and starts and ends of visits."""
    who, limit = one_class(arguments), whole(arguments, "limit", 50, 500)
    numbers = store.ask(counting.recent, site.name, whole(arguments, "visitors", 300, 2000), who)
    steps, starts, ends, seen = Counter(), Counter(), Counter(), Counter()
    for _, events in store.ask(counting.events, site.name, numbers):
        for visit in visits(events, site):
            starts[visit[0]] += 1
            ends[visit[-1]] += 1
            seen.update(visit)
            steps.update(zip(visit, visit[1:]))
    return {
        "steps": [{"from": a, "to": b, "count": count, "share": share(count, seen[a])} for (a, b), count in steps.most_common(limit)],
        "starts": _told(starts, sum(starts.values())),
        "ends": [{**row, "share": share(row["count"], seen[row["section"]])} for row in _told(ends, sum(ends.values()))],
        "visitors": len(numbers), "visits": sum(starts.values()), "class": who or None,
    }  # fmt: skip


def _told(counted: Counter[str], total: int) -> list[dict[str, Any]]:
    return [{"section": name, "count": count, "share": share(count, total)} for name, count in counted.most_common(50)]


def visits(events: Iterable[Event], site: Site) -> Iterator[list[str]]:
    """The sections of each visit, in order; the same section twice in a row is one step."""
    visit: list[str] = []
    last = 0
    for event in events:
        name = section(event, site) if event.kind in ("page", "screen") else ""
        if not name:
            continue
        if visit and event.at - last > SILENCE:
            yield visit
            visit = []
        last = event.at
        if not visit or visit[-1] != name:
            visit.append(name)
    if visit:
        yield visit


def section(event: Event, site: Site) -> str:
    """What a page is about: its first section, home, else the first part of its path; nothing for what is no page."""
    facts = page.read(event, site, World())
    if any(facts.get(name) for name in NO_PAGE):
        return ""
    if facts.get("home"):
        return "home"
    sections = facts.get("sections")
    if sections:
        return sections[0]
    return event.name[:60] if event.kind == "screen" and event.name else "/" + event.page.path.strip("/").split("/")[0][:60]
