"""The protocols' shelf: what published clients sent decodes to valid messages, and nothing that strangers send breaks it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import RunningCollector
from tracker import shelf
from tracker.cookieless import Cookieless, key_of_domain
from tracker.front import routes
from tracker.model import Drop, Event, Sender, Site
from tracker.validate import validate
from tracker.wire import Delivery, Key, Outcome, Refusal, Request, Response

GOLDEN = sorted((Path(__file__).resolve().parents[1] / "clients" / "golden").glob("*.json"))
PROTOCOLS = shelf.load("tracker.receive")
SITE = Site(name="main", domain="shop.example")
NOON = 1_795_521_600_000
JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20), lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4), max_leaves=12)
FIELDS = ("batch", "event", "properties", "distinct_id", "uuid", "n", "d", "u", "p", "$", "e", "sd", "type", "payload", "website", "name", "data", "requests", "idsite", "token_auth", "aid", "ue_px", "cx", "co",
          "stm", "dtm", "$set", "$anon_distinct_id", "ec_items", "cvar", "cdt", "res", "_pks", "tv", "screen", "id", "url", "hostname", "context", "writeKey", "anonymousId", "q", "s", "b")  # fmt: skip
SHAPED = st.dictionaries(st.sampled_from(FIELDS), JSON | st.lists(st.dictionaries(st.sampled_from(FIELDS), JSON, max_size=5), max_size=3), max_size=6)


def module_of(method: str, path: str) -> Any:
    """The protocol that a path belongs to, as the front finds it."""
    known = routes()
    found = known.get((method, path)) or known.get((method, path.rstrip("/")))
    return found or next((module for (verb, prefix), module in known.items() if verb == method and prefix.endswith("*") and path.startswith(prefix[:-1])), None)


@pytest.fixture
def named(tmp_path: Path) -> Callable[[Any, Delivery, Sender], Delivery]:
    """What the front does for clients that keep no id."""
    cookieless = Cookieless(tmp_path)
    return lambda module, delivery, sender: cookieless.named(delivery, sender) if module.PROTOCOL.cookieless else delivery


@pytest.mark.parametrize("file", GOLDEN, ids=lambda file: file.stem)
def test_what_a_published_client_sent_is_understood(file: Path, named: Callable) -> None:
    """Each recorded request decodes to valid messages; together they are the story that was stored."""
    told, found = json.loads(file.read_text()), Counter()
    for sent in told["requests"]:
        place = urlsplit(sent["path"])
        module = module_of(sent["method"], place.path)
        assert module, sent["path"]
        request = Request(method=sent["method"], path=place.path, query=dict(parse_qsl(place.query, keep_blank_values=True)), headers=sent["headers"], body=sent["body"].encode(), address="192.0.2.1", received=NOON)
        delivery = module.decode(request)
        assert isinstance(delivery, Delivery), delivery
        delivery = named(module, delivery, Sender(site=SITE, address="192.0.2.1", agent="A", received=NOON))
        for message in delivery.messages:
            event = validate(message, Sender(site=SITE, address="192.0.2.1", agent="A", received=NOON))
            assert isinstance(event, Event), (event, message)
            found[event.kind, event.name] += 1
        answer = module.answer(request, delivery, Outcome(accepted=len(delivery.messages)))
        assert answer.status in (200, 202, 204)
    assert found == Counter(map(tuple, told["story"]))


def test_every_protocol_is_told_apart() -> None:
    """Paths are unique (``routes`` refuses a second claim), begin with a slash and say whose they are."""
    assert len(routes()) == sum(len(module.PROTOCOL.posts) + len(module.PROTOCOL.gets) for module in PROTOCOLS.values())
    assert all(path.startswith("/") for _, path in routes())
    assert all(module.PROTOCOL.says for module in PROTOCOLS.values())


def spoken(body: bytes, query: dict[str, str]) -> None:
    """Send a body and a query to every route; each answers with messages or a refusal, and validation takes it from there."""
    for (method, path), module in routes().items():
        request = Request(method=method, path=path.replace("*", "x/config"), query=query, headers={"user-agent": "A"}, body=body, address="192.0.2.1", received=NOON)
        delivery = module.decode(request)
        assert isinstance(delivery, (Delivery, Refusal))
        if isinstance(delivery, Refusal):
            assert 400 <= delivery.status < 500 and delivery.code and delivery.message
            continue
        for trusted in (False, True):
            results = [message if isinstance(message, Drop) else validate(message, Sender(site=SITE, trusted=trusted, received=NOON)) for message in delivery.messages]
            drops = tuple(Drop(code=drop.code, message=drop.message, message_id=drop.message_id, index=index) for index, drop in enumerate(results) if isinstance(drop, Drop))
            assert isinstance(module.answer(request, delivery, Outcome(accepted=len(results) - len(drops), rejected=drops)), Response)


@settings(max_examples=150, deadline=None)
@given(body=SHAPED | JSON, query=st.dictionaries(st.sampled_from(FIELDS), st.text(max_size=20), max_size=6))
def test_no_json_breaks_a_protocol(body: Any, query: dict[str, str]) -> None:
    """Any JSON under any name, in the body and in the query."""
    spoken(json.dumps(body).encode(), query)


@pytest.mark.parametrize("body", [b"", b"\x00", b"\xff\xfe", b"{", b"[]", b"[[]]", b"null", b'"x"', b"data=!!!", b"data=eyJhIjoxfQ", b"a=1&a=2", b"?" * 5000, b"&" * 5000, b'{"requests":["?a=%ff&idsite=1", 3, {}]}',
                                  b'{"data":[{"e":"ue","ue_px":"%%%"}, 7]}', b'{"batch":[{"uuid":"\\ud800","event":"\\ud800"}]}', b'{"n":"\\ud800","d":"\\ud800","p":"\\ud800"}', b'{"api_key":1,"batch":[1,null]}'])  # fmt: skip
def test_garbage_is_refused_with_a_reason(body: bytes) -> None:
    """Bytes that are nothing never raise."""
    spoken(body, {})


def test_what_a_posthog_event_sets_of_its_person_is_an_identify() -> None:
    """`$set` beside any event is kept (an e-mail address often comes so); what the client only notes for itself is not."""
    told = {"uuid": "u1", "event": "Signed Up", "distinct_id": "ada", "properties": {"plan": "team", "$set": {"email": "ada@firm.example"}, "$set_once": {"$initial_referrer": "x", "utm_source": "news"}}}
    track, identify = PROTOCOLS["posthog"].decode(Request(method="POST", path="/e/", body=json.dumps(told).encode())).messages
    assert (track["event"], track["properties"]) == ("Signed Up", {"plan": "team"})
    assert (identify["type"], identify["userId"], identify["traits"], identify["messageId"]) == ("identify", "ada", {"email": "ada@firm.example"}, "u1:set")


def test_an_id_for_a_day(tmp_path: Path) -> None:
    """The same within a day and after a restart; another tomorrow, for another address, agent or site. The key is nobody else's to read."""
    first = Cookieless(tmp_path).id_of("main", "192.0.2.1", "A", NOON)
    again = Cookieless(tmp_path)
    assert again.id_of("main", "192.0.2.1", "A", NOON + 3_600_000) == first
    assert len({first, again.id_of("main", "192.0.2.2", "A", NOON), again.id_of("main", "192.0.2.1", "B", NOON), again.id_of("other", "192.0.2.1", "A", NOON), again.id_of("main", "192.0.2.1", "A", NOON + 86_400_000)}) == 5
    assert (tmp_path / "cookieless.json").stat().st_mode & 0o777 == 0o600


def test_a_back_end_without_visitors_addresses_names_nobody(tmp_path: Path) -> None:
    """All visitors of a back end must not become one person: without an address there is no id, and the message is refused."""
    delivery = Delivery(messages=({"type": "page"}, {"type": "page", "context": {"ip": "192.0.2.9", "userAgent": "A"}}))
    told = Cookieless(tmp_path).named(delivery, Sender(site=SITE, trusted=True, address="10.0.0.1", received=NOON)).messages
    assert "anonymousId" not in told[0] and told[1]["anonymousId"]


def test_a_domain_stands_for_a_public_key_only() -> None:
    """Exactly one site of that domain with a live write key; a site whose keys are revoked is closed."""
    sites = {"main": Site(name="main", domain="shop.example", own_domains=("shop.test",)), "b": Site(name="b", domain="both.example"), "c": Site(name="c", domain="both.example")}
    keys = [Key(site="main", scopes=frozenset({"trusted", "leads:read"})), Key(site="main", scopes=frozenset({"collect"})), Key(site="b", scopes=frozenset({"collect"}))]
    for told in ("shop.example", "www.SHOP.example", "shop.test"):
        assert key_of_domain(sites, keys, told) == Key(site="main", scopes=frozenset({"collect"}))
    for told in ("", "other.example", "both.example"):
        assert key_of_domain(sites, keys, told) is None
    assert key_of_domain(sites, keys[:1], "shop.example") is None


def test_a_public_sender_speaks_for_its_own_connection(collector: RunningCollector) -> None:
    """Matomo's cip and Plausible's X-Forwarded-For are believed of a trusted key only."""
    collector.call(f"/matomo.php?idsite={collector.write_key}&rec=1&url=https://shop.example/&cip=198.51.100.7&ua=Other&_id=aaaabbbbccccdddd")
    collector.call(f"/matomo.php?token_auth={collector.secret_key}&rec=1&url=https://shop.example/&cip=198.51.100.8&_id=aaaabbbbccccddde&cdt=2026-01-02%2003:04:05")
    step = collector.until("/v1/visitors/aaaabbbbccccddde/timeline", lambda told: told["timeline"])["timeline"][0]
    assert step["trusted"] and step["at"].startswith("2026-01-02T03:04:05")
    assert not collector.get("/v1/visitors/aaaabbbbccccdddd/timeline")["timeline"][0]["trusted"]


def test_errors_have_the_one_shape_and_preflights_are_answered(collector: RunningCollector) -> None:
    """An unknown key is 401 with code and message on every protocol; a preflight of a GET is answered too."""
    for (method, path), module in routes().items():
        place = path.replace("*", "wk_none/config")
        status, told, _ = collector.call(place, {"batch": [{"event": "x", "properties": {}}], "data": [{"e": "pv"}], "n": "pageview", "payload": {}} if method == "POST" else None, method=method)
        assert status in (400, 401) and told["success"] is False and told["code"] and told["message"], (module.__name__, path, status, told)
        status, _, headers = collector.call(place, headers={"Origin": "https://shop.example", "Access-Control-Request-Method": method, "Access-Control-Request-Headers": "authorization"}, method="OPTIONS")
        assert (status, headers["access-control-allow-headers"]) == (204, "authorization")
