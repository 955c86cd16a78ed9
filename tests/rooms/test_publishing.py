"""What becomes of a draft: rehearsed without a trace, published, kept as a version and put back."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from tests.strategies import NOW, SITE, WORLD, entry
from tracker import editions
from tracker.editions import Publication, drafted, fields, in_force, present, publish, reverted
from tracker.judge import judge_touched
from tracker.model import DAY_MS, Site
from tracker.rehearse import enriched_anew, rehearse
from tracker.rulebook import load, override_digest
from tracker.stores.sqlite import SqliteStore
from tracker.wall.history import History, Override
from tracker.wire import Ask


@pytest.fixture
def store(tmp_path: Path):
    """A shop with a reader of vacancies, a student, and somebody who bought."""
    store = SqliteStore(tmp_path)
    store.administer(lambda registry: registry.add_site(SITE, NOW))
    told = [
        {"anonymousId": "seeker", "properties": {"path": "/careers", "url": "https://shop.test/careers", "title": "Careers"}},
        {"anonymousId": "buyer", "properties": {"path": "/pricing", "url": "https://shop.test/pricing", "title": "Pricing"}, "timestamp": NOW - 3 * DAY_MS},
        {"anonymousId": "buyer", "type": "track", "event": "Order Completed", "properties": {"total": 9}},
        {"anonymousId": "buyer", "type": "identify", "traits": {"email": "ann@acme.test"}, "timestamp": NOW - 3 * DAY_MS},
    ]
    store.record([entry({"type": "page", "timestamp": NOW, "messageId": f"m{number}", **message}) for number, message in enumerate(told)])
    while judge_touched(store, lambda work: work(), load(), NOW):
        pass
    yield store
    store.close()


def put(store: SqliteStore, tables: dict, note: str = "because", at: int = NOW):
    """Publish tables of a draft."""

    def work(registry):
        history, site = History(registry.db), registry.sites()["shop"]
        wanted = Publication(override=drafted(site, history.latest("shop"), tables), author="ann", note=note, at=at)
        return publish(history, site, wanted, load())

    return store.administer(work)


def test_a_draft_is_rehearsed_without_a_trace(store: SqliteStore) -> None:
    """Who moves, from where to where, who of them bought; nothing on the wall changes."""
    today = store.sites()["shop"]
    draft = in_force(today, Override(dispositions={"customer": "review", "unknown": "review"}), load())
    seen = []
    before = {place: store.slice(Ask(site="shop", place=place)).rows for place in ("lead", "review", "excluded")}

    told = rehearse(store, today, draft, load(), WORLD, NOW, store.history.visitors("shop"), seen.append)

    assert told["seen"] == len(seen) == 2 and not told["replayed"] and told["shifted"] == 0
    assert {(move["from"], move["to"]) for move in told["moves"]} == {("excluded", "review")}
    assert sum(row["visitors"] for row in told["lists"]) == len(told["moves"]) and told["moves"][0]["bought"] and told["bought"] == 1
    assert told["buyers"]["all"] == told["buyers"]["judged"] == 1
    assert before == {place: store.slice(Ask(site="shop", place=place)).rows for place in ("lead", "review", "excluded")}


def test_the_same_rules_move_nobody(store: SqliteStore) -> None:
    """A draft that says what holds moves nobody, replayed or not."""
    today = store.sites()["shop"]
    told = rehearse(store, today, msgspec.structs.replace(today, sections={"pricing": []}), load(), WORLD, NOW, store.history.visitors("shop"))
    assert told["replayed"] and not told["moves"] and not told["shifted"]


def test_sections_are_rehearsed_by_replaying(store: SqliteStore) -> None:
    """Events enriched anew give what a rebuild would: the same as live for the same rules, other pages for others."""
    today = store.sites()["shop"]
    visitor = store.resolve("shop", "seeker")
    known, events = store.known("shop", visitor), store.events("shop", visitor, 100)
    assert enriched_anew(known, events, today, load(), WORLD) == known
    other = msgspec.structs.replace(today, sections={"checkout": ["^/careers"]})
    assert "checkout_page" in {name for name, _ in enriched_anew(known, events, other, load(), WORLD).evidence.marks}


def test_versions_are_kept_and_put_back(store: SqliteStore) -> None:
    """The first publication also keeps what was before; reverting to it restores the site to the letter."""
    before = store.sites()["shop"]
    version = put(store, {"votes": {"careers_page": {"job_seeker": 2500}}})
    assert version.number == 2 and version.digest == override_digest(store.sites()["shop"])
    assert store.sites()["shop"].votes == {"careers_page": {"job_seeker": 2500}}
    assert put(store, {"votes": {"careers_page": {"job_seeker": 2500}}}) is None
    put(store, {"thresholds": {"prospect": 900}})
    assert store.sites()["shop"].votes and store.sites()["shop"].thresholds == {"prospect": 900}

    versions = store.history.versions("shop")
    back = reverted(store.sites()["shop"], versions, "1", NOW)
    store.administer(lambda registry: publish(History(registry.db), registry.sites()["shop"], Publication(override=back, author="bob", note="no", at=NOW), load()))

    assert store.sites()["shop"] == before
    assert [(version.number, version.author) for version in store.history.versions("shop")] == [(1, "settings"), (2, "ann"), (3, "ann"), (4, "bob")]


def test_old_answers_can_be_given_again(store: SqliteStore) -> None:
    """Each version holds all that a verdict needs beside the rulebook; a row names it."""
    first = put(store, {"votes": {"careers_page": {"job_seeker": 2500}}})
    put(store, {"votes": {}})
    then = editions.as_published(store.sites()["shop"], first)
    assert then.votes == {"careers_page": {"job_seeker": 2500}}
    assert load().edition(then) == f"{load().version}+{first.digest}" and load().edition(store.sites()["shop"]) == load().version


def test_what_settings_changed_becomes_a_version(store: SqliteStore) -> None:
    """`site set` between two publications is no gap in the history."""
    put(store, {"thresholds": {"prospect": 900}})
    changed = msgspec.structs.replace(store.sites()["shop"], dispositions={"student": "lead"})
    store.administer(lambda registry: registry.set_site(changed))
    put(store, {"thresholds": {"prospect": 800}})
    assert [version.author for version in store.history.versions("shop")] == ["settings", "ann", "settings", "ann"]
    assert store.history.versions("shop")[2].told.in_force["dispositions"] == {"student": "lead"} == store.sites()["shop"].dispositions


def test_a_version_is_named_by_number_or_digest(store: SqliteStore) -> None:
    """What is not there is refused with what is."""
    version = put(store, {"thresholds": {"prospect": 900}})
    versions = store.history.versions("shop")
    assert editions.chosen(versions, "2") == editions.chosen(versions, version.digest[:5]) == editions.chosen(versions, f"{load().version}+{version.digest}") == version
    with pytest.raises(ValueError, match="There are: 1, 2"):
        editions.chosen(versions, "9")


def test_learned_votes_stay_apart_from_the_owners() -> None:
    """Learned votes are added to what would hold without them, and found again by their layers after the owner changed others."""
    layers = Override(votes={"careers_page": {"job_seeker": 2000}}, learned={"careers_page": {"job_seeker": 100, "prospect": -50}})
    site = in_force(Site(name="s"), layers, load())
    rule = load().signals["careers_page"].votes.get("prospect", 0)
    assert site.votes == {"careers_page": {"job_seeker": 2100, "prospect": rule - 50}}
    from tracker.wall.history import Told, Version

    version = Version(number=1, digest="", author="", note="", at=0, program="", told=Told(override=layers, in_force=fields(site)))
    assert present(site, version) == layers
    changed = msgspec.structs.replace(site, votes={"careers_page": {**site.votes["careers_page"], "prospect": 7}})
    assert present(changed, version).votes == {"careers_page": {"job_seeker": 2000, "prospect": 7}}
