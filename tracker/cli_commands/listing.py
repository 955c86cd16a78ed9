"""``winnow leads``, ``review``, ``excluded`` and ``explain``: what sales reads."""

from __future__ import annotations

import json
import sys
from typing import Any

import click
import msgspec
from werkzeug.datastructures import MultiDict

from tracker.api.lists import ask_of
from tracker.collector import clock
from tracker.commandline import (
    data_option,
    json_option,
    one_site,
    owner,
    reader,
    site_option,
    table,
)
from tracker.destinations import csv, xlsx
from tracker.pipeline import explain as explanation
from tracker.rows import COLUMNS, row_of
from tracker.rulebook import load as load_rulebook

FILTERS = ("class", "min-probability", "min-fit", "min-engagement", "stage", "since", "seen-page", "source", "country", "domain", "owner", "status", "tension", "q")
TABLE = [("name", "name"), ("company", "company"), ("email", "email"), ("class", "class"), ("probability", "prob"), ("fit", "fit"),
         ("engagement", "eng"), ("stage", "stage"), ("id", "id"), ("sentence", "why")]  # fmt: skip


def _filters(command: Any) -> Any:
    for name in reversed(FILTERS):
        command = click.option(f"--{name}", name.replace("-", "_"), help=f"As the API's filter {name.replace('-', '_')}.")(command)
    return command


def _all(store: Any, ask: Any, limit: int | None) -> list[Any]:
    rows: list[Any] = []
    while limit is None or len(rows) < limit:
        page = store.slice(msgspec.structs.replace(ask, limit=200))
        rows += page.rows
        if not page.next:
            break
        ask = msgspec.structs.replace(ask, after=page.next)
    return rows[:limit]


def _list(name: str, place: str, says: str) -> click.Command:
    @click.command(name, help=says)
    @site_option
    @click.option("--format", "form", type=click.Choice(["table", "json", "csv", "xlsx"]), default="table", show_default=True)
    @click.option("--limit", type=int, help="At most so many (all).")
    @_filters
    @data_option
    def command(site: str | None, form: str, limit: int | None, data: str | None, **filters: str | None) -> None:
        with reader(data) as store:
            told = MultiDict({key: value for key, value in filters.items() if value is not None})
            found = one_site(store, site)
            rows = [row_of(judged, clock(), True, form) for judged in _all(store, _checked(found, place, told), limit)]
        _note_leaving(data, found, rows, form)
        if form == "table":
            click.echo(table(rows, TABLE) + f"\n{len(rows)} in all")
        elif form == "json":
            click.echo(json.dumps({name: rows, "next_cursor": None, "total": len(rows)}, ensure_ascii=False, indent=1))
        else:
            sys.stdout.buffer.write({"csv": csv, "xlsx": xlsx}[form].write(rows, COLUMNS))

    return command


def _note_leaving(data: str | None, site: str, rows: list[dict[str, Any]], form: str) -> None:
    """Have it kept whose contact data is about to be printed: the ids of decisions are none before."""
    told = [{"id": row["id"], "decision": row["decision"]} for row in rows if row["decision"]]
    if told:
        with owner(data) as call:
            call("note_leaving", site=site, rows=told, channel=form)


def _checked(site: str, place: str, told: MultiDict) -> Any:
    from flask import Flask
    from werkzeug.exceptions import HTTPException

    with Flask("filters").app_context(), Flask("filters").test_request_context():
        try:
            return ask_of(site, place, told, True)
        except HTTPException as error:
            answer = error.response.get_json()
            raise ValueError(f"{answer['message']}; {answer['detail']}") from None


leads = _list("leads", "lead", "The visitors worth a sales call, best first.")
review = _list("review", "review", "Those whom a person should look at.")
excluded = _list("excluded", "excluded", "Those kept out of outreach, each with the reason (the exclusion ledger).")


@click.command()
@click.argument("visitor")
@site_option
@data_option
@json_option
def explain(visitor: str, site: str | None, data: str | None, as_json: bool) -> None:
    """Why somebody stands where they stand: sentence, evidence, what would flip it, what is unknown.

    VISITOR is the id of a list row, an anonymousId or a userId.
    """
    with reader(data) as store:
        names = [site] if site else list(store.sites())
        found = next(((name, id) for name in names if (id := store.resolve(name, visitor))), None)
        if not found:
            raise ValueError(f"There is no visitor {visitor!r}. Take the id of a list row (winnow excluded), an anonymousId or a userId.")
        known = store.known(*found)
        told = explanation(known, store.sites()[found[0]], load_rulebook(), clock())
    click.echo(json.dumps({"id": found[1], **told}, ensure_ascii=False, indent=1) if as_json else _prose(found[1], told))


def _prose(visitor: str, told: dict[str, Any]) -> str:
    lines = [f"Visitor {visitor}", "", told["sentence"], f"List: {told['list']}. {told['says']}"]
    if told["counterfactual"]:
        lines.append(told["counterfactual"]["says"])
    if told["unknown"]:
        lines.append("Not known: " + "; ".join(told["unknown"]) + ".")
    for name, one in sorted(told["classes"].items(), key=lambda item: -item[1]["probability"])[:3]:
        lines += ["", f"{name}: {one['probability']:.1%}   prior {one['prior']:+d}   score {one['score']:+d}"]
        rows = [{**row, "sign": f"{row['points']:+d}", "text": f"{row['says']}  {row['sample']}"} for row in one["contributions"]]
        if rows:
            lines.append(table(rows, [("sign", "points"), ("group", "group"), ("count", "count"), ("text", "because they")]))
    return "\n".join(lines)
