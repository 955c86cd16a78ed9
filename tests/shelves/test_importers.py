"""One suite for the whole shelf of importers, and what each format has of its own."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker import shelf
from tracker.importers import LINE, REMEMBERED, Drawn, Ids, Importer, LeftOut, Unreadable
from tracker.model import Drop, Sender, Site
from tracker.validate import validate

SHELF = shelf.load("tracker.importers")
SITE = Site(name="shop", domain="shop.example")
TRUSTED = Sender(site=SITE, trusted=True, received=1_800_000_000_000)
AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def all_of(name: str, *lines: str) -> list[Any]:
    """What an importer makes of lines."""
    return list(SHELF[name].read([line + "\n" for line in lines], "shop.example"))


def one(name: str, *lines: str) -> dict[str, Any]:
    """The only message in some lines, which validation takes."""
    (message,) = all_of(name, *lines)
    assert isinstance(message, dict), message
    event = validate(message, TRUSTED)
    assert not isinstance(event, Drop), event
    return message


@pytest.mark.parametrize("name", SHELF)
def test_the_example_is_read_and_taken(name):
    module = SHELF[name]
    assert isinstance(module.IMPORTER, Importer) and module.IMPORTER.says
    assert one(name, *module.IMPORTER.example.split("\n"))["messageId"]


@pytest.mark.parametrize("name", SHELF)
def test_twice_gives_the_same_and_equal_lines_are_told_apart(name):
    lines = SHELF[name].IMPORTER.example.replace('"messageId":"m1",', "").split("\n")
    lines += lines[-1:]
    first, second = all_of(name, *lines)
    assert first["messageId"] != second["messageId"] and first == second | {"messageId": first["messageId"]}
    assert all_of(name, *lines) == [first, second]


def test_no_two_formats_share_a_name():
    names = [known for name, module in SHELF.items() for known in (name, *module.IMPORTER.also)]
    assert len(names) == len(set(names))
    assert {"combined", "common", "json", "segment", "csv", "nginx", "iis", "cloudfront", "ga4"} <= set(names)


@pytest.mark.parametrize("name", SHELF)
@settings(max_examples=60, deadline=None)
@given(lines=st.lists(st.text(max_size=120) | st.sampled_from(["{}", "[]", "[[]]", '{"batch":[1]}', '{"event_name":"x"}', '{"type":{}}', "#Fields:", '"', "a,b", "- - -"]), max_size=6), data=st.data())
def test_garbage_never_raises(name, lines, data):
    example = SHELF[name].IMPORTER.example
    lines += example.split("\n")[:1]
    cut = data.draw(st.integers(0, len(example)))
    for found in all_of(name, *lines, example[:cut] + data.draw(st.text(max_size=3)) + example[cut:]):
        assert isinstance(found, (dict, Unreadable, LeftOut))
        if isinstance(found, dict):
            validate(found, TRUSTED)
        else:
            assert found.line >= 1 and found.why


JSONS = st.recursive(st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
    st.sampled_from(["event_name", "event_params", "key", "value", "int_value", "string_value", "type", "timestamp", "device", "language", "ecommerce", "event_timestamp", "user_pseudo_id"]), inner, max_size=4), max_leaves=10)  # fmt: skip


@pytest.mark.parametrize("name", ["ga4", "segment"])
@settings(max_examples=150, deadline=None)
@given(told=st.dictionaries(st.sampled_from(["event_params", "device", "ecommerce", "user_id", "user_pseudo_id", "event_timestamp", "type", "batch", "timestamp", "messageId"]), JSONS))
def test_strange_json_never_raises(name, told):
    for row in (told, {**told, "event_name": "page_view", "event_timestamp": "1772439245000000", "user_pseudo_id": "1.2"}, {**told, "type": "track", "timestamp": 5}):
        for found in all_of(name, json.dumps(row)):
            assert isinstance(found, (dict, Unreadable, LeftOut))
            validate(found if isinstance(found, dict) else {}, TRUSTED)


HOSTILE = ["a", '"', "\\", '\\"', "[", " ", "- ", ",", "{", '["', "\\x2", "%25", "/", "1", "#Fields: ", "\t", "\x00", "é"]


@pytest.mark.parametrize("name", SHELF)
def test_hostile_lines_cost_no_more_than_their_length(name):
    header, *rest = SHELF[name].IMPORTER.example.split("\n")
    before = [header] if rest else []
    start = time.perf_counter()
    for piece in HOSTILE:
        for size in (LINE - 1, 1_000_000):
            lines = (piece * (size // len(piece)), header[:40] + piece * (size // len(piece)), (rest or [header])[-1] + piece * (size // len(piece)))
            for line in lines:
                assert len(all_of(name, *before, line[:size])) <= 2
    assert time.perf_counter() - start < 15


def test_the_memory_for_repeated_lines_is_bounded():
    ids = Ids("x")
    assert len({ids("a"), ids("a"), ids("b")}) == 3
    for number in range(REMEMBERED):
        ids(str(number))
    assert ids("a").endswith("-2") and len(ids._now) + len(ids._before) <= 2 * REMEMBERED


# --- access logs ---


def log(request: str = "GET /pricing?a=1 HTTP/1.1", status: str = "200", size: str = "512", referrer: str = "-", agent: str = AGENT, who: str = "192.0.2.7 - -", when: str = "02/Mar/2026:09:14:05 +0100") -> str:
    """A line in the combined format."""
    return f'{who} [{when}] "{request}" {status} {size} "{referrer}" "{agent}"'


def test_a_request_becomes_a_page_view():
    message = one("combined", log(referrer="https://www.google.com/"))
    assert message["type"] == "page" and message["timestamp"] == "2026-03-02T08:14:05+00:00"
    assert message["properties"] == {"url": "https://shop.example/pricing?a=1", "path": "/pricing", "referrer": "https://www.google.com/", "bytes": 512}
    event = validate(message, TRUSTED)
    assert (event.address, event.agent, event.headers) == ("192.0.2.7", AGENT, {"referer": "https://www.google.com/"})
    assert message["context"]["library"]["name"] == "server-log" and message["anonymousId"].startswith("log-")


def test_the_visitor_is_address_and_agent_together():
    same, other, elsewhere = (one("combined", line)["anonymousId"] for line in (log("GET /x HTTP/1.0"), log(agent="Other/1.0"), log(who="192.0.2.8 - -")))
    assert len({one("combined", log())["anonymousId"], same, other, elsewhere}) == 3


REQUESTS = [
    ("HEAD / HTTP/1.1", {"method": "HEAD", "path": "/"}), ("POST /contact HTTP/2.0", {"method": "POST", "path": "/contact"}), ("GET /old page HTTP/1.1", {"path": "/old page"}),
    ("GET /simple", {"path": "/simple"}), ("GET https://other.example/a?b HTTP/1.1", {"url": "https://other.example/a?b", "path": "/a"}), ("PROPFIND /dav/ HTTP/1.1", {"method": "PROPFIND"}),
    ("CONNECT mail.example:443 HTTP/1.1", {"method": "CONNECT", "path": "/"}), ("OPTIONS * HTTP/1.0", {"method": "OPTIONS", "path": "/"}), ("GET //etc/passwd HTTP/1.1", {"path": "//etc/passwd"}),
]  # fmt: skip


@pytest.mark.parametrize("request_line, expected", REQUESTS)
def test_requests(request_line, expected):
    given = one("combined", log(request_line))["properties"]
    assert expected.items() <= given.items() and ("method" in given) == ("method" in expected)


@pytest.mark.parametrize("status, kept", [("200", None), ("304", 304), ("404", 404), ("301", 301), ("-", None)])
def test_status_is_told_where_it_is_not_the_usual(status, kept):
    assert one("combined", log(status=status, size="-"))["properties"].get("status") == kept


@pytest.mark.parametrize("request_line", ["-", "", r"\x16\x03\x01\x02\x00\x01\x00", "quit", "get / HTTP/1.0", r"\x03\x00\x00/*\xE0", "SSH-2.0-Go"])
def test_what_is_no_http_is_left_out(request_line):
    (found,) = all_of("combined", log(request_line, "400"))
    assert isinstance(found, LeftOut) and "no HTTP request" in found.why


WHO = [
    ("2001:db8::7 - -", "2001:db8::7", "shop.example"), ("192.0.2.7 - Jo Doe", "192.0.2.7", "shop.example"), ("www.shop.example:443 192.0.2.7 - -", "192.0.2.7", "www.shop.example"),
    ("blog.shop.example 2001:db8::7 - jo", "2001:db8::7", "blog.shop.example"), ("host-7.isp.example - -", "host-7.isp.example", "shop.example"), ("- - -", "-", "shop.example"),
]  # fmt: skip


@pytest.mark.parametrize("who, address, host", WHO)
def test_who_asked(who, address, host):
    message = one("combined", log(who=who))
    assert message["context"]["ip"] == address and message["properties"]["url"].startswith(f"https://{host}/")


@pytest.mark.parametrize("written, meant", [(r"a \"b\" c", 'a "b" c'), (r"a \x22b\x22", 'a "b"'), (r"back\\slash", r"back\slash"), (r"\xc3\xa9t\xc3\xa9", "été"), (r"\xff", "\ufffd"), (r"tab\there", "tab\there"), ("-", ""), ("", "")])
def test_what_was_escaped(written, meant):
    assert one("combined", log(agent=written))["context"]["userAgent"] == meant


def test_a_log_without_agents_says_nothing_of_agents():
    message = one("combined", '192.0.2.7 - - [02/Mar/2026:09:14:05 +0530] "GET / HTTP/1.1" 200 512')
    assert message["context"]["library"]["name"] == "server-log-short" and message["timestamp"] == "2026-03-02T03:44:05+00:00"


def test_what_stands_behind_the_agent_is_passed_over():
    assert one("combined", log() + ' "203.0.113.9" 0.012 https')["context"]["userAgent"] == AGENT


@pytest.mark.parametrize("line, why", [(log(when="32/Mar/2026:09:14:05 +0100"), "is no time"), (log(when="02/Foo/2026:09:14:05 +0100"), "is no time"), ("hello", "does not read like"), ('{"type":"page"}', "does not read like"), ("[a] x", "does not read like"), (log(who="192.0.2.7"), "1 words before the time")])
def test_a_line_that_cannot_be_read_says_why(line, why):
    good, bad = all_of("combined", log(), line)
    assert isinstance(good, dict) and bad.line == 2 and why in bad.why and "192.0.2.7" not in bad.why


def test_of_a_days_assets_the_first_is_kept():
    lines = [log(f"GET {path} HTTP/1.1") for path in ("/", "/a.css?v=1", "/b.js", "/c.PNG", "/doc.pdf")] + [log("GET /d.woff2 HTTP/1.1", when="03/Mar/2026:09:14:05 +0100")]
    kept = [found["properties"]["path"] for found in all_of("combined", *lines) if isinstance(found, dict)]
    assert kept == ["/", "/a.css", "/doc.pdf", "/d.woff2"]
    other = all_of("combined", lines[1], log("GET /e.css HTTP/1.1", agent="Other/1.0"))
    assert all(isinstance(found, dict) for found in other)
    assert Drawn()(kept_message := one("combined", lines[1])) is kept_message


IIS = "#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status sc-bytes"
CLOUDFRONT = "#Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent) cs-uri-query x-host-header"


def test_iis():
    line = "2026-03-02 08:14:05 10.0.0.1 GET /pricing a=1 443 - 192.0.2.7 Mozilla/5.0+(Windows+NT+10.0) - 404 512"
    message = one("w3c", "#Software: Microsoft Internet Information Services 10.0", IIS, line)
    assert message["properties"] == {"url": "https://shop.example/pricing?a=1", "path": "/pricing", "referrer": "", "status": 404, "bytes": 512}
    assert message["context"]["userAgent"] == "Mozilla/5.0 (Windows NT 10.0)" and message["timestamp"] == "2026-03-02T08:14:05+00:00"


def test_cloudfront():
    line = "2026-03-02\t08:14:05\tFRA2\t512\t2001:db8::7\tGET\td1.cloudfront.net\t/pricing\t200\thttps://www.google.com/\tMozilla/5.0%2520(X11)\t-\twww.shop.example"
    message = one("w3c", "#Version: 1.0", CLOUDFRONT, line)
    assert message["properties"]["url"] == "https://www.shop.example/pricing" and message["context"]["userAgent"] == "Mozilla/5.0 (X11)" and message["context"]["ip"] == "2001:db8::7"


def test_w3c_that_does_not_fit_says_why():
    found = all_of("w3c", "2026-03-02 08:14:05 x", "#Fields: date time", "a b", IIS, "2026-03-02 08:14:05 short", "2026-13-02 08:14:05 10.0.0.1 GET / - 443 - 192.0.2.7 A - 404 5")
    assert [(row.line, row.why[:24]) for row in found] == [(1, "stands before any usable"), (2, "#Fields lacks c-ip, cs-m"), (3, "stands before any usable"), (5, "has 3 values where #Fiel"), (6, "'2026-13-02 08:14:05' is")]


# --- exports ---


def test_an_archive_believes_the_corrected_time():
    line = json.dumps({"type": "page", "anonymousId": "a", "messageId": "m", "timestamp": "2026-03-02T08:14:05Z", "originalTimestamp": "2031-01-01T00:00:00Z", "sentAt": "2031-01-01T00:00:01Z", "receivedAt": "2026-03-02T08:14:06Z", "writeKey": "k", "properties": {"url": "https://shop.example/"}})
    event = validate(one("segment", line), TRUSTED)
    assert event.at == 1_772_439_245_000 and event.message == "m"


def test_batches_lists_and_ids_of_their_own():
    row = {"type": "track", "event": "X", "userId": 7, "timestamp": "2026-03-02T08:14:05Z"}
    assert len(all_of("segment", json.dumps({"batch": [row, row]}), json.dumps([row]))) == 3
    assert len({found["messageId"] for found in all_of("segment", *[json.dumps(row)] * 3)}) == 3


@pytest.mark.parametrize("line, why", [("{", "no JSON object"), ("7", "where a message belongs"), ('{"type":"x"}', "none of identify"), ('{"type":"track","event":"X","userId":"u"}', "no timestamp")])
def test_lines_that_are_no_messages(line, why):
    (found,) = all_of("segment", line)
    assert isinstance(found, Unreadable) and why in found.why


def test_ga4():
    params = [{"key": "page_location", "value": {"string_value": "https://shop.example/p?utm_source=x"}}, {"key": "page_title", "value": {"string_value": "P"}}, {"key": "medium", "value": {"string_value": "cpc"}}, {"key": "ga_session_id", "value": {"int_value": "77"}}]
    row = {"event_name": "page_view", "event_timestamp": "1772439245000000", "user_pseudo_id": "1.2", "user_id": "u1", "device": {"language": "de-de"}, "event_params": params}
    message = one("ga4", json.dumps(row))
    assert message["type"] == "page" and message["properties"] == {"ga_session_id": 77, "url": "https://shop.example/p?utm_source=x", "title": "P", "referrer": ""}
    assert message["context"]["campaign"] == {"medium": "cpc"} and message["context"]["locale"] == "de-de" and message["userId"] == "u1"
    bought = one("ga4", json.dumps({**row, "event_name": "purchase", "ecommerce": {"purchase_revenue": 12.5, "transaction_id": "T1"}}))
    assert bought["event"] == "purchase" and bought["properties"]["total"] == 12.5 and bought["context"]["page"]["url"].startswith("https://shop.example/p")
    read = one("ga4", json.dumps({**row, "event_name": "user_engagement", "event_params": [{"key": "engagement_time_msec", "value": {"int_value": "4200"}}]}))
    assert read["properties"]["seconds"] == 4.2
    aside = all_of("ga4", json.dumps({**row, "event_name": "session_start"}), json.dumps({**row, "user_pseudo_id": None, "user_id": None}))
    assert [type(found) for found in aside] == [LeftOut, LeftOut]


# --- lists of people ---


def test_columns_are_known_by_what_they_mean():
    message = one("csv", "\ufeffKundennummer;E-Mail-Adresse;Ansprechpartner;Firma;Funktion;Erstellt am;Status;Lieblingsfarbe", '17;Ada@Pumps.example;"Long; Ada";Pumps Ltd;Einkauf;03.02.2026 10:30;Gewonnen;blau')
    assert message["userId"] == "17" and message["timestamp"] == "2026-02-03T10:30:00+00:00"
    assert message["traits"] == {"email": "Ada@Pumps.example", "name": "Long; Ada", "company": "Pumps Ltd", "title": "Einkauf", "createdAt": "2026-02-03T10:30:00+00:00", "status": "Gewonnen", "Lieblingsfarbe": "blau", "customer": True}


def test_somebody_without_an_id_is_known_by_address_and_dated_by_the_last_change():
    message = one("csv", "Email,First Name,Created,Last Modified,Lead Status", "Ada@Pumps.example,Ada,2025-01-01,2026-03-02T08:14:05Z,Sales Qualified Lead")
    assert message["userId"] == "ada@pumps.example" and message["timestamp"] == "2026-03-02T08:14:05+00:00" and message["traits"]["lifecycle_stage"] == "salesqualifiedlead"


DATES = [("3/4/2026", ",", "2026-03-04"), ("3/4/2026", ";", "2026-04-03"), ("3.4.2026", ",", "2026-04-03"), ("25/4/2026", ",", "2026-04-25"), ("4/25/2026", ";", "2026-04-25"), ("2026/04/03", ",", "2026-04-03"), ("1772439245", ",", "2026-03-02"), ("1772439245000", ",", "2026-03-02"), ("soon", ",", "")]


@pytest.mark.parametrize("written, delimiter, meant", DATES)
def test_dates(written, delimiter, meant):
    message = one("csv", delimiter.join(("email", "created")), delimiter.join(("a@b.example", written)))
    assert message.get("timestamp", "")[:10] == meant and message["traits"]["createdAt"].startswith(meant or written)


def test_rows_that_cannot_be_read():
    found = all_of("csv", "id,email", "1,a@b.example,too,many", ",", "", '2,"b@b.example', 'x"')
    assert [type(row).__name__ for row in found] == ["Unreadable", "dict"] and found[0].line == 2 and "4 cells" in found[0].why
    assert all_of("csv", "name", "Ada")[0].why.startswith("has neither id nor e-mail")
    (row,) = all_of("csv", "colour,size", "red,7")
    assert "names no column for e-mail" in row.why
    assert all_of("csv") and isinstance(all_of("csv")[0], Unreadable)
