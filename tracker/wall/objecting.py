"""Who must be left alone: objections are kept as a keyed digest, so the list itself names nobody.

The key lies beside the database and not in it: whoever gets hold of the database alone cannot try
addresses against the list, and a list without its key is refused at start rather than silently void.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import sqlite3
from collections.abc import Iterable
from pathlib import Path

import msgspec

from tracker.identity import email_key
from tracker.model import Known
from tracker.wall.files import NoWall

FILE = "privacy.key"
KEY_BYTES = 32
PHONE_DIGITS = 7


class Seal:
    """The secret of a data folder (mode 0600): turns keys into digests, and signs people's own links."""

    def __init__(self, secret: bytes) -> None:
        self.secret = secret

    def digest(self, site: int, key: str) -> str:
        """What is kept of a key that objected; differs from site to site."""
        told = f"{site}\x1f{key}".encode("utf-8", "surrogatepass")
        return hashlib.blake2b(told, key=self.secret, digest_size=20, person=b"objection").hexdigest()

    def signing_key(self) -> bytes:
        """A key of its own for signed links, so that neither use tells anything about the other."""
        return hashlib.blake2b(b"links", key=self.secret, digest_size=32, person=b"links").digest()


def _read(file: Path) -> bytes:
    try:
        told = bytes.fromhex(file.read_text().strip())
    except FileNotFoundError:
        return b""
    except (OSError, ValueError) as error:
        raise NoWall(f"{file} cannot be read ({error}). It keeps those who objected out of outreach: mend its permissions or restore it from a backup.") from None
    if len(told) != KEY_BYTES:
        raise NoWall(f"{file} holds {len(told)} bytes instead of {KEY_BYTES}. It keeps those who objected out of outreach: restore it from a backup.")
    return told


def open_seal(db: sqlite3.Connection, folder: Path) -> Seal:
    """The seal of a folder, made where there is none yet. Raises NoWall where objections exist whose key is gone."""
    file = folder / FILE
    secret = _read(file)
    if not secret:
        if db.execute("SELECT 1 FROM suppressions WHERE digest NOT LIKE '_:%' LIMIT 1").fetchone():
            raise NoWall(f"{file} is missing, so the objections in the database cannot be honoured. Restore it from the backup that the database comes from.")
        secret = secrets.token_bytes(KEY_BYTES)
        with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write(secret.hex())
            out.flush()
            os.fsync(out.fileno())
    seal = Seal(secret)
    _seal_old(db, seal)
    return seal


def read_seal(folder: Path) -> Seal:
    """The seal of a folder that another process owns; one that fits nothing where there is none yet."""
    return Seal(_read(folder / FILE) or secrets.token_bytes(KEY_BYTES))


def _seal_old(db: sqlite3.Connection, seal: Seal) -> None:
    """Objections of earlier versions were kept under plain keys; from now on they are sealed too."""
    plain = db.execute("SELECT site, digest, reason, at FROM suppressions WHERE digest LIKE '_:%'").fetchall()
    if not plain:
        return
    db.execute("BEGIN IMMEDIATE")
    db.executemany("INSERT OR REPLACE INTO suppressions VALUES (?, ?, ?, ?)", [(site, seal.digest(site, key), reason, at) for site, key, reason, at in plain])
    db.executemany("DELETE FROM suppressions WHERE site = ? AND digest = ?", [row[:2] for row in plain])
    db.execute("COMMIT")


def phone_key(number: str) -> str:
    """The key of a telephone number: its last nine digits, however it was written; "" for too few."""
    digits = "".join(char for char in number if char.isascii() and char.isdigit())
    return "p:" + digits[-9:] if len(digits) >= PHONE_DIGITS else ""


def contact_keys(traits: Iterable[tuple[str, str]]) -> set[str]:
    """The keys of the addresses and numbers among traits given as (name, value)."""
    found = {email_key(value) for name, value in traits if name == "email" and value}
    return found | {key for name, value in traits if name == "phone" and (key := phone_key(value))}


def objection(db: sqlite3.Connection, seal: Seal, site: int, keys: Iterable[str]) -> str:
    """The reason under which one of these keys objected, or nothing."""
    if not db.execute("SELECT 1 FROM suppressions WHERE site = ? LIMIT 1", (site,)).fetchone():
        return ""
    digests = sorted({seal.digest(site, key) for key in keys})
    row = db.execute(f"SELECT reason FROM suppressions WHERE site = ? AND digest IN ({','.join('?' * len(digests))})", (site, *digests)).fetchone()
    return row[0] if row else ""


def with_objection(db: sqlite3.Connection, seal: Seal, site: int, known: Known) -> Known:
    """What is known of somebody, with the objection of any of their ids, addresses or numbers."""
    said = [(name, trait.value) for name, trait in known.traits.items()]
    reason = known.suppressed or objection(db, seal, site, {*known.nodes, *contact_keys(said)})
    return msgspec.structs.replace(known, suppressed=reason) if reason else known


def object_to(db: sqlite3.Connection, seal: Seal, site: int, keys: Iterable[str], reason: str, at: int) -> int:
    """Keep whoever has one of these keys out of every outreach from now on; how many keys."""
    rows = [(site, seal.digest(site, key), reason, at) for key in sorted(set(keys))]
    db.executemany("INSERT OR REPLACE INTO suppressions VALUES (?, ?, ?, ?)", rows)
    return len(rows)
