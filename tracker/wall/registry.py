"""Sites, keys, users and sign-in tickets. Secrets are kept as digests only."""

from __future__ import annotations

import hashlib
import secrets
import sqlite3

import msgspec

from tracker.model import Site
from tracker.wire import Key

HINT = 11  # characters of a secret key that are kept and shown: sk_ and 32 bits of 192
SECRET_SCOPES = ("trusted", "leads:read", "people:read")
DESKS = ("hr", "press", "partners", "support")  # who looks after those who are nothing to sales
SCOPES = ("collect", "trusted", "leads:read", "people:read", "rules:write", "admin", *(f"desk:{desk}" for desk in DESKS))


def digest(secret: str) -> str:
    """What is kept of a secret: it is random and long, so a plain hash cannot be turned back."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


class Registry:
    """Who may send and read. Every method runs on the connection it was made with."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.db = connection

    def add_site(self, site: Site, now: int) -> tuple[str, str]:
        """Make a site; its write key and its secret key. Raises ValueError where the name is taken."""
        if self.db.execute("SELECT 1 FROM sites WHERE name = ?", (site.name,)).fetchone():
            raise ValueError(f"There is a site {site.name!r} already. Choose another name, or change it with `winnow site set`.")
        self.db.execute("INSERT INTO sites (name, profile, created) VALUES (?, ?, ?)", (site.name, msgspec.json.encode(site).decode(), now))
        return self.add_key(site.name, ("collect",), now), self.add_key(site.name, SECRET_SCOPES, now)

    def set_site(self, site: Site) -> None:
        """Replace a site's profile."""
        self.db.execute("UPDATE sites SET profile = ? WHERE name = ?", (msgspec.json.encode(site).decode(), site.name))

    def sites(self) -> dict[str, Site]:
        """All sites by name."""
        rows = self.db.execute("SELECT name, profile FROM sites ORDER BY id").fetchall()
        return {name: msgspec.json.decode(profile, type=Site) for name, profile in rows}

    def add_key(self, site: str, scopes: tuple[str, ...], now: int) -> str:
        """A new key for a site: ``wk_...`` may only collect (public), ``sk_...`` is secret."""
        found = self.db.execute("SELECT id FROM sites WHERE name = ?", (site,)).fetchone()
        if not found:
            raise ValueError(f"There is no site {site!r}. `winnow site list` shows those there are.")
        wrong = sorted(set(scopes) - set(SCOPES))
        if wrong:
            raise ValueError(f"{wrong[0]!r} is no scope. Use some of: {', '.join(SCOPES)}.")
        public = tuple(scopes) == ("collect",)
        key = ("wk_" if public else "sk_") + secrets.token_hex(16 if public else 24)
        # A write key stands in every page's source; it is kept readable so that the snippet can be shown again.
        hint = key if public else key[:HINT]
        self.db.execute("INSERT INTO keys VALUES (?, ?, ?, ?, ?, NULL)", (digest(key), found[0], " ".join(scopes), hint, now))
        return key

    def revoke_key(self, told: str, now: int) -> int:
        """Revoke the one key that is ``told``, or begins so (eleven characters or more); 1, or 0 where none does.

        Raises ValueError where it is too short to name a key, or several begin so.
        """
        query = "SELECT digest, hint FROM keys WHERE revoked IS NULL AND (digest = ?1 OR hint = ?2 OR length(?2) >= ?3 AND substr(hint, 1, length(?2)) = ?2)"
        found = self.db.execute(query, (digest(told), told, HINT)).fetchall()
        if len(found) > 1:
            raise ValueError(f"{told!r} is the beginning of {len(found)} keys: {', '.join(hint for _, hint in found)}. Give the whole key.")
        if not found and len(told) < HINT:
            raise ValueError(f"{told!r} is too short to name a key. Give its first {HINT} characters, as `winnow key list` shows them, or the whole key.")
        self.db.executemany("UPDATE keys SET revoked = ? WHERE digest = ?", [(now, row) for row, _ in found])
        return len(found)

    def keys(self) -> dict[str, Key]:
        """The keys in force, by digest."""
        query = "SELECT digest, name, scopes FROM keys JOIN sites ON sites.id = keys.site WHERE revoked IS NULL"
        return {row[0]: Key(site=row[1], scopes=frozenset(row[2].split())) for row in self.db.execute(query)}

    def list_keys(self) -> list[dict]:
        """All keys as a person may see them: hint, site, scopes, whether revoked."""
        query = "SELECT hint, name, scopes, keys.created, revoked FROM keys JOIN sites ON sites.id = keys.site ORDER BY keys.created"
        return [dict(zip(("key", "site", "scopes", "created", "revoked"), row)) for row in self.db.execute(query)]

    def add_user(self, address: str, site: str | None, now: int) -> None:
        """Let somebody sign in: to one site, or to all of them (None)."""
        found = self.db.execute("SELECT id FROM sites WHERE name = ?", (site,)).fetchone() if site else None
        if site and not found:
            raise ValueError(f"There is no site {site!r}. `winnow site list` shows those there are.")
        self.db.execute("INSERT OR REPLACE INTO users VALUES (?, ?, ?)", (address, found[0] if found else None, now))

    def users(self) -> dict[str, str | None]:
        """All users, with the one site they may see (None: all)."""
        return dict(self.db.execute("SELECT address, name FROM users LEFT JOIN sites ON sites.id = users.site ORDER BY address").fetchall())

    def remove_user(self, address: str) -> int:
        """Remove a user and their sessions; how many there were."""
        self.db.execute("DELETE FROM tickets WHERE address = ?", (address,))
        return self.db.execute("DELETE FROM users WHERE address = ?", (address,)).rowcount

    def issue(self, kind: str, address: str, expires: int) -> str:
        """A new ticket: ``link`` (signs in once) or ``session`` (a browser that is signed in)."""
        secret = secrets.token_urlsafe(24)
        self.db.execute("INSERT INTO tickets VALUES (?, ?, ?, ?)", (digest(secret), kind, address, expires))
        return secret

    def redeem(self, secret: str, now: int, session_until: int) -> tuple[str, str] | None:
        """Turn a one-time link into a session: (address, session secret); None if it is used, old or wrong."""
        self.db.execute("DELETE FROM tickets WHERE expires < ?", (now,))
        row = self.db.execute("DELETE FROM tickets WHERE digest = ? AND kind = 'link' RETURNING address", (digest(secret),)).fetchone()
        return (row[0], self.issue("session", row[0], session_until)) if row else None

    def session(self, secret: str, now: int) -> str | None:
        """Whose session this is, if it is in force."""
        query = "SELECT address FROM tickets WHERE digest = ? AND kind = 'session' AND expires >= ?"
        row = self.db.execute(query, (digest(secret), now)).fetchone()
        return row[0] if row else None

    def end_session(self, secret: str) -> None:
        """Sign a browser out."""
        self.db.execute("DELETE FROM tickets WHERE digest = ?", (digest(secret),))
