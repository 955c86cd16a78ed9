"""Facts are laid on a copy of the event; what cannot be told is absent; a failing enricher costs its own facts only."""
import time
from types import SimpleNamespace

from tracker.enrich import enrich, facts_of
from tracker.model import Event, Page, Site, World

SITE = Site(name="acme", domain="acme.test", languages=("en",))
WORLD = World()
VISIT = Event(message="m", kind="page", at=1_772_000_000_000, received=0, page=Page(url="https://acme.test/pricing", path="/pricing", title="Prices", referrer="https://www.google.com/"),
              agent="Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:149.0) Gecko/20100101 Firefox/149.0", headers={"Accept-Language": "en"}, context={"library": {"name": "analytics.js"}, "locale": "en-GB", "timezone": "Europe/London"})


def test_facts_are_laid_on_a_copy():
    found = enrich(VISIT, SITE, WORLD)
    assert VISIT.facts == {} and found.message == VISIT.message and found.flags == ()
    wanted = {"browser": "Firefox", "device": "pc", "referrer_kind": "search", "channel": "organic_search", "source": "google", "sections": ("pricing",), "language": "en", "country_guess": "GB"}
    assert wanted.items() <= found.facts.items()


def test_what_cannot_be_told_is_absent():
    bare = enrich(Event(message="m", kind="identify", at=0, received=0, trusted=True), SITE, WORLD)
    assert bare.facts == {}


def test_facts_set_are_facts_declared():
    assert enrich(VISIT, SITE, WORLD).facts.keys() <= facts_of().keys()


def test_enriching_twice_changes_nothing():
    once = enrich(VISIT, SITE, WORLD)
    assert enrich(once, SITE, WORLD) == once


def test_a_failing_enricher_costs_its_own_facts_only(caplog):
    def broken(event, site, world):
        raise KeyError("x")

    shelf = {"bad": SimpleNamespace(read=broken), "good": SimpleNamespace(read=lambda event, site, world: {"good": True})}
    found = enrich(VISIT, SITE, WORLD, shelf)
    assert found.facts == {"good": True} and found.flags == ("enricher_failed",)
    assert "The enricher bad failed on message 'm'" in caplog.text


def test_sites_do_not_share_what_their_owners_said():
    other = Site(name="other", domain="other.test", languages=("en",), sections={"careers": ["^/pricing"]})
    assert enrich(VISIT, SITE, WORLD).facts["sections"] == ("pricing",)
    assert enrich(VISIT, other, WORLD).facts["sections"] == ("careers", "pricing")
    assert enrich(VISIT, SITE, WORLD).facts["sections"] == ("pricing",)


def test_a_warm_event_is_quick():
    """60 microseconds is the goal; ten times that is let pass, for machines that have other work to do."""
    enrich(VISIT, SITE, WORLD)
    start = time.perf_counter()
    for _ in range(500):
        enrich(VISIT, SITE, WORLD)
    assert (time.perf_counter() - start) / 500 < 600e-6
