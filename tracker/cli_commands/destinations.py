"""``winnow destination``: who is told when somebody becomes a lead or leaves the list."""

from __future__ import annotations

import json
from typing import Any

import click

from tracker.addressbook import STATES, USUAL, deliveries, shown
from tracker.commandline import data_option, json_option, one_site, owner, reader, site_option, table
from tracker.destinations.mail import DAYS
from tracker.parcel import EVENTS

EVENT_HELP = "; ".join(f"{name}: {says}" for name, says in EVENTS.items())


@click.group()
def destination() -> None:
    """Tell a CRM, a chat or a mailbox who becomes a lead and who leaves the list.

    \b
    winnow destination add crm --webhook https://crm.example/hooks/winnow --contact
    winnow destination add team --mail sales@shop.example --every weekly --zone Europe/Berlin
    winnow destination test crm            is it taken? (speaks of nobody)
    winnow destination list                what waits, what was taken, what is dead
    winnow destination deliveries --state dead
    winnow destination resend crm          what is dead, once more

    A running server sends within about two seconds; a message that is not taken is tried ten times in two days, then it is
    dead and waits here for `resend`. Each bears an id that stays the same at every try, so that a receiver can drop doubles.
    Recipes: docs/recipes/webhooks.md, mail-digest.md
    """


@destination.command("add")
@click.argument("name")
@click.option("--webhook", "url", metavar="URL", help="Post each event there as JSON, signed by the Standard Webhooks scheme.")
@click.option("--mail", "to", metavar="ADDRESS", multiple=True, help="Mail the news of a day or a week there (repeat it). Needs the settings smtp_host and mail_from.")
@click.option("--on", "events", multiple=True, metavar="EVENT", help=f"Webhook: which events (repeat it; else {' and '.join(USUAL)}). {EVENT_HELP}.")
@click.option("--contact", is_flag=True, help="With name, address and number of leads whom sales may reach; else without anybody's.")
@click.option("--private", is_flag=True, help="Webhook: allow an address in a private network, and http://.")
@click.option("--every", type=click.Choice(["daily", "weekly"]), help="Mail: how often (else daily). Where nothing has happened none is sent.")
@click.option("--weekday", type=click.Choice(DAYS), help="Mail: the day of a weekly one (else mon).")
@click.option("--hour", type=click.IntRange(0, 23), default=7, show_default=True, help="Mail: at which hour.")
@click.option("--zone", metavar="ZONE", help="Mail: whose clock that hour is on, for example Europe/Berlin (else UTC).")
@site_option
@data_option
@json_option
def add(name: str, site: str | None, data: str | None, as_json: bool, **told: Any) -> None:
    """Make the destination NAME: a webhook (prints its signing secret) or a mail digest.

    What leaves passes the outreach gate at that moment: somebody who has objected, or may not be reached (again), is told of
    without contact data. Whoever was told of a person is also told (visitor.erased) when that person is erased.
    """
    if bool(told["url"]) == bool(told["to"]):
        raise ValueError("Say where to: either --webhook URL or --mail ADDRESS, and not both; a site may have several destinations.")
    told |= {"events": list(told["events"]), "to": list(told["to"])}
    with owner(data) as call:
        made = call("destination", act="add", site=site, name=name, kind="webhook" if told["url"] else "mail", told=told)
    if as_json:
        click.echo(json.dumps(made))
        return
    what = f"is told of {', '.join(made['events'])}" if told["url"] else f"gets a {made['every']} mail at {made['hour']}:00 {made['zone']}, first on {made['next_digest'][:16].replace('T', ' ')} UTC"
    click.echo(f"{name} of {made['site']} {what}, {'with' if made['contact'] else 'without'} contact data.")
    if told["url"]:
        click.echo(f"Signing secret (give it to the receiver): {made['secret']}")
    click.echo(f"Try it: winnow destination test {name}")


@destination.command("list")
@data_option
@json_option
def list_them(data: str | None, as_json: bool) -> None:
    """List the destinations, what waits for each, was taken and is dead."""
    with reader(data) as store:
        rows = shown(store, None, whole=True)
    if as_json:
        click.echo(json.dumps(rows))
        return
    columns = [("destination", "destination"), ("site", "site"), ("kind", "kind"), ("waiting", "waiting"), ("done", "taken"), ("dead", "dead"), ("last", "last taken"), ("state", "state")]
    click.echo(table([{**row, "state": f"paused: {row['paused']}" if row["paused"] else f"to {row.get('url') or ', '.join(row['to'])}"} for row in rows], columns))


@destination.command("deliveries")
@click.option("--state", type=click.Choice(STATES), help="Only these.")
@click.option("--destination", "name", metavar="NAME", help="Only to this one.")
@click.option("--after", type=int, default=0, metavar="NUMBER", help="Only behind this sequence number (the cursor of the next page).")
@click.option("--limit", type=click.IntRange(1, 1000), default=200, show_default=True)
@site_option
@data_option
@json_option
def list_deliveries(state: str | None, name: str | None, after: int, limit: int, site: str | None, data: str | None, as_json: bool) -> None:
    """List messages by sequence number: to whom, of whom, how often tried, what came of it. Kept for 30 days."""
    with reader(data) as store:
        rows = deliveries(store, one_site(store, site), state or "", name or "", after, limit)
    if as_json:
        click.echo(json.dumps(rows))
        return
    columns = [("sequence", "number"), ("destination", "destination"), ("type", "event"), ("visitor", "visitor"), ("state", "state"), ("tries", "tries"), ("tried", "last try"), ("due", "next try"), ("says", "what came of it")]
    click.echo(table(rows, columns))


def _act(act: str, site: str | None, data: str | None, name: str, **given: Any) -> Any:
    with owner(data) as call:
        return call("destination", act=act, site=site, name=name, **given)


@destination.command("test")
@click.argument("name")
@site_option
@data_option
def test(name: str, site: str | None, data: str | None) -> None:
    """Send NAME a test that speaks of nobody, and say what came of it."""
    told = _act("test", site, data, name)
    if not told["taken"]:
        raise ValueError(f"the test was not taken by {name!r}: {told['says']}. Mend the receiver or the address (`winnow destination list` shows it).")
    click.echo(f"taken: {told['says']}")


@destination.command("resend")
@click.argument("name")
@click.option("--after", type=int, metavar="NUMBER", help="Everything behind this sequence number, taken or not (0: all that is kept).")
@click.option("--sequence", type=int, metavar="NUMBER", help="This one.")
@site_option
@data_option
def resend(name: str, after: int | None, sequence: int | None, site: str | None, data: str | None) -> None:
    """Send NAME again what is dead; with --after or --sequence also what was taken. The ids stay the same."""
    count = _act("resend", site, data, name, after=after, sequence=sequence)
    click.echo(f"{count} message(s) will be sent again by the server")


@destination.command("pause")
@click.argument("name")
@click.option("--why", default="by hand", show_default=True, help="Shown in the list.")
@site_option
@data_option
def pause(name: str, why: str, site: str | None, data: str | None) -> None:
    """Send NAME nothing for now. What happens meanwhile waits, for at most 30 days."""
    _act("pause", site, data, name, why=why or "by hand")
    click.echo(f"{name} is paused; `winnow destination resume {name}` goes on")


@destination.command("resume")
@click.argument("name")
@site_option
@data_option
def resume(name: str, site: str | None, data: str | None) -> None:
    """Go on sending to NAME."""
    _act("pause", site, data, name, why="")
    click.echo(f"{name} is sent to again")


@destination.command("renew")
@click.argument("name")
@site_option
@data_option
def renew(name: str, site: str | None, data: str | None) -> None:
    """Give the webhook NAME a new signing secret. For a day the former one signs as well."""
    click.echo(f"{_act('renew', site, data, name)}\n(the former secret also signs for 24 hours: change it at the receiver until then)")


@destination.command("remove")
@click.argument("name")
@site_option
@data_option
def remove(name: str, site: str | None, data: str | None) -> None:
    """Take NAME away, with what waits for it."""
    _act("remove", site, data, name)
    click.echo(f"{name} is removed")
