"""The suite that every signal passes without being named here, and the rules that hold over all of them.

How `fires` and `quiet` are read: fields of Event, `page` as fields of Page; the enrichers read their facts off it, for the shop below;
facts given in the example are laid over those (a network, say, which only an address data base could tell).
"""

import time

import pytest

from tracker import shelf
from tracker.enrich import enrich
from tracker.evidence import evidence_of
from tracker.model import CLASSES, DAY_MS, GROUPS, Event, Page, Signal, Site, World
from tracker.rulebook import GROUP_CAPS, load
from tracker.shelf import load as shelf_of

SIGNALS = shelf_of("tracker.signals")
AT = 20_600 * DAY_MS + 36_000_000
SECRET = "ann.secret@firm.test"


def site_of(signal: Signal) -> Site:
    """The shop in which examples play."""
    given = {name: tuple(value) if isinstance(value, list) else value for name, value in signal.site.items()}
    return Site(**{"name": "shop", "domain": "shop.test", "languages": ("en",), **given})


def event_of(example: dict, site: Site) -> Event:
    """An example as it would reach the signals."""
    told = {"message": "m1", "kind": "page", "at": AT, "received": AT, "device": "d1", **example}
    facts = told.pop("facts", {})
    event = enrich(Event(**{**told, "page": Page(**told.get("page", {}))}), site, World())
    return Event(**{name: getattr(event, name) for name in event.__struct_fields__ if name != "facts"}, facts={**event.facts, **facts})


def test_there_are_signals_of_every_group():
    assert len(SIGNALS) >= 100
    assert {module.SIGNAL.group for module in SIGNALS.values()} == set(GROUPS) == set(GROUP_CAPS)


@pytest.mark.parametrize("name", SIGNALS)
def test_a_signal_says_itself(name):
    module = SIGNALS[name]
    signal = module.SIGNAL
    assert module.__doc__.strip() and module.when.__doc__.strip()
    assert signal.says and signal.says[0].islower() and not signal.says.endswith("."), "it is read after 'because:'"
    assert set(signal.votes) <= set(CLASSES)
    assert all(isinstance(points, int) and points % 50 == 0 and abs(points) <= 6000 for points in signal.votes.values())
    assert signal.cap >= 1 and signal.daily >= 1 and signal.half_life >= 0


@pytest.mark.parametrize("name", SIGNALS)
def test_a_signal_fires_on_its_example(name):
    module = SIGNALS[name]
    site = site_of(module.SIGNAL)
    said = module.when(event_of(module.SIGNAL.fires, site), site)
    assert said, f"{name} stays silent on its own example"
    amount, sample = said if isinstance(said, tuple) else (1, said)
    assert amount >= 1 and isinstance(sample, str) and len(sample) <= 120


@pytest.mark.parametrize("name", SIGNALS)
def test_a_signal_is_quiet_on_its_counter_example(name):
    module = SIGNALS[name]
    site = site_of(module.SIGNAL)
    assert not module.when(event_of(module.SIGNAL.quiet, site), site)


@pytest.mark.parametrize("name", SIGNALS)
def test_nothing_known_fires_nothing(name):
    module = SIGNALS[name]
    site = site_of(module.SIGNAL)
    for kind in ("track", "identify", "alias", "group"):
        assert not module.when(Event(message="m", kind=kind, at=AT, received=AT, trusted=True), site), "missing data must contribute nothing"


@pytest.mark.parametrize("name", SIGNALS)
def test_a_sample_never_is_a_message_or_an_address(name):
    module = SIGNALS[name]
    site = site_of(module.SIGNAL)
    message = f"We need a quote for thirty pumps, call Ann at {SECRET}. Our order number 4711 is late. I am a journalist and write my thesis."
    event = event_of({"kind": "track", "name": "Form Submitted", "properties": {"email": SECRET, "message": message}}, site)
    said = module.when(event, site)
    sample = said[1] if isinstance(said, tuple) else said or ""
    assert SECRET not in sample and sample != message


def test_evidence_of_one_event_is_marked_on_its_own_day():
    site = Site(name="shop", domain="shop.test", languages=("en",))
    event = event_of({"page": {"url": "https://shop.test/pricing", "path": "/pricing"}}, site)
    evidence = evidence_of(event, site, load())
    assert {"viewed_pricing", "page_viewed"} <= {name for name, _ in evidence.marks}
    assert {day for _, day in evidence.marks} == {AT // DAY_MS}


def test_all_signals_together_cost_little():
    """150 microseconds an event on this machine in `make bench`; here five times as much, for machines that are busy."""
    site = Site(name="shop", domain="shop.test", languages=("en",))
    examples = [event_of(module.SIGNAL.fires, site) for module in SIGNALS.values()]
    rulebook = load()
    best = min(_seconds(examples, site, rulebook) for _ in range(5)) / len(examples)
    assert best <= 750e-6


def _seconds(events, site, rulebook) -> float:
    start = time.perf_counter()
    for event in events:
        evidence_of(event, site, rulebook)
    return time.perf_counter() - start


def test_no_signal_and_pattern_share_a_name():
    assert not set(SIGNALS) & set(shelf.load("tracker.patterns"))


@pytest.mark.parametrize("address, staff", [("https://shop.test/x?preview=1", True), ("https://shop.test/?p=4&preview=true", True), ("https://shop.test/?preview_id=4&preview_nonce=ab", True),
                                            ("https://shop.test/x?preview=video", False), ("https://shop.test/preview-2027", False)])
def test_a_preview_is_looked_at_by_staff(address, staff):
    """Only the parameters by which content systems show what is not public yet."""
    when = dict(load().askers)["from_own_admin"]
    assert (when(Event(message="m", kind="page", at=1, received=1, page=Page(url=address, path="/x")), Site(name="shop", domain="shop.test")) is not None) is staff
