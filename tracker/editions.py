"""Editions of a site's rules: the owner's words and what was learned, laid over the rulebook; published, listed, taken back.

Pure, but for the functions that take a ``History``: those belong into one transaction of the store.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec

from tracker.drafts import written
from tracker.model import DAY_MS, Row, Site
from tracker.rulebook import OVERRIDES, Rulebook, override_digest
from tracker.wall.history import History, Override, Told, Version

FOREVER = 2**53
BEFORE = "settings"  # the author of a state that came about by `site add` or `site set`
Votes = dict[str, dict[str, int]]


class Change(Row):
    """One value that differs between two editions: ``votes.careers_page.job_seeker``, from, to; None: there was nothing of the kind."""

    key: str
    before: Any
    after: Any


def vote(signal: str, voted: str, votes: Mapping[str, Mapping[str, int]], rulebook: Rulebook) -> int:
    """The millinats of a signal for a class under a site's own votes, else the rulebook's; 0 where neither has one."""
    row = rulebook.row(signal)
    return votes.get(signal, {}).get(voted, row.votes.get(voted, 0) if row else 0)


def owners(site: Site, override: Override) -> Site:
    """The site as its owner wants it, without what was learned."""
    return msgspec.structs.replace(site, **{name: getattr(override, name) for name in OVERRIDES})


def in_force(site: Site, override: Override, rulebook: Rulebook) -> Site:
    """The site with both layers of an override: what is learned is added to the vote that would hold without it."""
    votes = {signal: dict(told) for signal, told in override.votes.items()}
    for signal, shifts in override.learned.items():
        for voted, shift in shifts.items():
            votes.setdefault(signal, {})[voted] = vote(signal, voted, override.votes, rulebook) + shift
    return msgspec.structs.replace(owners(site, override), votes=votes)


def fields(site: Site) -> dict[str, Any]:
    """The four fields of a profile that stand in place of the rulebook."""
    return {name: getattr(site, name) for name in OVERRIDES}


def present(site: Site, latest: Version | None) -> Override:
    """The layers of a site as it is: as last published, and what `site set` changed since as the owner's word."""
    told = fields(site)
    if latest is None:
        return Override(**told)
    layers, published = latest.told.override, latest.told.in_force
    if told == published:
        return layers
    votes: Votes = {}
    for signal, own in site.votes.items():
        for voted, points in own.items():
            learned = voted in layers.learned.get(signal, {}) and published["votes"].get(signal, {}).get(voted) == points
            if not learned:
                votes.setdefault(signal, {})[voted] = points
            elif voted in layers.votes.get(signal, {}):
                votes.setdefault(signal, {})[voted] = layers.votes[signal][voted]
    return msgspec.structs.replace(layers, **{**told, "votes": votes})


def as_published(site: Site, version: Version) -> Site:
    """The site under the rules of an earlier version."""
    return msgspec.structs.replace(site, **version.told.in_force)


def moment(told: str) -> int:
    """A day or moment in ISO 8601 as ms; a day means its end, UTC where no zone is told. Raises ValueError."""
    try:
        found = datetime.fromisoformat(told)
    except ValueError:
        raise ValueError(f"{told!r} is no moment. Write 2026-03-02 or 2026-03-02T09:30:00Z.") from None
    found = found if found.tzinfo else found.replace(tzinfo=UTC)
    return int(found.timestamp() * 1000) + (DAY_MS - 1 if len(told) <= 10 else 0)


def flat(told: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Every value of an edition with its dotted key."""
    for name in OVERRIDES:
        for key, value in sorted((told.get(name) or {}).items()):
            if name == "votes":
                yield from ((f"votes.{key}.{voted}", points) for voted, points in sorted(value.items()))
            else:
                yield f"{name}.{key}", value


def _plain(key: str, rulebook: Rulebook) -> Any:
    """What holds where an edition says nothing: the rulebook's vote, threshold or list; None for sections."""
    kind, _, rest = key.partition(".")
    if kind == "votes":
        return vote(*rest.rsplit(".", 1), {}, rulebook)
    row = rulebook.classes.get(rest)
    return {"thresholds": row.threshold, "dispositions": row.disposition}.get(kind) if row else None


def changes(before: Mapping[str, Any], after: Mapping[str, Any], rulebook: Rulebook) -> list[Change]:
    """What differs between two editions; where one says nothing, the rulebook's own value stands for it."""
    old, new = dict(flat(before)), dict(flat(after))
    found = []
    for key in sorted({*old, *new}):
        plain = _plain(key, rulebook)
        found.append(Change(key=key, before=old.get(key, plain), after=new.get(key, plain)))
    return [change for change in found if change.before != change.after]


class Publication(Row):
    """What somebody wants to put in force, and who and why; times in ms. ``through`` and ``heard`` as in ``Told``, if they go on."""

    override: Override
    author: str
    note: str
    at: int
    through: int = 0
    heard: int = 0


def _kept(history: History, site: Site, rulebook: Rulebook, latest: Version | None, at: int) -> Version:
    """The latest version, after adding the present state as one where nobody published it: so it can be reverted to."""
    if latest and latest.told.in_force == fields(site):
        return latest
    note = "as it was before the first publication" if latest is None else "changed with `winnow site set`"
    wanted = Publication(override=present(site, latest), author=BEFORE, note=note, at=at)
    return _added(history, site, site, wanted, rulebook, latest)


def _added(history: History, site: Site, changed: Site, wanted: Publication, rulebook: Rulebook, latest: Version | None) -> Version:
    last = latest.told if latest else Told(override=wanted.override, in_force={})
    told = Told(override=wanted.override, in_force=fields(changed), through=max(last.through, wanted.through), heard=max(last.heard, wanted.heard))
    version = Version(
        number=latest.number + 1 if latest else 1, digest=override_digest(changed), author=wanted.author, note=wanted.note, at=wanted.at,
        program=rulebook.version, told=told,
    )  # fmt: skip
    history.publish(changed, version)
    return version


def publish(history: History, site: Site, wanted: Publication, rulebook: Rulebook) -> Version | None:
    """Put an override in force as a new version; None, and nothing kept, where it changes nothing."""
    latest = history.latest(site.name)
    changed = in_force(site, wanted.override, rulebook)
    if fields(changed) == fields(site) and wanted.override == present(site, latest):
        return None
    latest = _kept(history, site, rulebook, latest, wanted.at)
    return _added(history, site, changed, wanted, rulebook, latest)


def drafted(site: Site, latest: Version | None, tables: Mapping[str, Any]) -> Override:
    """The present layers with the tables of a draft in place of the owner's."""
    return msgspec.structs.replace(present(site, latest), **tables)


def chosen(versions: list[Version], wanted: str) -> Version:
    """The version of a number or (beginning of a) digest, the latest of several. Raises ValueError naming those there are."""
    mark = wanted.rpartition("+")[2].lower()
    found = [version for version in versions if mark == str(version.number)]
    found = found or [version for version in versions if len(mark) >= 4 and version.digest.startswith(mark)]
    if not found:
        known = ", ".join(str(version.number) for version in versions) or "none yet"
        raise ValueError(f"There is no version {wanted!r}. There are: {known}. `winnow rules history` shows them.")
    return found[-1]


def reverted(site: Site, versions: list[Version], wanted: str, now: int) -> Override:
    """The layers of an earlier version. Where they had learned otherwise, what sales said since then teaches nothing
    any more: else the next disposition would bring back what was just taken away."""
    target = chosen(versions, wanted)
    layers, current = target.told.override, present(site, versions[-1])
    skipped = current.skipped if current.learned == layers.learned else (*layers.skipped, (target.told.heard, now))
    return msgspec.structs.replace(layers, skipped=skipped)


def told(versions: list[Version], rulebook: Rulebook) -> list[dict[str, Any]]:
    """The versions as the history shows them, the oldest first: version, digest, edition, at (ms), author, note, and what changed against the one before."""
    rows, before = [], dict[str, Any]()
    for version in versions:
        made = msgspec.to_builtins(changes(before, version.told.in_force, rulebook))
        before = version.told.in_force
        edition = f"{version.program}+{version.digest}" if version.digest else version.program
        rows.append({"version": version.number, "digest": version.digest, "edition": edition, "at": version.at, "author": version.author, "note": version.note, "changes": made})
    return rows


def owners_text(site: Site, latest: Version | None) -> str:
    """The owner's rules of a site (without what was learned) as a rule file; "" where it follows the rulebook in everything."""
    return written(msgspec.structs.asdict(present(site, latest)))
