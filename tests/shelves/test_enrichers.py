"""All enrichers together: each declares what it sets, and nothing a stranger sends can hurt one or slow it down."""
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.shelves.one_event import SHELF, SITE, WORLD
from tracker.model import Event, Page
from tracker.reading.emails import is_role, kind_of
from tracker.reading.languages import tag
from tracker.reading.places import kind_of_host

KEYS = st.sampled_from(["email", "name", "fields", "inputs", "value", "message", "url", "query", "total", "seconds", "library", "campaign", "signs", "page", "locale", "timezone", "company", "address", "status", "method", "form_id", "title", "human", "traits", "lang"])
LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | st.text(max_size=60) | st.sampled_from(["\ud800", "\x00", "a@b.de", "http://[::1", "https://x/%ff%fe?q=%", "1" * 400, "(" * 300, "xn--\u0663", "::ffff:1.2.3.4%eth0", "%" * 50])
JSON = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12) | KEYS, inner, max_size=5), max_leaves=12)
TEXTS = st.text(max_size=80) | st.sampled_from(["\ud800x", "https://\ud800/", "http://[::1", "https://x.test:99999/a?b=%ff#/\x00", "//", "?", "#/", "a" * 5000, "https://xn--/", "https://" + "a." * 2000, "Mozilla/5.0 " + "(" * 400, "test@test"])


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(kind=st.sampled_from(["page", "track", "identify", "group", "screen", "alias"]), texts=st.lists(TEXTS, min_size=9, max_size=9), given_=st.tuples(st.dictionaries(KEYS, JSON, max_size=6), st.dictionaries(KEYS, JSON, max_size=6), st.dictionaries(KEYS, JSON, max_size=6)),
       headers=st.dictionaries(st.sampled_from(["Sec-GPC", "accept-language", "Referer", "Sec-CH-UA", "User-Agent"]), TEXTS, max_size=4))
def test_nothing_a_stranger_sends_makes_an_enricher_fail(kind, texts, given_, headers):
    """Total, pure, and no fact that is not declared."""
    sent = Event(message="m", kind=kind, at=0, received=0, name=texts[0], account=texts[1], page=Page(url=texts[2], path=texts[3], title=texts[4], referrer=texts[5], search=texts[6]),
                 agent=texts[7], address=texts[8], properties=given_[0], traits=given_[1], context=given_[2], headers=headers)
    for name, enricher in SHELF.items():
        found = enricher.read(sent, SITE, WORLD)
        assert found.keys() <= enricher.ENRICHER.facts.keys(), name
        assert found == enricher.read(sent, SITE, WORLD), name
        assert all(value is not None and value != "" for value in found.values()), (name, found)
        assert len(repr(found)) < 60_000, name


def test_no_two_enrichers_declare_the_same_fact_and_each_says_what_it_means():
    seen = [fact for enricher in SHELF.values() for fact in enricher.ENRICHER.facts]
    assert len(seen) == len(set(seen))
    for name, enricher in SHELF.items():
        assert enricher.ENRICHER.says and all(enricher.ENRICHER.facts.values()), name


@pytest.mark.parametrize("make", [lambda n: "a@" * n, lambda n: "https://" + "a." * n, lambda n: "?" + "&q=" * n, lambda n: "%25" * n, lambda n: "Chrome/" * n, lambda n: "ContextualBot" * n, lambda n: "www." * n, lambda n: " | " * n, lambda n: "٣" * n])
def test_time_does_not_grow_with_what_is_sent(make):
    """The tables are loaded by a first, short event; the clock measures reading."""

    def read(long: str) -> None:
        sent = Event(message="m", kind="track", at=0, received=0, name=long, account=long, page=Page(url=long, path=long, title=long, referrer=long, search=long), agent=long, address=long,
                     properties={"email": long, "message": long, "name": long, long: long}, traits={"email": long, "title": long}, context={"locale": long, "timezone": long, "library": {"name": long}}, headers={"accept-language": long, "sec-ch-ua": long})
        for enricher in SHELF.values():
            enricher.read(sent, SITE, WORLD)

    read(make(200))
    start = time.perf_counter()
    read(make(20_000))
    assert time.perf_counter() - start < 1.0


def test_kinds_of_domains_do_not_need_the_site():
    assert kind_of("jo", "firma.example") == "company" and tag("de_AT") == ("de", "AT") and kind_of_host("www.indeed.co.uk") == "job_board" and is_role("info")
