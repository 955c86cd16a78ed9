"""What a command line may ask of the owner of a data folder. Arguments and results are plain JSON values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from tracker.collector import Collector
from tracker.model import Sender, Site
from tracker.pipeline import rebuild as replayed
from tracker.sites import site_from
from tracker.wire import Delivery

COMMANDS: dict[str, Callable[..., Any]] = {}


def command(work: Callable[..., Any]) -> Callable[..., Any]:
    """Offer a function under its name."""
    COMMANDS[work.__name__] = work
    return work


def run(collector: Collector, name: str, arguments: dict[str, Any]) -> Any:
    """Run a command by name. Raises ValueError (with what to do) for what is refused."""
    return COMMANDS[name](collector, **arguments)


def _site(collector: Collector, name: str | None) -> Site:
    if name is None and len(collector.sites) == 1:
        return next(iter(collector.sites.values()))
    if name not in collector.sites:
        known = ", ".join(collector.sites) or "none yet: make one with `winnow site add`"
        raise ValueError(f"There is no site {name!r}. There are: {known}." if name else f"Say which site with --site. There are: {known}.")
    return collector.sites[name]


@command
def site_add(collector: Collector, name: str, profile: dict[str, Any]) -> dict[str, str]:
    """Make a site; its name and two keys."""
    site = site_from(name, profile)
    write_key, secret_key = collector.administer(lambda registry: registry.add_site(site, collector.now()))
    return {"site": name, "write_key": write_key, "secret_key": secret_key}


@command
def site_set(collector: Collector, name: str, changes: dict[str, Any]) -> dict[str, Any]:
    """Change fields of a site's profile; the whole profile. Everybody is judged again."""
    site = _site(collector, name)
    changed = site_from(site.name, {**msgspec.to_builtins(site), **changes})
    collector.administer(lambda registry: registry.set_site(changed))
    collector.writer.do(collector.store.touch_all)
    collector.judge.wake()
    return msgspec.to_builtins(changed)


@command
def key_add(collector: Collector, site: str | None, scopes: list[str]) -> dict[str, str]:
    """A new key of a site."""
    name = _site(collector, site).name
    return {"key": collector.administer(lambda registry: registry.add_key(name, tuple(scopes), collector.now()))}


@command
def key_revoke(collector: Collector, key: str) -> int:
    """Revoke a key; how many there were."""
    return collector.administer(lambda registry: registry.revoke_key(key, collector.now()))


@command
def user_add(collector: Collector, address: str, site: str | None) -> str:
    """Let somebody sign in; the secret of their one-time link."""
    collector.administer(lambda registry: registry.add_user(address, site, collector.now()))
    return link(collector, address)


@command
def link(collector: Collector, address: str) -> str:
    """The secret of a new one-time sign-in link."""
    expires = collector.now() + collector.settings["link_minutes"] * 60_000
    return collector.administer(lambda registry: registry.issue("link", address, expires))


@command
def user_remove(collector: Collector, address: str) -> int:
    """Remove a user and their sessions."""
    return collector.administer(lambda registry: registry.remove_user(address))


@command
def take(collector: Collector, site: str | None, messages: list[Any], received: int | None = None) -> dict[str, Any]:
    """Keep trusted messages (an import); what became of them."""
    sender = Sender(site=_site(collector, site), trusted=True, received=received or collector.now())
    return msgspec.to_builtins(collector.keep(Delivery(messages=tuple(messages)), sender))


@command
def rebuild(collector: Collector) -> int:
    """Replay every kept event through today's rules and judge everybody again; how many visitors."""
    collector.warm()
    batches = replayed(collector.store.scan(), collector.sites, collector.rulebook, collector.world)
    collector.writer.do(lambda: collector.store.replace_evidence(batches))
    return judge(collector)


@command
def judge(collector: Collector) -> int:
    """Judge every visitor again by today's rules; how many."""
    count = collector.writer.do(collector.store.touch_all)
    collector.settle()
    return count


@command
def settle(collector: Collector) -> int:
    """Judge those who wait; how many."""
    return collector.settle()
