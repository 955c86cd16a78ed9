"""``winnow erase``, ``access``, ``object``, ``retention run``: the rights of a person, and how long things are kept.

PERSON is a visitor's id, an anonymousId, a userId or an e-mail address.
"""

from __future__ import annotations

import json
from typing import Any

import click

from tracker.commandline import data_option, json_option, owner, table

site_option = click.option("--site", metavar="NAME", help="Only in this site (in all of them).")


def _print(told: Any) -> None:
    click.echo(json.dumps(told, ensure_ascii=False, indent=1))


@click.command()
@click.argument("person")
@site_option
@click.option("--everyone", is_flag=True, help="Erase all, where an address leads to more than ten visitors.")
@data_option
@json_option
def erase(person: str, site: str | None, everyone: bool, data: str | None, as_json: bool) -> None:
    """Erase everything about PERSON, to the last byte on the disk; they are never contacted again.

    Backups made before still hold them: make a new one, and delete those.
    """
    with owner(data) as call:
        told = call("erase", person=person, site=site, everyone=everyone)
    disk = told["disk"]
    if as_json:
        _print(told)
    else:
        for one in told["sites"]:
            rows = ", ".join(f"{count} {name}" for name, count in one["removed"].items() if count)
            click.echo(f"{one['site']}: {len(one['visitors'])} visitor(s) erased ({rows}); kept out of outreach under {one['objections']} sealed digests")
        click.echo("The log is cut and the file holds no trace." if disk["done"] and not disk["left"] else f"Still on the disk: {', '.join(disk['left']) or 'the log'}.")
    if not disk["done"]:
        raise ValueError(f"erased, but not yet cleaned from the disk: {disk['why']}")


@click.command()
@click.argument("person")
@site_option
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--link", is_flag=True, help="Also print a signed link under which they see it themselves, for 30 days.")
@data_option
def access(person: str, site: str | None, form: str, link: bool, data: str | None) -> None:
    """Print everything that is kept about PERSON. The reading is noted."""
    with owner(data) as call:
        told = call("access", person=person, site=site, link=link)
    if form == "json":
        _print(told)
        return
    click.echo(f"What is kept about {person}\n\nPurpose: {told['purpose']}\n{told['rights']}")
    for one in told["visitors"]:
        click.echo(_prose(one))


def _prose(one: dict[str, Any]) -> str:
    told = [{"name": name, **trait} for name, trait in one["traits"].items()]
    events = [{"at": row["at"], "what": f"{row['kind']} {row.get('name', '')}", "where": row["page"].get("url", "")} for row in one["events"]]
    parts = [
        f"\n== Site {one['site']}, visitor {one['id']}, seen {one['first_seen']} to {one['last_seen']}, kept for: {one['kept_for']}",
        *([f"\nLink for the person: {one['link']}"] if "link" in one else []),
        f"\n{one['verdict']}\nList: {one['list']}. {one['because']}" + (f"\nHas objected: {one['objection']}" if one["objection"] else ""),
        "\nIds\n" + table(one["ids"], [("kind", "kind"), ("id", "id")]),
        "\nSaid of them\n" + table(told, [("name", "what"), ("at", "when"), ("value", "value")]),
        "\nSigns\n" + table(one["evidence"], [("day", "day"), ("count", "count"), ("says", "sign"), ("sample", "seen at")]),
        "\nWho read or got contact data\n" + table(one["decisions"], [("at", "when"), ("channel", "channel"), ("id", "decision")]),
        "\nTold to destinations (of the last 30 days)\n" + table(one["told"], [("at", "when"), ("destination", "destination"), ("event", "event"), ("state", "state")]),
        "\nWhat sales said\n" + table(one["said_by_sales"], [("at", "when"), ("class", "class"), ("outcome", "outcome"), ("note", "note")]),
        "\nEvents (all fields: --format json)\n" + table(events, [("at", "when"), ("what", "what"), ("where", "where")]),
    ]
    return "\n".join(parts)


@click.command("object")
@click.argument("person")
@site_option
@click.option("--reason", default="objection", show_default=True, help="Kept with the objection.")
@data_option
@json_option
def object_to(person: str, site: str | None, reason: str, data: str | None, as_json: bool) -> None:
    """Keep PERSON out of every outreach, also before anything is known of them; survives erasure."""
    with owner(data) as call:
        told = call("object_to_contact", person=person, site=site, reason=reason)
    if as_json:
        _print(told)
        return
    for one in told["sites"]:
        who = f"{len(one['visitors'])} visitor(s)" if one["visitors"] else "nobody known yet; whoever comes with this id or address"
        click.echo(f"{one['site']}: kept out of outreach: {who}")


@click.group()
def retention() -> None:
    """How long events are kept (``retention_days`` in a site's profile). A running server deletes older ones once a day."""


@retention.command("run")
@site_option
@data_option
@json_option
def retention_run(site: str | None, data: str | None, as_json: bool) -> None:
    """Delete the events that are older than their site keeps them, with their evidence. Run it daily."""
    with owner(data) as call:
        told = call("retain", site=site)
    if as_json:
        _print(told)
        return
    for one in told:
        rows = ", ".join(f"{count} {name}" for name, count in one["removed"].items() if count) or "nothing to delete"
        click.echo(f"{one['site']}: {rows}" if one["retention_days"] else f"{one['site']}: keeps everything (retention_days = 0)")
