"""Who is who: ids become nodes, sightings become links, a visitor is what hangs together.

Node keys: ``d:<anonymousId>`` a device, ``a:<userId>`` an account, ``u:<device>\\x1f<account>`` an account used on a
device, ``e:<digest>`` an e-mail address. Evidence stays at the node it came with and is merged when read, so cutting a
node gives every part back bit for bit. An account without a device in a public message is ``u:\\x1f<account>``: at
``a:`` hangs only what a trusted sender said.

A link is *claimed* (a message with the public key, which anybody can send), *sure* (a trusted message named both ends)
or *told* (a person said so). A node opens to some of its neighbours; two nodes are one visitor where both open to each
other. Claims never close what is sure, and never connect two names (docs/decisions/0005-identity.md).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable

from tracker.model import Entry

SHARED_EMAIL = 10
SHARED_ACCOUNT = 200  # devices of one account beyond which the id is no person's ("undefined", a shared login)
ID_BYTES = 10
CLAIMED, SURE, TOLD = 0, 1, 2
Near = Iterable[tuple[str, int]]  # a node's neighbours, each with the best word for the link


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


def owner_of(device: str, account: str, trusted: bool) -> str:
    """The node under which an event with these ids is kept."""
    if account and (device or not trusted):
        return f"u:{device}\x1f{account}"
    return account_key(account) if account else device_key(device)


def ids_of(key: str) -> tuple[str, str]:
    """(anonymousId, userId) of a node under which events are kept; the other way round than ``owner_of``."""
    if key.startswith("u:"):
        device, _, account = key[2:].partition("\x1f")
        return device, account
    return (key[2:], "") if key.startswith("d:") else ("", key[2:])


def links_of(entry: Entry) -> list[tuple[str, str, int]]:
    """The links that an event shows: two node keys, and whether they are claimed or sure."""
    event, word = entry.event, SURE if entry.event.trusted else CLAIMED
    owner = owner_of(event.device, event.account, event.trusted)
    name = account_key(event.account) if event.account else owner
    ends = [(owner, name)] if name != owner else []
    if event.device and event.account:
        ends.append((owner, device_key(event.device)))
    if event.kind == "alias":
        ends.append((owner, device_key(event.previous)))
        if event.trusted:
            ends.append((name, account_key(event.previous)))
    ends += [(name, email_key(address)) for address in entry.emails]
    return [(one, other, word) for one, other in ends if one != other]


def opens(key: str, near: Near) -> frozenset[str]:
    """The neighbours to which a node opens. Pure: depends on the set of its links alone.

    Of more than 200 links of a kind a store need not read more than 201: then none of them opens.
    """
    near = sorted(near, key=lambda link: link[1])
    told = {other for other, word in near if word == TOLD}
    linked = {other: word for other, word in near if word != TOLD}  # the best word for each
    found = _RULES[key[0]](list(linked.items()))
    return frozenset() if found is None else frozenset(found | told)


def _of_use(linked: list[tuple[str, int]]) -> set[str]:
    """An account used on a device is one with both."""
    return {other for other, _ in linked} if len(linked) <= SHARED_ACCOUNT else set()


def _of_device(linked: list[tuple[str, int]]) -> set[str] | None:
    """A device with two accounts is a shared computer and joins nobody, whoever says so. One that gave two addresses,
    or has an account, is joined to nobody by an address that it claims."""
    accounts = {ids_of(other)[1] for other, _ in linked if other[0] in "ua"}
    if len(accounts) > 1 or len(linked) > SHARED_ACCOUNT:
        return None
    addresses = [other for other, _ in linked if other[0] == "e"]
    return {other for other, word in linked if word == SURE or other[0] != "e" or not accounts and len(addresses) == 1}


def _of_account(linked: list[tuple[str, int]]) -> set[str]:
    """However many claim an account: what is sure stays. Claimed devices join while they are few, a claimed address
    while it is the only one."""
    sure = {other for other, word in linked if word == SURE}
    if len(sure) > SHARED_ACCOUNT:
        return set()
    addresses = {other for other, _ in linked if other[0] == "e"}
    devices = {other for other, _ in linked} - addresses
    return sure | (devices if len(devices) <= SHARED_ACCOUNT else set()) | (addresses if len(addresses) == 1 else set())


def _of_address(linked: list[tuple[str, int]]) -> set[str]:
    """An address of two accounts, or of more than ten devices, joins nobody; claims cannot make it so for what is sure."""
    sure = {other for other, word in linked if word == SURE}
    everybody = {other for other, _ in linked}
    return next((group for group in (everybody, sure) if len(group) <= SHARED_EMAIL and _accounts(group) < 2), set())


def _accounts(keys: Iterable[str]) -> int:
    return len({ids_of(key)[1] for key in keys if key[0] in "ua"})


_RULES: dict[str, Callable[[list[tuple[str, int]]], set[str] | None]] = {"u": _of_use, "d": _of_device, "a": _of_account, "e": _of_address}


def component(start: str, opened: Callable[[str], frozenset[str]]) -> frozenset[str]:
    """All nodes that are the same visitor as ``start``; ``opened(node)`` says to whom a node opens (nobody: it is cut)."""
    found, waiting, known = {start}, [start], {}

    def door(node: str) -> frozenset[str]:
        if node not in known:
            known[node] = opened(node)
        return known[node]

    while waiting:
        node = waiting.pop()
        for other in door(node) - found:
            if node in door(other):
                found.add(other)
                waiting.append(other)
    return frozenset(found)
