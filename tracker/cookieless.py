"""Visitors of clients that keep no id and show no key: an id for a day, and the site by its domain."""

from __future__ import annotations

import hashlib
import os
import secrets
import uuid
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from tracker.model import DAY_MS, Sender, Site
from tracker.wire import Delivery, Key

FILE = "cookieless.json"


class Cookieless:
    """Gives visitors without an id one that holds for a day, from address, agent and site.

    The key of the digest is drawn anew every day (UTC) and the old one is deleted, so that nobody can
    compute afterwards whose address an id was; it lies in the data folder, so that a restart keeps it.
    """

    def __init__(self, folder: Path) -> None:
        self.file = folder / FILE
        self.day, self.key = -1, b""

    def _key_of(self, day: int) -> bytes:
        if day != self.day:
            try:
                told = msgspec.json.decode(self.file.read_bytes(), type=tuple[int, str])
            except (OSError, msgspec.MsgspecError):
                told = (-1, "")
            if told[0] != day:
                told = (day, secrets.token_hex(32))
                self._write(msgspec.json.encode(told))
            self.day, self.key = day, bytes.fromhex(told[1])
        return self.key

    def _write(self, told: bytes) -> None:
        fresh = self.file.with_suffix(".new")
        with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(told)
        os.replace(fresh, self.file)

    def id_of(self, site: str, address: str, agent: str, at: int) -> str:
        """The id of a visitor on the day of ``at`` (milliseconds); looks like a UUID."""
        told = "\x1f".join((site, address, agent)).encode("utf-8", "replace")
        return str(uuid.UUID(bytes=hashlib.blake2b(told, key=self._key_of(at // DAY_MS), digest_size=16).digest(), version=5))

    def named(self, delivery: Delivery, sender: Sender) -> Delivery:
        """The delivery, with an ``anonymousId`` in each message that has none.

        A public key's visitor is its connection; a trusted one says whose address and agent it was,
        or names nobody: all visitors of one back end must not become one person.
        """
        return msgspec.structs.replace(delivery, messages=tuple(self._named(message, sender) for message in delivery.messages))

    def _named(self, message: Any, sender: Sender) -> Any:
        if not isinstance(message, dict) or message.get("anonymousId"):
            return message
        address, agent = sender.address, sender.agent
        if sender.trusted:
            told = message.get("context")
            told = told if isinstance(told, dict) else {}
            address, agent = str(told.get("ip") or ""), str(told.get("userAgent") or "")
            if not address:
                return message
        return {**message, "anonymousId": self.id_of(sender.site.name, address, agent, sender.received)}


def from_own_snippet(delivery: Delivery) -> bool:
    """Whether our snippet sent this in its cookieless mode: it says so by name and shows no id at all."""

    def bare(message: Any) -> bool:
        context = message.get("context") if isinstance(message, dict) else None
        library = context.get("library") if isinstance(context, dict) else None
        named = library.get("name") if isinstance(library, dict) else None
        return named == "winnow.js" and not message.get("anonymousId") and not message.get("userId")

    return any(bare(message) for message in delivery.messages)


def key_of_domain(sites: dict[str, Site], keys: Iterable[Key], told: str) -> Key | None:
    """The public key that a domain stands for, for clients that know no key; None where it stands for none.

    Only for exactly one site that has this domain and a live public key: whoever has revoked all of a
    site's write keys has closed this door too. It opens no more than the write key in the page's source.
    """
    domain = told.strip().lower().rstrip(".").removeprefix("www.")
    found = [site.name for site in sites.values() if domain and domain in {own.lower().removeprefix("www.") for own in (site.domain, *site.own_domains) if own}]
    if len(found) != 1:
        return None
    return next((Key(site=key.site, scopes=frozenset({"collect"})) for key in keys if key.site == found[0] and "collect" in key.scopes), None)
