"""Asking only those signals that may speak gives exactly what asking all of them gives."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.strategies import SITE, WORLD, messages
from tracker.dispatch import Dispatch
from tracker.enrich import enrich
from tracker.model import KINDS, Event, Sender, Site
from tracker.rulebook import load
from tracker.validate import validate

FACTS = {"sections": st.lists(st.sampled_from(["careers", "pricing", "apply", "press", "cart", "docs"]), max_size=3).map(tuple),
         "action": st.sampled_from(["applied", "order_completed", "signed_in", "quote_requested", "newsletter", "nothing"]),
         "referrer_kind": st.sampled_from(["job_board", "search", "intel", "scholar", "own"]), "email_kind": st.sampled_from(["company", "academic", "competitor", "free"]),
         "bot_kind": st.sampled_from(["search", "seo", "ai_crawler"]), "bot_name": st.just("X"), "webdriver": st.booleans(), "human_signs": st.integers(0, 50),
         "form_words": st.dictionaries(st.sampled_from(["application", "pitch", "rfq", "study", "press"]), st.just("w"), max_size=2), "network_kind": st.sampled_from(["hosting", "education"]),
         "engaged_seconds": st.integers(0, 99), "status": st.sampled_from([404, 200, 500]), "method": st.sampled_from(["HEAD", "POST"]), "probe": st.booleans()}  # fmt: skip


def all_asked(event: Event, site: Site) -> dict:
    """What every signal says."""
    return {name: said for name, when in load().askers if (said := when(event, site))}


def few_asked(event: Event, site: Site) -> dict:
    """What those say who are asked."""
    return {name: said for name, when in load().dispatch.askers(event.kind, event.facts) if (said := when(event, site))}


@settings(max_examples=400, deadline=None)
@given(kind=st.sampled_from(KINDS), facts=st.fixed_dictionaries({}, optional=FACTS), path=st.sampled_from(["/", "/a/b", "/jobs"]))
def test_any_facts(kind: str, facts: dict, path: str) -> None:
    """On events with any facts."""
    event = Event(message="m", kind=kind, at=1, received=1, name="Form Submitted", facts=facts)
    assert all_asked(event, SITE) == few_asked(event, SITE)


@settings(max_examples=200, deadline=None)
@given(message=messages(), trusted=st.booleans())
def test_real_messages(message: dict, trusted: bool) -> None:
    """On events as they come."""
    event = enrich(validate(message, Sender(site=SITE, trusted=trusted, received=10**12, agent="curl/8")), SITE, WORLD)
    assert all_asked(event, SITE) == few_asked(event, SITE)


def test_what_looks_elsewhere_is_always_asked() -> None:
    """A signal that looks at the page, the name or the site cannot be left out; nor one that speaks about nothing."""
    askers = (("path", lambda event, site: event.page.path), ("site", lambda event, site: site.domain), ("loud", lambda event, site: "always"),
              ("text", lambda event, site: event.facts.get("word", "").lower() == "x"), ("job", lambda event, site: "careers" in event.facts.get("sections", ())))  # fmt: skip
    dispatch = Dispatch(askers, ("page",))

    assert {"path", "site", "loud", "text"} == {name for name, _ in dispatch.askers("page", {})}
    assert "job" in {name for name, _ in dispatch.askers("page", {"sections": ("careers",)})}
    assert "job" not in {name for name, _ in dispatch.askers("page", {"sections": ("pricing",)})}
    assert "job" in {name for name, _ in dispatch.askers("page", {"sections": "careers and more"})}


def test_most_signals_are_left_out() -> None:
    """It is worth it: of two hundred signals fewer than a quarter are asked about a page of prices."""
    asked = load().dispatch.askers("page", {"sections": ("pricing",), "browser": "Chrome", "device": "pc", "language": "en"})
    assert len(asked) < len(load().askers) / 4
