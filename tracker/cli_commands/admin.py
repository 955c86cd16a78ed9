"""``winnow site``, ``winnow key``, ``winnow user``: who may send and read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from tracker.commandline import (
    REREADS,
    data_option,
    json_option,
    owner,
    reader,
    site_option,
    table,
)
from tracker.settings import load
from tracker.wall.registry import SCOPES


@click.group()
def site() -> None:
    """Make, list and change sites."""


def _print_keys(made: list[dict[str, str]], as_json: bool) -> None:
    if as_json:
        for keys in made:
            click.echo(json.dumps(keys))
        return
    for keys in made:
        click.echo(f"{keys['site']}\n  write key   {keys['write_key']}\n  secret key  {keys['secret_key']}   (shown only now)")


def _profile(file: str | None) -> dict[str, Any]:
    try:
        told = json.loads(Path(file).read_text()) if file else {}
    except ValueError as error:
        raise ValueError(f"{file} is no JSON ({error}). Write an object with the fields of a profile.") from None
    if not isinstance(told, dict):
        raise ValueError(f"{file} holds no JSON object. Write {{\"domain\": ..., ...}}.")
    return told


@site.command("add")
@click.argument("name")
@click.option("--domain", required=True, help="The site's main domain.")
@click.option("--profile", metavar="FILE", help="A JSON file that describes the site (see docs/reference/profile.md).")
@data_option
@json_option
def site_add(name: str, domain: str, profile: str | None, data: str | None, as_json: bool) -> None:
    """Make a site and print its two keys."""
    told = {"own_domains": [domain], **_profile(profile), "domain": domain}
    with owner(data) as call:
        _print_keys([call("site_add", name=name, profile=told)], as_json)


@site.command("load")
@click.argument("file", metavar="SITES_JSON")
@data_option
@json_option
def site_load(file: str, data: str | None, as_json: bool) -> None:
    """Make all sites of a file {name: profile}."""
    profiles = _profile(file)
    with owner(data) as call:
        _print_keys([call("site_add", name=name, profile=profile) for name, profile in profiles.items()], as_json)


@site.command("list")
@data_option
@json_option
def site_list(data: str | None, as_json: bool) -> None:
    """List the sites and how many visitors each has."""
    with reader(data) as store:
        rows = [{"site": name, "domain": found.domain, "events": store.total_events(name), **store.counts(name)} for name, found in store.sites().items()]
    if as_json:
        click.echo(json.dumps(rows))
    else:
        columns = [("site", "site"), ("events", "events"), ("lead", "leads"), ("review", "review"), ("excluded", "excluded"), ("domain", "domain")]
        click.echo(table(rows, columns))


@site.command("set")
@click.argument("name")
@click.option("--profile", metavar="FILE", help="A JSON file with the fields to change.")
@click.option("--welcome", type=click.Choice(["on", "off"]), help="Whether pages may ask for a visitor's welcome.")
@click.option("--disposition", "dispositions", multiple=True, metavar="CLASS=LIST", help="For example student=lead or job_seeker=review.")
@data_option
def site_set(name: str, profile: str | None, welcome: str | None, dispositions: tuple[str, ...], data: str | None) -> None:
    """Change fields of a site's profile; everybody is judged again.

    Where the change says how events are read (domains, languages, market, networks, sections), the kept ones are read again: by the
    server while it goes on collecting, else here, with a bar.
    """
    changes = _profile(profile)
    if welcome:
        changes["welcome"] = welcome == "on"
    for told in dispositions:
        who, _, place = told.partition("=")
        changes.setdefault("dispositions", {})[who] = place
    with owner(data) as call:
        told = call("site_set", name=name, changes=changes)
    click.echo(json.dumps(told["profile"], indent=2, ensure_ascii=False))
    if told["rereads"]:
        click.echo(REREADS.format(site=name), err=True)


@click.group()
def key() -> None:
    """Make, revoke and list keys."""


@key.command("add")
@site_option
@click.option("--scope", "scopes", multiple=True, required=True, help=f"{', '.join(SCOPES)} (repeat it).")
@data_option
@json_option
def key_add(site: str | None, scopes: tuple[str, ...], data: str | None, as_json: bool) -> None:
    """Make a key for a site."""
    with owner(data) as call:
        made = call("key_add", site=site, scopes=list(scopes))
    click.echo(json.dumps(made) if as_json else f"{made['key']}   (shown only now)")


@key.command("revoke")
@click.argument("which", metavar="KEY")
@data_option
def key_revoke(which: str, data: str | None) -> None:
    """Revoke a key (whole, or its first 11 characters as `key list` shows them); it is refused at once."""
    with owner(data) as call:
        count = call("key_revoke", key=which)
    if not count:
        raise ValueError(f"No key in force is {which[:12]!r}. `winnow key list` shows them.")
    click.echo(f"{count} key(s) revoked")


@key.command("list")
@data_option
@json_option
def key_list(data: str | None, as_json: bool) -> None:
    """List all keys; of secret ones only the beginning is known."""
    with reader(data) as store:
        rows = store.registry.list_keys()
    if as_json:
        click.echo(json.dumps(rows))
    else:
        rows = [{**row, "state": "revoked" if row["revoked"] else "in force"} for row in rows]
        click.echo(table(rows, [("key", "key"), ("site", "site"), ("state", "state"), ("scopes", "scopes")]))


@click.group()
def user() -> None:
    """Let people sign in to the pages."""


@user.command("add")
@click.argument("address")
@click.option("--site", metavar="NAME", help="They see only this site.")
@click.option("--all-sites", is_flag=True, help="They see every site, also those made later (so do new users without --site).")
@data_option
def user_add(address: str, site: str | None, all_sites: bool, data: str | None) -> None:
    """Let somebody sign in; print their one-time link and what they may see.

    For somebody who may sign in already it prints another link: what they may see changes only with --site or --all-sites.
    """
    if site and all_sites:
        raise ValueError(f"--site {site} and --all-sites contradict each other. Give one of them.")
    settings = load({"data": data})
    with owner(data) as call:
        made = call("user_add", address=address, site=site, all_sites=all_sites)
    sees = f"the site {made['site']} only" if made["site"] else f"ALL sites of this installation, now {', '.join(made['sites']) or 'none yet'} (--site NAME gives one only)"
    click.echo(f"{made['link']}\n(signs {address} in once, within {settings['link_minutes']} minutes)\n{address} sees {sees}, with everything in it.")


@user.command("list")
@data_option
def user_list(data: str | None) -> None:
    """List who may sign in."""
    with reader(data) as store:
        rows = [{"address": address, "site": only or "all sites"} for address, only in store.registry.users().items()]
    click.echo(table(rows, [("address", "address"), ("site", "site")]))


@user.command("remove")
@click.argument("address")
@data_option
def user_remove(address: str, data: str | None) -> None:
    """Take somebody's right to sign in; their browsers are signed out."""
    with owner(data) as call:
        count = call("user_remove", address=address)
    if not count:
        raise ValueError(f"There is no user {address!r}. `winnow user list` shows them.")
    click.echo(f"{address} removed")


