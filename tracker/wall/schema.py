"""The tables, as migrations: each is applied once, in order, together with the record of it."""

from __future__ import annotations

from sqlite3 import Connection

from sqlite_utils import Database, Migrations

migrations = Migrations("winnow")

M001 = """
CREATE TABLE sites (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, profile TEXT NOT NULL, created INTEGER NOT NULL);
CREATE TABLE keys (digest TEXT PRIMARY KEY, site INTEGER NOT NULL, scopes TEXT NOT NULL, hint TEXT NOT NULL,
                   created INTEGER NOT NULL, revoked INTEGER) WITHOUT ROWID;
CREATE TABLE users (address TEXT PRIMARY KEY, site INTEGER, created INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE tickets (digest TEXT PRIMARY KEY, kind TEXT NOT NULL, address TEXT NOT NULL, expires INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE texts (id INTEGER PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE nodes (id INTEGER PRIMARY KEY, site INTEGER NOT NULL, key TEXT NOT NULL, public BLOB NOT NULL,
                    visitor INTEGER NOT NULL, events INTEGER NOT NULL DEFAULT 0,
                    first INTEGER NOT NULL DEFAULT 0, last INTEGER NOT NULL DEFAULT 0);
CREATE UNIQUE INDEX nodes_public ON nodes (public);
CREATE INDEX nodes_visitor ON nodes (visitor);
CREATE TABLE links (a INTEGER NOT NULL, b INTEGER NOT NULL, cut INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (a, b)) WITHOUT ROWID;
CREATE TABLE seen (key BLOB PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE events (seq INTEGER PRIMARY KEY, node INTEGER NOT NULL, at INTEGER NOT NULL, body BLOB NOT NULL);
CREATE INDEX events_node ON events (node, at);
CREATE TABLE signals (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE evidence (node INTEGER NOT NULL, signal INTEGER NOT NULL, day INTEGER NOT NULL, count INTEGER NOT NULL,
                       first INTEGER NOT NULL, last INTEGER NOT NULL, sample INTEGER NOT NULL,
                       PRIMARY KEY (node, signal, day)) WITHOUT ROWID;
CREATE TABLE traits (node INTEGER PRIMARY KEY, told BLOB NOT NULL);
CREATE TABLE touched (visitor INTEGER PRIMARY KEY, times INTEGER NOT NULL DEFAULT 1);
CREATE TABLE verdicts (visitor INTEGER PRIMARY KEY, site INTEGER NOT NULL, place TEXT NOT NULL, rank INTEGER NOT NULL,
                       public BLOB NOT NULL, class TEXT NOT NULL, probability INTEGER NOT NULL, fit INTEGER NOT NULL,
                       engagement INTEGER NOT NULL, stage TEXT NOT NULL, source TEXT NOT NULL, country TEXT NOT NULL,
                       domain TEXT NOT NULL, owner TEXT NOT NULL, status TEXT NOT NULL, tension TEXT NOT NULL,
                       desk TEXT NOT NULL, words TEXT NOT NULL, first_seen INTEGER NOT NULL, last_seen INTEGER NOT NULL,
                       judged INTEGER NOT NULL, row BLOB NOT NULL);
CREATE INDEX verdicts_place ON verdicts (site, place, rank DESC, public);
CREATE TABLE tallies (site INTEGER NOT NULL, place TEXT NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (site, place)) WITHOUT ROWID;
CREATE TRIGGER verdict_in AFTER INSERT ON verdicts BEGIN
    INSERT INTO tallies VALUES (new.site, new.place, 1) ON CONFLICT DO UPDATE SET count = count + 1; END;
CREATE TRIGGER verdict_out AFTER DELETE ON verdicts BEGIN
    UPDATE tallies SET count = count - 1 WHERE site = old.site AND place = old.place; END;
CREATE TRIGGER verdict_moved AFTER UPDATE OF place ON verdicts WHEN old.place <> new.place BEGIN
    UPDATE tallies SET count = count - 1 WHERE site = old.site AND place = old.place;
    INSERT INTO tallies VALUES (new.site, new.place, 1) ON CONFLICT DO UPDATE SET count = count + 1; END;
CREATE TABLE dispositions (id INTEGER PRIMARY KEY, site INTEGER NOT NULL, node TEXT NOT NULL, class TEXT NOT NULL, outcome TEXT NOT NULL,
                           note TEXT NOT NULL, author TEXT NOT NULL, at INTEGER NOT NULL);
CREATE INDEX dispositions_node ON dispositions (site, node);
CREATE TABLE decisions (id TEXT PRIMARY KEY, site INTEGER NOT NULL, public TEXT NOT NULL, channel TEXT NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX decisions_public ON decisions (site, public, at);
CREATE TABLE suppressions (site INTEGER NOT NULL, digest TEXT NOT NULL, reason TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (site, digest)) WITHOUT ROWID;
CREATE TABLE refusals (site INTEGER NOT NULL, code TEXT NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (site, code)) WITHOUT ROWID;
"""

M002 = """
CREATE TABLE versions (site INTEGER NOT NULL, number INTEGER NOT NULL, digest TEXT NOT NULL, author TEXT NOT NULL, note TEXT NOT NULL,
                       at INTEGER NOT NULL, program TEXT NOT NULL, told TEXT NOT NULL, PRIMARY KEY (site, number));
CREATE TABLE audits (id INTEGER PRIMARY KEY, site INTEGER NOT NULL, number INTEGER NOT NULL, at INTEGER NOT NULL, seed TEXT NOT NULL,
                     population INTEGER NOT NULL, edition TEXT NOT NULL, UNIQUE (site, number));
CREATE TABLE audit_rows (audit INTEGER NOT NULL, public BLOB NOT NULL, class TEXT NOT NULL, reason TEXT NOT NULL, last_seen INTEGER NOT NULL,
                         PRIMARY KEY (audit, public)) WITHOUT ROWID;
CREATE TABLE audit_answers (id INTEGER PRIMARY KEY, audit INTEGER NOT NULL, public BLOB NOT NULL, buyer TEXT NOT NULL, note TEXT NOT NULL,
                            author TEXT NOT NULL, at INTEGER NOT NULL);
CREATE INDEX audit_answers_public ON audit_answers (audit, public);
"""

M004 = """
ALTER TABLE nodes ADD COLUMN cut INTEGER NOT NULL DEFAULT 0;
UPDATE nodes SET cut = 1 WHERE id IN (SELECT a FROM links WHERE cut UNION SELECT b FROM links WHERE cut)
    AND NOT EXISTS (SELECT 1 FROM links WHERE (a = nodes.id OR b = nodes.id) AND NOT cut);
DROP INDEX links_b;
ALTER TABLE links RENAME TO links_before;
CREATE TABLE links (a INTEGER NOT NULL, b INTEGER NOT NULL, sure INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (a, b)) WITHOUT ROWID;
INSERT INTO links (a, b) SELECT a, b FROM links_before;
DROP TABLE links_before;
CREATE INDEX links_a ON links (a, sure);
CREATE INDEX links_b ON links (b, sure);
CREATE TABLE merges (id INTEGER PRIMARY KEY AUTOINCREMENT, site INTEGER NOT NULL, a INTEGER NOT NULL, b INTEGER NOT NULL, author TEXT NOT NULL, at INTEGER NOT NULL,
                     UNIQUE (a, b));
CREATE INDEX merges_b ON merges (b);
"""

# Links that an erasure left (at nameless nodes, without events) are held for ever.
M005 = """
ALTER TABLE links ADD COLUMN proved INTEGER NOT NULL DEFAULT 0;
UPDATE links SET proved = (1 << 62) + sure WHERE EXISTS (SELECT 1 FROM nodes WHERE id IN (links.a, links.b) AND NOT events AND substr(key, 3, 1) = char(31));
CREATE TABLE rereads (site INTEGER PRIMARY KEY, run INTEGER NOT NULL, after INTEGER, done INTEGER NOT NULL, due INTEGER NOT NULL);
CREATE INDEX verdicts_judged ON verdicts (judged, visitor);
"""

M006 = """
CREATE TABLE destinations (id INTEGER PRIMARY KEY AUTOINCREMENT, site INTEGER NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL, told TEXT NOT NULL,
                           paused TEXT NOT NULL DEFAULT '', created INTEGER NOT NULL, due INTEGER NOT NULL, UNIQUE (site, name));
CREATE TABLE outbox (seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, site INTEGER NOT NULL, kind TEXT NOT NULL, public BLOB NOT NULL,
                     at INTEGER NOT NULL, told TEXT NOT NULL);
CREATE INDEX outbox_public ON outbox (public);
CREATE TABLE deliveries (destination INTEGER NOT NULL, seq INTEGER NOT NULL, state TEXT NOT NULL DEFAULT 'waiting', tries INTEGER NOT NULL DEFAULT 0,
                         due INTEGER NOT NULL, tried INTEGER NOT NULL DEFAULT 0, says TEXT NOT NULL DEFAULT '', PRIMARY KEY (destination, seq)) WITHOUT ROWID;
CREATE INDEX deliveries_seq ON deliveries (seq);
CREATE INDEX deliveries_due ON deliveries (destination, due) WHERE state = 'waiting';
"""


@migrations()
def m001_events_and_evidence(db: Database) -> None:
    """Events once each, evidence that adds up, who is who, and the lists.

    Long texts (pages, referrers, agents, contexts) are kept once in ``texts`` under a 63-bit digest:
    171 instead of 325 bytes a row were measured for that. ``evidence`` has no rowid: 35 instead of
    71 bytes a row. ``seen`` holds what makes an event unique, once. A node is found by ``public``,
    the digest of site and key, so that no second index is needed.
    """
    db.executescript(M001)


@migrations()
def m002_versions_and_audits(db: Database) -> None:
    """Versions of a site's rules, and blind samples of the excluded with what reviewers found. Both only grow."""
    db.executescript(M002)


@migrations()
def m003_links_from_both_ends(db: Database) -> None:
    """Links are followed from either end: without this each regrouping read the whole table."""
    db.execute("CREATE INDEX links_b ON links (b)")


@migrations()
def m004_words_for_links(db: Database) -> None:
    """A link is claimed or sure; a cut is a node's; what a person joined stands apart from what events show.

    Links from before are claimed until `winnow rebuild` reads the events again. Those cut were all links of a node.
    """
    db.executescript(M004)


@migrations()
def m005_rebuilds_and_age(db: Database) -> None:
    """By which rebuild's rules a link was last proved (twice its number, and one where sure); how far a rebuild is;
    and which rows were judged longest ago, so that they are judged again as time passes."""
    db.executescript(M005)


@migrations()
def m006_outbox(db: Database) -> None:
    """Where a site's news go, what happened that they tell, and one row for each message to each destination."""
    db.executescript(M006)


class FutureSchema(RuntimeError):
    """The file was written by a newer program; the text says what to do."""


def behind(connection: Connection) -> list[str]:
    """The migrations that a database still lacks, read without writing; of a file that is none of ours all of them."""
    noted = connection.execute("SELECT 1 FROM sqlite_master WHERE name = '_sqlite_migrations'").fetchone()
    rows = connection.execute("SELECT name FROM _sqlite_migrations WHERE migration_set = 'winnow'").fetchall() if noted else []
    return [migration.name for migration in migrations._migrations if (migration.name,) not in rows]


def migrate(connection: object) -> None:
    """Bring a database to today's schema. Raises FutureSchema where it is already beyond it."""
    db = Database(connection)
    known = {migration.name for migration in migrations._migrations}
    newer = [applied.name for applied in migrations.applied(db) if applied.name not in known]
    if newer:
        raise FutureSchema(
            f"The database knows the migration {newer[-1]!r}, which this version of Winnow does not."
            " It was written by a newer version. Install that version, or restore a backup from before it."
        )
    migrations.apply(db)
