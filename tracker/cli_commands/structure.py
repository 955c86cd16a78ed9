"""``winnow sections``: which pages of a site are careers, pricing ...; what was learned of it, why, and the owner's word on it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import click
import msgspec

from tracker.commandline import (
    REREADS,
    data_option,
    json_option,
    one_site,
    owner,
    reader,
    site_option,
)
from tracker.model import Site
from tracker.pagekeys import pattern_of, works
from tracker.structure import Learned, learn, owned
from tracker.words import INTENTS


@click.command()
@site_option
@click.option("--learn", "wanted", is_flag=True, help="Also learn from the kept events, and show what would be proposed and why.")
@click.option("--accept", "accepted", multiple=True, metavar="PATH=KIND", help="Write a page or pattern into the profile, for example '/jobs/*=careers' (repeat it).")
@click.option("--accept-all", is_flag=True, help="Write everything that is learned now into the profile.")
@click.option("--reject", "rejected", multiple=True, metavar="PATH=KIND", help="Never propose this again, and take it out of the profile (repeat it).")
@data_option
@json_option
def sections(site: str | None, wanted: bool, accepted: tuple[str, ...], accept_all: bool, rejected: tuple[str, ...], data: str | None, as_json: bool) -> None:
    """Show which pages of a site are careers, pricing, quote ...; learn them, accept and reject what was learned.

    Nothing learned counts before it is accepted. A rejection is kept in the profile, under "-careers" and the like.
    """
    told = [(*_told(one), True) for one in accepted] + [(*_told(one), False) for one in rejected]
    with reader(data) as store:
        name = one_site(store, site)
        found = store.sites()[name]
        learned = learn(((node, event) for batch in store.scan() for node, of, event in batch if of == name), found) if wanted or accept_all else []
    usable = [row for row in learned if works(row.path, row.kind)]
    told += [(row.path, row.kind, True) for row in usable] if accept_all else []
    if told:
        changed = revised(found, told)
        with owner(data) as call:
            found = msgspec.structs.replace(found, sections=call("site_set", name=name, changes={"sections": changed})["profile"]["sections"])
    kept = {(row.pattern, row.kind) for row in owned(found)}
    rows = owned(found) + [row for row in learned if (row.pattern, row.kind) not in kept]
    click.echo(json.dumps([msgspec.to_builtins(row) for row in rows], ensure_ascii=False, indent=1) if as_json else _prose(name, rows, wanted or accept_all))
    if told:
        click.echo(f"{len(told)} said of {name}. {REREADS.format(site=name)}", err=as_json)


def revised(site: Site, told: Iterable[tuple[str, str, bool]]) -> dict[str, list[str]]:
    """The site's sections after the owner's word on (path or pattern, kind, accepted). Raises ValueError for what would have no effect."""
    made = {kind: list(patterns) for kind, patterns in site.sections.items()}
    for path, kind, yes in told:
        pattern = path if path[:1] == "^" else pattern_of(path)
        if yes and path[:1] != "^" and not works(path, kind):
            raise ValueError(f"{path!r} cannot be a section: the profile's patterns are not compared with this part of an address. Give a path, a hash route, or a pattern.")
        into, out = (kind, "-" + kind) if yes else ("-" + kind, kind)
        made[out] = [other for other in made.get(out, []) if other != pattern]
        made[into] = [*made.get(into, []), *([pattern] if pattern not in made.get(into, []) else [])]
    return {kind: patterns for kind, patterns in made.items() if patterns}


def _told(written: str) -> tuple[str, str]:
    """Path and kind of PATH=KIND. Raises ValueError naming what is wrong."""
    path, _, kind = written.rpartition("=")
    if kind not in INTENTS:
        raise ValueError(f"{written!r} names no kind of page ({kind!r} is none). Write PATH=KIND with one of: {', '.join(INTENTS)}.")
    if not path.startswith(("/", "#/", "^")):
        raise ValueError(f"{path!r} is no path of the site. Write it as `winnow sections --learn` shows it: /jobs/*, #/company/jobs, /?page_id=212.")
    return path, kind


def _prose(site: str, rows: list[Learned], learned: bool) -> str:
    lines: list[Any] = []
    for row in rows:
        lines.append(f"{row.kind:<12}{row.path}   " + (f"{row.visitors} visitors, {row.points} points, proposed" if row.state == "learned" else row.state))
        lines += [f"{'':12}  {says}" for says in row.because if row.state == "learned"]
    if not rows:
        lines.append(f"Nothing is said of the pages of {site}, and nothing can be told yet." if learned else f"Nothing is said of the pages of {site}; --learn shows what its visitors tell.")
    elif any(row.state == "learned" for row in rows):
        lines.append("Nothing proposed counts yet: `--accept PATH=KIND`, `--accept-all`, or `--reject PATH=KIND`.")
    return "\n".join(lines)
