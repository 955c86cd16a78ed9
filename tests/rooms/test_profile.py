"""Traits that events give, and the addresses by which devices are joined."""
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.enrich import enrich
from tracker.model import Event, Page, Site, World
from tracker.profile import emails_of, traits_of
from tracker.traits import FIRST_WINS

SITE = Site(name="acme", domain="acme.test", languages=("en",))


def event(kind="identify", **more) -> Event:
    """An enriched event."""
    return enrich(Event(message="m", kind=kind, at=7, received=0, **more), SITE, World())


def said(**more) -> dict[str, str]:
    """The traits of such an event, by name."""
    return {trait.name: trait.value for trait in traits_of(event(**more))}


def test_segments_names_of_traits():
    found = said(traits={"firstName": "Jo", "lastName": "Meier", "email": "Jo@Firma.example", "company": {"name": "Firma GmbH", "industry": "food", "employees": 80, "plan": "pro"}, "position": "Einkauf", "phone": "+49 1",
                         "address": {"country": "DE", "city": "Bonn"}, "createdAt": "2024-09-14"})
    assert found == {"name": "Jo Meier", "email": "jo@firma.example", "domain_type": "company", "company": "Firma GmbH", "industry": "food", "employees": "80", "plan": "pro", "title": "Einkauf", "phone": "+49 1",
                     "country": "DE", "city": "Bonn", "created_at": "2024-09-14"}
    assert said(traits={"name": "Jo", "company": "Firma"}) == {"name": "Jo", "company": "Firma"}


def test_groups_describe_companies():
    found = said(kind="group", group="g1", traits={"name": "Firma GmbH", "industry": "food", "employees": 80, "plan": "pro"})
    assert found == {"company": "Firma GmbH", "industry": "food", "employees": "80", "plan": "pro", "group": "g1"}


def test_forms_give_traits():
    found = said(kind="track", name="Demo Requested", properties={"fields": [{"name": "firstname", "value": "Jo"}, {"name": "lastname", "value": "Meier"}, {"name": "email", "value": "jo@firma.example"}, {"name": "jobtitle", "value": "CFO"}, {"name": "numemployees", "value": "1400"}]})
    assert found == {"name": "Jo Meier", "email": "jo@firma.example", "domain_type": "company", "title": "CFO", "employees": "1400"}


def test_the_first_touch_is_named_so():
    found = said(kind="page", page=Page(url="https://acme.test/x?utm_source=heise&utm_medium=cpc&utm_campaign=s", path="/x", referrer=""))
    assert {"first_source": "heise", "source": "heise", "first_channel": "paid_search", "first_campaign": "s", "landing": "/x"}.items() <= found.items()
    assert "landing" not in said(kind="page", page=Page(url="https://acme.test/y", path="/y", referrer="https://acme.test/x"))
    assert {name for name in found if name.startswith("first_")} | {"landing"} == set(FIRST_WINS)


def test_when_it_was_said():
    assert {trait.at for trait in traits_of(event(traits={"name": "Jo"}))} == {7}


@pytest.mark.parametrize("email, joins", [("jo@firma.example", True), ("jo@gmail.com", True), ("info@firma.example", False), ("test@test.com", False), ("asdf@asdf.com", False), ("no address", False)])
def test_which_addresses_join_devices(email, joins):
    assert emails_of(event(traits={"email": email})) == ((email,) if joins else ())


JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["name", "company", "address", "country", "city", "employees", "x"]), inner, max_size=4), max_leaves=8)


@settings(max_examples=200, deadline=None)
@given(traits=st.dictionaries(st.sampled_from(["name", "firstName", "email", "company", "address", "title", "plan", "createdAt", "country"]), JSON, max_size=6), kind=st.sampled_from(["identify", "group", "track", "page"]), name=st.text(max_size=20))
def test_traits_are_short_strings_whatever_comes(traits, kind, name):
    found = traits_of(event(kind=kind, traits=traits, properties=traits, context={"traits": traits, "consent": {"categoryPreferences": traits}}, name=name))
    assert len({trait.name for trait in found}) == len(found)
    assert all(isinstance(trait.value, str) and 0 < len(trait.value) <= 1000 for trait in found)
