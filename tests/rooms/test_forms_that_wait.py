"""Which messages are known, before they are taken, to hold a text that will be read: only they leave the event loop."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.strategies import entry
from tests.trust.fragile import LETTER
from tracker.reading import forms, letters, pieces

SHAPES: tuple[Callable[[str], Any], ...] = (
    lambda written: {"message": written}, lambda written: {"fields": [{"name": "message", "value": written}]}, lambda written: {"inputs": {"your-message": written}},
    lambda written: {"champs": {"votre-message": {"value": written}}}, lambda written: {"email": "ann@pumps.example", "input_6": written}, lambda written: {"subject": written[:20], "nachricht": written[20:]},
)  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES, ids=("flat", "list", "inputs", "of any name", "told by value", "subject"))
@pytest.mark.parametrize("name", ("Form Submitted", "Quote Requested"))
def test_whatever_is_read_leaves_the_event_loop(shape: Callable[[str], Any], name: str) -> None:
    """Each form whose text is read is known for one before it is taken, however it is written."""
    message = {"type": "track", "event": name, "anonymousId": "v", "properties": shape(LETTER)}

    assert entry(message).event.facts.get("form_reads"), "this shape is not read, so it shows nothing"
    assert forms.may_hold_letter(message)


def test_what_is_not_read_stays_on_it() -> None:
    """Page views, known actions, custom events and forms without a text cost no thread."""
    least = "Wasser Nacht!"
    assert len(least) == forms._SHORTEST and forms.may_hold_letter({"type": "track", "event": "Form Submitted", "properties": {"message": least}})
    assert len(pieces.buckets("abcdefghijkl")) < letters.LEAST, "a text shorter than the shortest has too few pieces to be read"
    assert not forms.may_hold_letter({"type": "track", "event": "Product Viewed", "properties": {"name": LETTER}})
    assert not forms.may_hold_letter({"type": "page", "properties": {"title": LETTER}})
    assert not forms.may_hold_letter({"type": "track", "event": "Clicked", "properties": {"label": LETTER}})
    assert not forms.may_hold_letter({"type": "track", "event": "Form Submitted", "properties": {"form_id": "the-contact-form", "message_length": 214}})


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.text(st.characters(categories=("Cs",)), max_size=3), lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(("type", "event", "properties", "fields", "message", "value", "name")) | st.text(max_size=5), inner, max_size=5)))
def test_any_json_may_be_asked(value: Any) -> None:
    """Messages are asked before they are checked: nothing raises."""
    assert forms.may_hold_letter(value) in (True, False)
    assert forms.may_hold_letter({"type": "track", "event": "Form Submitted", "properties": {"message": value, "fields": value}}) in (True, False)
