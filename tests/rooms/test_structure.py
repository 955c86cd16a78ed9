"""Sections learned from a site's structure: opaque ids and no known language, one voice each, any order, bounded, fast."""

from __future__ import annotations

import random
import time
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker import sightings
from tracker.model import Event, Page, Site
from tracker.pagekeys import key_of, pattern_of, pool_of, works
from tracker.reading.pages import address_of, compiled
from tracker.structure import learn, owned
from tracker.words import page_hits

SITE = Site(name="vrul", domain="vrul.example", own_domains=("vrul.example",), languages=("xx",))
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/146.0.0.0 Safari/537.36"
TITLES = {"/n/71": "Tarq ovelin", "/n/72": "Ovelin: zub", "/n/31": "Mirsk ud", "/n/32": "Zub mirsk", "/n/5": "Ap velo"}
Seen = list[tuple[str, Event]]


class Visits:
    """Writes what visitors do; each has an own address unless told otherwise."""

    def __init__(self) -> None:
        self.events: Seen = []

    def page(self, who: str, minute: int, path: str, referrer: str = "", title: str | None = None, address: str | None = None, agent: str = CHROME) -> Visits:
        """Somebody looks at a page."""
        shown = TITLES.get(path, "Ap velo") if title is None else title
        page = Page(url=f"https://vrul.example{path}", path=path.partition("?")[0], title=shown, referrer=referrer)
        return self._add(who, minute, address, agent, kind="page", page=page)

    def act(self, who: str, minute: int, path: str, name: str, properties: dict, address: str | None = None) -> Visits:
        """Somebody does something there."""
        return self._add(who, minute, address, CHROME, kind="track", name=name, properties=properties, page=Page(url=f"https://vrul.example{path}"))

    def _add(self, who: str, minute: int, address: str | None, agent: str, **fields: object) -> Visits:
        number = len(self.events)
        place = address if address is not None else f"2001:db8:0:{zlib.crc32(who.encode()) % 65536:x}::1"
        at = 1_700_000_000_000 + minute * 60_000
        self.events.append((who, Event(message=f"m{number}", at=at, received=at, device=who, address=place, agent=agent, **fields)))
        return self


def form(*names: str) -> dict:
    """What the snippet tells of a form: names and types, no values."""
    return {"form_id": "f1", "fields": [{"name": name, "type": "text", "edits": 1} for name in names]}


def honest() -> Visits:
    """A site whose every page is /n/<number>, with applicants, buyers, readers and a shop below /w/."""
    seen = Visits()
    for number in range(12):
        who = f"applicant-{number}"
        seen.page(who, 0, "/n/71", "https://www.indeed.com/viewjob?jk=1", address=f"198.51.100.{number}")
        if number < 9:
            seen.page(who, 2, "/n/72", "https://vrul.example/n/71", address=f"198.51.100.{number}")
        if number < 7:
            seen.act(who, 5, "/n/72", "Form Submitted", form("naam", "cv", "zorq"), address=f"198.51.100.{number}")
    for number in range(10):
        who, address = f"buyer-{number}", f"203.0.113.{number}"
        seen.page(who, 0, "/n/31", "https://www.g2.com/products/vrul", address=address).page(who, 3, "/n/32", "https://vrul.example/n/31", address=address)
        seen.act(who, 6, "/n/32", "Zub", form("firm", "quantity"), address=address)
        seen.page(who, 9, f"/w/{number % 4}-oltar", address=address).act(who, 10, f"/w/{number % 4}-oltar", "Product Added", {"sku": "1", "quantity": 2}, address=address)
    for number in range(30):
        for step in range(4):
            seen.page(f"reader-{number}", step, f"/n/{(number * 7 + step) % 9 + 1}", address=f"192.0.2.{number}")
    return seen


def kinds(seen: Seen, site: Site = SITE) -> dict[str, str]:
    """Path and kind of what is learned."""
    return {row.path: row.kind for row in learn(seen, site)}


TRUTH = {"/n/71": "careers", "/n/72": "apply", "/n/31": "pricing", "/n/32": "quote", "/w/*": "product"}


def test_opaque_ids_in_an_unknown_language_are_learned():
    assert not any(page_hits(text) for text in [*TITLES, *TITLES.values()])
    rows = learn(honest().events, SITE)
    assert {row.path: row.kind for row in rows} == TRUTH
    told = {row.path: row for row in rows}
    assert "came from job boards like www.indeed.com (12 of 12 who came from outside)" in told["/n/71"].because
    assert "went on to a page of kind apply, /n/72 (9 of 9 who went on or came from a page)" in told["/n/71"].because
    assert told["/n/72"].because[0] == "a form with 'cv' (7 of 7 who used a form or did something)"
    assert told["/n/71"].visitors == 12 and all(row.points >= 70 and row.state == "learned" for row in rows)


def test_the_order_of_events_does_not_matter():
    seen = honest().events
    told = learn(seen, SITE)
    for seed in range(5):
        mixed = random.Random(seed).sample(seen, len(seen))
        assert learn(mixed, SITE) == told


@pytest.mark.parametrize("devices", [1, 200])
def test_one_stranger_with_a_thousand_events_teaches_nothing(devices):
    seen = honest()
    for number in range(1000):
        who = f"attacker-{number % devices}"
        seen.page(who, number, "/n/5", "https://www.indeed.com/", title="Careers: jobs and vacancies", address="192.0.2.250")
        seen.act(who, number, "/n/31", "Application Submitted", form("cv", "cover_letter"), address="192.0.2.250")
        seen.page(who, number + 1, "/n/72", address="192.0.2.250")
    assert kinds(seen.events) == TRUTH


def test_four_visitors_are_not_enough_and_five_are():
    for count, learned in ((4, {}), (5, {"/n/8": "careers"})):
        seen = Visits()
        for number in range(count):
            seen.page(f"v{number}", 0, "/n/8", "https://www.indeed.com/", address=f"192.0.2.{number}")
        assert kinds(seen.events) == learned


def test_declared_programs_teach_nothing():
    seen = Visits()
    for number in range(20):
        seen.page(f"v{number}", 0, "/n/8", "https://www.indeed.com/", address=f"192.0.2.{number}", agent="Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)")
    assert learn(seen.events, SITE) == []


def test_words_alone_teach_nothing_and_words_with_arrivals_do():
    """A title that the lexicon knows is one source; who searched for the same word is no second one."""
    alone, both = Visits(), Visits()
    for number in range(8):
        for seen, referrer in ((alone, "https://duckduckgo.com/?q=vrul+jobs"), (both, "https://www.kununu.com/de/vrul")):
            seen.page(f"v{number}", 0, "/n/8", referrer, title="Jobs bei uns", address=f"192.0.2.{number}")
    assert kinds(alone.events) == {} and kinds(both.events) == {"/n/8": "careers"}


def test_a_hint_is_not_decisive_however_often_it_is_given():
    seen = Visits()
    for number in range(15):
        seen.page(f"v{number}", 0, "/n/8", "https://scholar.google.com/scholar?q=zub", address=f"192.0.2.{number}")
    assert kinds(seen.events) == {}


def test_what_address_or_profile_say_is_not_proposed_again():
    seen = Visits()
    for number in range(8):
        seen.page(f"v{number}", 0, "/careers", "https://www.indeed.com/", address=f"192.0.2.{number}").page(f"v{number}", 1, "/n/8", "https://vrul.example/careers", address=f"192.0.2.{number}")
    assert "/careers" not in kinds(seen.events)
    told = Site(name="vrul", domain="vrul.example", own_domains=("vrul.example",), sections={"careers": [pattern_of("/n/71")]})
    assert "/n/71" not in kinds(honest().events, told) and kinds(honest().events, told)["/n/72"] == "apply"


def test_a_rejected_kind_is_not_proposed_again():
    site = Site(name="vrul", domain="vrul.example", own_domains=("vrul.example",), sections={"-careers": [pattern_of("/n/71")]})
    assert kinds(honest().events, site) == {path: kind for path, kind in TRUTH.items() if path != "/n/71"}
    assert [(row.kind, row.state) for row in owned(site)] == [("careers", "rejected")]


def test_a_page_that_most_visitors_see_is_not_careers():
    seen = Visits()
    for number in range(40):
        seen.page(f"v{number}", 0, "/n/8", "https://www.indeed.com/" if number < 30 else "", address=f"192.0.2.{number}")
    assert kinds(seen.events) == {}


def test_bounded_memory_and_the_same_sample_in_any_order(monkeypatch):
    monkeypatch.setattr(sightings, "VISITORS", 20)
    monkeypatch.setattr(sightings, "MOMENTS", 3)
    seen = honest().events
    kept = list(sightings.gather(seen, SITE))
    assert len(kept) == 20 and all(len(moments) <= 3 for _, moments in kept)
    assert list(sightings.gather(seen[::-1], SITE)) == kept


def test_fifty_thousand_events_in_ten_seconds():
    page_hits("/careers")
    seen = Visits()
    for number in range(50_000):
        who = number // 5
        seen.page(f"v{who}", number % 5, f"/n/{number * 7919 % 3000}", "https://www.g2.com/" if number % 5 == 0 else "", address=f"10.{who >> 16}.{who >> 8 & 255}.{who & 255}")
    began = time.perf_counter()
    learn(seen.events, SITE)
    assert time.perf_counter() - began < 10


def test_hostile_events_do_no_harm():
    seen = Visits()
    for number in range(10):
        for path in ("/" + "(a+)+" * 60, "/%00%1b[31m/x", "/" + "1" * 590, "/?" + "p=1&" * 140, "/\u202ekcab", "#/" + "a/" * 280):
            seen.page(f"v{number}", number, path, "https://www.indeed.com/", title="\x1b[2J" + "careers " * 20_000, address=f"192.0.2.{number}")
        seen.act(f"v{number}", 1, "/n/8", "Form Submitted", {"fields": [None, 3, {"name": {"a": 1}}, {"name": "cv\x1b[31m"}], "inputs": 7, "status": True}, address="no address")
    for row in learn(seen.events, SITE):
        assert row.path.isprintable() and all(says.isprintable() for says in row.because) and compiled(row.pattern)


KEYS = {
    "https://a.test/jobs/1234/apply?utm_source=x": "/jobs/*/apply", "/Jobs/": "/Jobs", "/?page_id=212&utm_medium=y": "/?page_id=212", "/": "/", "/de/": "/",
    "/index.php?route=information/information&information_id=31": "/index.php?route=information/information&information_id=31",
    "/it/c/hW738ce2fa8af6/information": "/it/c/*/information", "/blog/2026/01/ab": "/blog/*/*/ab", "/vacatures/monteur-eindhoven-239004/x": "/vacatures/*/x",
    "https://a.test/#/company/join-us?x=1": "#/company/join-us", "/style.css": None, "/wp-login.php.bak/.env": None, "/hy/%D5%AF%D5%A1%D5%BA/": "/hy/%D5%AF%D5%A1%D5%BA", "/hy/կապ": "/hy/%D5%AF%D5%A1%D5%BA",
}  # fmt: skip


@pytest.mark.parametrize("url", KEYS)
def test_keys(url):
    assert key_of(url) == KEYS[url]


def test_patterns_of_siblings():
    assert pool_of("/jobs/driver") == "/jobs/*" and pool_of("/?page_id=2") == "/?page_id=*" and pool_of("/jobs") == pool_of("#/jobs") == ""


@given(st.text(min_size=1, max_size=80), st.text(max_size=80))
def test_a_pattern_finds_its_page_and_nothing_below_it(one, other):
    """Whatever the address: the expression is one that the profile takes, anchored, and quick on hostile input."""
    key = key_of("/" + one.replace("/", "") + "/" + other.replace("/", ""))
    if key is None or "?" in key or key[0] == "#" or key == "/":
        return
    pattern = compiled(pattern_of(key))
    assert pattern and pattern.search(key) and not pattern.search("/x" + key) and not pattern.search(key + "/below/it")


def test_what_is_accepted_works_in_reading():
    assert all(works(path, "careers") for path in ("/n/71", "/jobs/*", "/jobs/*/apply", "#/company/join-us", "/hy/կապ", "/a b"))
    assert compiled(pattern_of("/hy/կապ")).search(address_of("/hy/%D5%AF%D5%A1%D5%BA/").path)
    for key in ("/n/*/x", "/?page_id=2&p=3", "#/a/*"):
        began = time.perf_counter()
        compiled(pattern_of(key)).search(key.replace("*", "a")[:20] + "?&page_id=2" * 25 + "x")
        assert time.perf_counter() - began < 0.05
