"""Who is who: ids become nodes, sightings become links, a visitor is what hangs together.

Node keys: ``d:<anonymousId>`` a device, ``a:<userId>`` an account, ``u:<device>\\x1f<account>`` an
account used on a device, ``e:<digest>`` an e-mail address. Evidence stays at the node it came with
and is merged when read, so cutting a link gives every part back bit for bit.

One device with two accounts is a shared computer: it then joins nobody, and what was done before
signing in stays a visitor of its own. An address of two accounts, or of more than ten devices, joins nobody
either: whoever types somebody else's address into a form must not become one person with them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable

from tracker.model import Entry

SHARED_EMAIL = 10
SHARED_ACCOUNT = 200  # devices of one account beyond which the id is no person's ("undefined", a shared login)
ID_BYTES = 10


def device_key(anonymous: str) -> str:
    """The node of a device."""
    return "d:" + anonymous


def account_key(user: str) -> str:
    """The node of an account."""
    return "a:" + user


def email_key(address: str) -> str:
    """The node of an e-mail address; a digest, so that the graph itself names nobody."""
    return "e:" + hashlib.blake2b(address.strip().lower().encode(), digest_size=16).hexdigest()


def public_id(site: str, key: str) -> str:
    """What the outside calls a node: 21 characters, equal wherever and whenever it is computed."""
    return "v" + hashlib.blake2b(f"{site}\x1f{key}".encode(), digest_size=ID_BYTES).hexdigest()


def owner_of(device: str, account: str) -> str:
    """The node under which an event with these ids is kept."""
    if device and account:
        return f"u:{device}\x1f{account}"
    return device_key(device) if device else account_key(account)


def ids_of(key: str) -> tuple[str, str]:
    """(anonymousId, userId) of a node under which events are kept; the other way round than ``owner_of``."""
    if key.startswith("u:"):
        device, _, account = key[2:].partition("\x1f")
        return device, account
    return (key[2:], "") if key.startswith("d:") else ("", key[2:])


def links_of(entry: Entry) -> list[tuple[str, str]]:
    """The links that an event proves, as pairs of node keys."""
    event = entry.event
    owner = owner_of(event.device, event.account)
    links = []
    if event.device and event.account:
        links += [(owner, account_key(event.account)), (owner, device_key(event.device))]
    if event.kind == "alias":
        links.append((owner, device_key(event.previous)))
        if event.trusted:
            links.append((owner, account_key(event.previous)))
    links += [(owner, email_key(address)) for address in entry.emails]
    return links


def _conducts(node: str, neighbours: Iterable[str]) -> bool:
    if node.startswith("d:"):
        accounts = {key.split("\x1f", 1)[1] for key in neighbours if key.startswith("u:")}
        return len(accounts) < 2
    if node.startswith("a:"):
        return len(set(neighbours)) <= SHARED_ACCOUNT
    if node.startswith("e:"):
        accounts = {key.split("\x1f", 1)[1] if key.startswith("u:") else key[2:] for key in neighbours if key[0] in "ua"}
        return len(accounts) < 2 and len(set(neighbours)) <= SHARED_EMAIL
    return True


def component(start: str, neighbours: Callable[[str], Iterable[str]]) -> frozenset[str]:
    """All nodes that are the same visitor as ``start``. Pure: depends on the set of links alone."""
    found, waiting, known = {start}, [start], {}

    def near(node: str) -> tuple[str, ...]:
        if node not in known:
            known[node] = tuple(neighbours(node))
        return known[node]

    while waiting:
        node = waiting.pop()
        if not _conducts(node, near(node)):
            continue
        for other in near(node):
            if other not in found and _conducts(other, near(other)):
                found.add(other)
                waiting.append(other)
    return frozenset(found)
