"""``winnow rules``: drafts of rules, who would move by them, and the history of what was put in force."""

from __future__ import annotations

import getpass
import json
import sys
from pathlib import Path
from typing import Any

import click
from tqdm import tqdm

from tracker import drafts, editions
from tracker.collector import clock
from tracker.commandline import (
    data_option,
    json_option,
    networks_option,
    one_site,
    owner,
    reader,
    site_option,
    table,
)
from tracker.model import CLASSES, World
from tracker.networks import load as load_networks
from tracker.parts import as_it_was
from tracker.pipeline import judge
from tracker.rehearse import dry_run
from tracker.rows import iso
from tracker.rulebook import load as load_rulebook
from tracker.settings import load as load_settings

FEW = 12  # changes shown of one version

author_option = click.option("--author", metavar="WHO", default=lambda: _whoami(), show_default="who runs the command", help="Who takes responsibility.")
note_option = click.option("--note", metavar="TEXT", required=True, help="Why, in a sentence; the history shows it.")


def _whoami() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""


@click.group()
def rules() -> None:
    """Change a site's rules with a net below: check, diff, publish, history, revert.

    FILE is TOML: [votes.<signal>] class = millinats, [thresholds] class = permille, [dispositions] class = "lead",
    "review" or "excluded", [sections] page kind = ["regular expression"]. A table in it replaces the site's own of that
    name; a table that is not in it stays as it is. `winnow rules show` prints one to begin with.
    """


def _draft(file: Path) -> tuple[str, drafts.Draft]:
    text = drafts.read(file)
    draft = drafts.draft_of(text, str(file), load_rulebook())
    for warning in draft.warnings:
        click.echo(f"warning: {warning}", err=True)
    return text, draft


@rules.command()
@click.argument("file", type=click.Path(path_type=Path))
def check(file: Path) -> None:
    """Check a rule file; every fault with its line and remedy. Nothing is changed."""
    _, draft = _draft(file)
    count = sum(1 for _ in editions.flat(draft.tables))
    click.echo(f"{file} can be used: {count} rules in {', '.join(draft.tables) or 'no table'}")


@rules.command()
@site_option
@data_option
def show(site: str | None, data: str | None) -> None:
    """Print the owner's rules of a site (without what was learned) as a rule file."""
    with reader(data) as store:
        name = one_site(store, site)
        text = editions.owners_text(store.sites()[name], store.history.latest(name))
    click.echo(text.rstrip() or f"# {name} follows the rulebook in everything.")


@rules.command()
@click.argument("file", type=click.Path(path_type=Path))
@site_option
@click.option("--examples", type=int, default=10, show_default=True, help="How many of those who move to show.")
@data_option
@networks_option
@json_option
def diff(file: Path, site: str | None, examples: int, data: str | None, networks: str | None, as_json: bool) -> None:
    """Judge every visitor by a draft, in memory, and show who would move between lists and classes, and who of them bought."""
    _, draft = _draft(file)
    settings = load_settings({"data": data, "networks": networks})
    world = World(network=load_networks(Path(settings["networks"])) if "sections" in draft.tables and settings["networks"] else None)
    with reader(data) as store, tqdm(desc="judging twice", unit=" visitors", disable=None, file=sys.stderr) as bar:

        def begin(whole: int, replays: bool) -> Any:
            if replays:
                click.echo("The draft changes sections: what was read off each event changes, so the kept events are replayed.", err=True)
            bar.total = whole
            return bar.update

        told = dry_run(store, store.sites()[one_site(store, site)], draft.tables, load_rulebook(), world, clock(), begin=begin)
    click.echo(json.dumps(told, ensure_ascii=False, indent=1) if as_json else _told(told, examples))


def _told(told: dict[str, Any], examples: int) -> str:
    moves, buyers = told["moves"], told["buyers"]
    lists = sum(move["from"] != move["to"] for move in moves)
    lines = [
        f"{len(moves)} of {told['seen']} visitors move, {told['bought']} of them later bought.",
        f"{lists} change lists, {sum(move['class_from'] != move['class_to'] for move in moves)} change class; probabilities differ for {told['shifted']}.",
        *_changes(told["changes"], FEW),
    ]
    for title, key in (("Between lists", "lists"), ("Between classes", "classes")):
        if told[key]:
            lines += ["", f"{title}\n" + table(told[key], [("from", "from"), ("to", "to"), ("visitors", "visitors"), ("bought", "later bought")])]
    if buyers["all"]:
        lines += ["", f"Of all {buyers['all']} who ever bought, {buyers['judged']} were seen before: at that moment {buyers['listed']} stood on the list of leads,"
                      f" by the draft {buyers['would']} would have ({buyers['lost']} lost, {buyers['found']} found)."]  # fmt: skip
    for move in moves[:examples]:
        bought = ", later bought" if move["bought"] else ""
        lines += ["", f"{move['id']}  {move['from']}/{move['class_from']} -> {move['to']}/{move['class_to']}{bought}\n    {move['sentence']}"]
    if len(moves) > examples:
        lines += ["", f"… and {len(moves) - examples} more (--examples {len(moves)}, or --json for all)"]
    return "\n".join([*lines, "", "Nothing was changed. `winnow rules publish` puts the draft in force."])


def _changes(changes: list[dict[str, Any]], most: int) -> list[str]:
    shown = [f"    {change['key']}: {_plain(change['before'])} -> {_plain(change['after'])}" for change in changes[:most]]
    return shown + ([f"    … and {len(changes) - most} more"] if len(changes) > most else [])


def _plain(value: Any) -> str:
    return "nothing" if value is None else str(value)


@rules.command()
@click.argument("file", type=click.Path(path_type=Path))
@site_option
@note_option
@author_option
@data_option
@networks_option
@json_option
def publish(file: Path, site: str | None, note: str, author: str, data: str | None, networks: str | None, as_json: bool) -> None:
    """Put a rule file in force as a new version; everybody is judged again."""
    text, _ = _draft(file)
    with owner(data, networks) as call:
        _published(call("rules_publish", site=site, text=text, file=str(file), note=note, author=author), as_json)


@rules.command()
@click.argument("version")
@site_option
@click.option("--note", metavar="TEXT", help="Why; the history shows it.")
@author_option
@data_option
@networks_option
@json_option
def revert(version: str, site: str | None, note: str | None, author: str, data: str | None, networks: str | None, as_json: bool) -> None:
    """Put an earlier version (number or digest) in force again, as a new version.

    Where that takes back something learned, dispositions made since then teach nothing any more; `winnow learn --everything` heeds them again.
    """
    with owner(data, networks) as call:
        _published(call("rules_revert", site=site, version=version, note=note or f"back to version {version}", author=author), as_json)


def _published(told: dict[str, Any], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    click.echo(f"version {told['version']} is in force; rows judged by it bear rulebook {told['edition']}")
    for line in _changes(told["changes"], FEW):
        click.echo(line)
    if told["replayed"]:
        click.echo("sections changed: the kept events are read again (a running server does it in the background, `winnow rebuild` waits for it)")


@rules.command()
@site_option
@click.option("--all", "whole", is_flag=True, help="Show every change of every version.")
@data_option
@json_option
def history(site: str | None, whole: bool, data: str | None, as_json: bool) -> None:
    """Show the versions of a site's rules: number, digest, when, who, why, and what changed."""
    with reader(data) as store:
        name = one_site(store, site)
        rows = editions.told(store.history.versions(name), load_rulebook())
    rows = [{**row, "at": iso(row["at"])} for row in rows]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for row in rows:
        click.echo("\n".join([f"{row['version']:>4}  {row['at']}  {row['author']}: {row['note']}", f"      rulebook {row['edition']}", *_changes(row["changes"], 10**9 if whole else FEW)]))
    if not rows:
        click.echo(f"{name} has no version yet: nobody published rules, and nothing was learned.")


@rules.command()
@click.argument("visitor")
@click.argument("version")
@site_option
@click.option("--as-of", metavar="DATE", help="At which moment (ISO 8601); else when the version was published.")
@data_option
def replay(visitor: str, version: str, site: str | None, as_of: str | None, data: str | None) -> None:
    """Print how a visitor stood by an earlier version of the rules: old answers stay reproducible."""
    rulebook = load_rulebook()
    with reader(data) as store:
        name = one_site(store, site)
        wanted = editions.chosen(store.history.versions(name), version)
        found = store.resolve(name, visitor)
        known = store.known(name, found) if found else None
        if not known:
            raise ValueError(f"There is no visitor {visitor!r}. Take the id of a list row, an anonymousId or a userId.")
        moment = editions.moment(as_of) if as_of else wanted.at
        then = as_it_was(known, moment)
        if then is None:
            raise ValueError(f"{visitor} was first seen on {iso(known.first_seen)}. Ask for a moment after that with --as-of.")
        row = judge(then, editions.as_published(store.sites()[name], wanted), rulebook, moment).row
    if wanted.program != rulebook.version:
        click.echo(f"warning: version {wanted.number} was published under rulebook {wanted.program}; this program is {rulebook.version}. Votes that the site leaves to the rulebook may differ.", err=True)
    chances = ", ".join(f"{name} {row['probabilities'][name]:.1%}" for name in sorted(CLASSES, key=lambda one: -row["probabilities"][one])[:4])
    click.echo(f"{iso(moment)}  rulebook {row['rulebook']}\n{row['list']}/{row['class']}  {chances}\n{row['sentence']}")
