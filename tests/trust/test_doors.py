"""The edges: whose address is believed, what a body may hold, which origins, keys and times count, what an owner is told."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.conftest import RunningCollector
from tracker.model import DAY_MS, Drop, Event, Sender, Site
from tracker.rates import Rates
from tracker.request import MEMBERS, Refused, client_address, crowd, inflate
from tracker.settings import strays
from tracker.validate import validate

PROXIES = "10.0.0.0/8, 2001:db8:ffff::/48"
NOW = 1_790_000_000_000


@pytest.mark.parametrize("peer, forwarded, address", [
    ("10.0.0.1", "203.0.113.9", "203.0.113.9"), ("10.0.0.1", "203.0.113.9:4711", "203.0.113.9"), ("10.0.0.1", "[2001:db8::7]:443", "2001:db8::7"), ("10.0.0.1", "2001:db8::7", "2001:db8::7"),
    ("10.0.0.1", '"[2001:db8::7]"', "2001:db8::7"), ("10.0.0.1", "::ffff:203.0.113.9", "203.0.113.9"), ("::ffff:10.0.0.1", "203.0.113.9", "203.0.113.9"), ("10.0.0.1", "fe80::1%eth0", "fe80::1"),
    ("10.0.0.1", "6.6.6.6, 203.0.113.9, 10.0.0.2", "203.0.113.9"), ("10.0.0.1", "6.6.6.6,203.0.113.9:80,[2001:db8:ffff::1]:443", "203.0.113.9"), ("10.0.0.1", "10.9.9.9", "10.9.9.9"),
    ("10.0.0.1", "unknown", "10.0.0.1"), ("10.0.0.1", "6.6.6.6, rubbish", "10.0.0.1"), ("10.0.0.1", "6.6.6.6, rubbish, 10.0.0.2", "10.0.0.2"), ("10.0.0.1", "", "10.0.0.1"), ("10.0.0.1", ",,;", "10.0.0.1"),
    ("10.0.0.1", "999.1.1.1", "10.0.0.1"), ("203.0.113.1", "6.6.6.6", "203.0.113.1"), ("::ffff:203.0.113.1", "6.6.6.6", "203.0.113.1"), ("", "6.6.6.6", ""), ("unix", "6.6.6.6", "unix"),
])  # fmt: skip
def test_only_a_named_proxy_is_believed(peer: str, forwarded: str, address: str) -> None:
    """However a proxy writes the address; behind rubbish nothing is believed."""
    assert address == client_address(peer, forwarded, PROXIES)
    assert client_address(peer, forwarded, "") in (peer, peer.removeprefix("::ffff:")), "no proxy is named"


def test_a_proxy_that_adds_a_line_of_its_own(own_collector: Callable[..., RunningCollector]) -> None:
    """The last line is the proxy's: what the visitor wrote into an earlier one is not believed."""
    import socket

    running = own_collector(WINNOW_TRUSTED_PROXIES="127.0.0.1")
    for person, lines in (("one-line", ["203.0.113.9:555"]), ("two-lines", ["6.6.6.6", "::ffff:203.0.113.9"])):
        body = json.dumps({"anonymousId": person, "event": "e", "writeKey": running.write_key}).encode()
        head = "".join(f"X-Forwarded-For: {line}\r\n" for line in lines)
        with socket.create_connection(("127.0.0.1", running.port), timeout=10) as sock:
            sock.sendall(f"POST /v1/track HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
            assert b" 200 " in sock.recv(65536)
        told = subprocess.run([sys.executable, "-m", "tracker", "access", person, "--format", "json", "--data", str(running.folder)], capture_output=True, text=True, check=True, timeout=60)
        assert "203.0.113.9" == json.loads(told.stdout)["visitors"][0]["events"][0]["address"]


def test_a_gzip_body_of_several_members_is_read_wholly() -> None:
    """As log shippers and parallel compressors write it; a bomb, a cut end, rubbish behind it, a million members: refused."""
    parts = [gzip.compress(f"part {number} ".encode() * 50) for number in range(40)]
    assert b"".join(gzip.decompress(part) for part in parts) == inflate(b"".join(parts), 100_000)
    assert b"plain" == inflate(b"plain", 100) and b"" == inflate(b"", 100)
    bomb = gzip.compress(b" " * 300_000)
    for body, code in ((bomb * 4, "too_large"), (parts[0] + parts[1][:-3], "bad_gzip"), (parts[0] + b"rubbish", "bad_gzip"), (parts[0][:9], "bad_gzip"), (gzip.compress(b"") * (MEMBERS + 1), "bad_gzip")):
        with pytest.raises(Refused, match=code):
            inflate(body, 1_000_000)
    begin = time.monotonic()
    assert b"" == inflate(gzip.compress(b"") * MEMBERS, 1000)
    assert time.monotonic() - begin < 1


def test_several_members_over_http(collector: RunningCollector) -> None:
    told = json.dumps({"batch": [{"type": "page", "anonymousId": f"member-{number}"} for number in range(9)]}).encode()
    status, answer, _ = collector.post("/v1/batch", gzip.compress(told[:50]) + gzip.compress(told[50:]))
    assert (200, 9) == (status, answer["accepted"])


def test_a_subscriber_of_ipv6_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """2^64 addresses of one line count together; IPv4 neighbours do not."""
    assert crowd("2001:db8:1:2::1") == crowd("2001:db8:1:2:ffff::9") != crowd("2001:db8:1:3::1")
    assert "203.0.113.9" == crowd("203.0.113.9") and "" == crowd("") and "unix" == crowd("unix")
    rates = Rates(1)
    assert 0 == rates.wait(crowd("2001:db8:1:2::1")) < rates.wait(crowd("2001:db8:1:2::2"))


def preflight(running: RunningCollector, path: str, origin: str) -> dict[str, str]:
    """The headers of a preflight."""
    status, _, headers = running.call(path, headers={"Origin": origin, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "x-odd"}, method="OPTIONS")
    assert status in (200, 204)
    return headers


def test_origins_are_mirrored_where_a_site_takes_them(own_collector: Callable[..., RunningCollector]) -> None:
    """A preflight shows no key: it is mirrored if any site takes that origin, or the one whose key is in its address."""
    running, mirrored = own_collector(), "access-control-allow-origin"
    (running.folder / "profile.json").write_text(json.dumps({"allowed_origins": ["https://shop.test"], "welcome": True}))
    winnow(running, "site", "set", "main", "--profile", str(running.folder / "profile.json"))
    good, evil = "https://shop.test", "https://evil.test"
    assert good == preflight(running, "/v1/batch", good)[mirrored] and mirrored not in preflight(running, "/v1/batch", evil)
    assert {"Vary", "Origin"} <= {"Vary", preflight(running, "/v1/batch", evil)["vary"]}
    event = {"anonymousId": "o", "event": "e"}
    status, _, headers = running.post("/v1/track", event, Origin=good)
    assert (200, good) == (status, headers[mirrored])
    status, told, headers = running.post("/v1/track", event, Origin=evil)
    assert (403, "bad_origin", False) == (status, told["code"], mirrored in headers)
    assert mirrored not in running.post("/v1/track", event, "wk_wrong", Origin=evil)[2]
    welcome = f"/v1/welcome?writeKey={running.write_key}&anonymousId=o"
    assert good == running.call(welcome, headers={"Origin": good})[2][mirrored]
    status, told, headers = running.call(welcome, headers={"Origin": evil})
    assert (403, "bad_origin", False) == (status, told["code"], mirrored in headers)
    made = json.loads(winnow(running, "site", "add", "second", "--domain", "second.test", "--json"))
    assert evil == preflight(running, "/v1/batch", evil)[mirrored], "the second site takes any origin"
    assert mirrored not in preflight(running, f"/v1/batch?writeKey={running.write_key}", evil)
    assert evil == preflight(running, f"/v1/batch?writeKey={made['write_key']}", evil)[mirrored]
    assert 403 == running.post("/v1/track", event, Origin=evil)[0]


def test_a_welcome_tells_nobody_who_somebody_else_is(own_collector: Callable[..., RunningCollector]) -> None:
    """A browser that claims a customer's userId or address is not told that they are a customer; the customer's own is."""
    running = own_collector()
    (running.folder / "profile.json").write_text(json.dumps({"welcome": True}))
    winnow(running, "site", "set", "main", "--profile", str(running.folder / "profile.json"))
    told = {"email": "ann@acme-pumps.example", "customer": True}
    running.post("/v1/identify", {"userId": "ann", "anonymousId": "own", "traits": told}, running.secret_key)
    browser = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:146.0) Gecko/20100101 Firefox/146.0", "Accept-Language": "en"}
    running.post("/v1/identify", {"userId": "ann", "anonymousId": "curious"}, **browser)
    running.post("/v1/identify", {"anonymousId": "typist", "traits": {"email": told["email"]}}, **browser)
    asked = f"/v1/welcome?writeKey={running.write_key}&anonymousId="
    running.until("/readyz", lambda told: told["touched"] == 0)
    assert ["customer", "unknown", "unknown"] == [running.call(asked + name)[1]["class"] for name in ("own", "curious", "typist")]


def winnow(running: RunningCollector, *words: str, code: int = 0, **environment: str) -> str:
    """A command beside a running server; what it printed."""
    command = [sys.executable, "-m", "tracker", *words, "--data", str(running.folder)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, env={**os.environ, **environment})
    assert code == done.returncode, (done.stdout, done.stderr)
    return done.stdout + done.stderr


def test_a_key_is_revoked_by_enough_of_it(own_collector: Callable[..., RunningCollector]) -> None:
    """Four hex digits name nobody's key; what several begin with revokes none of them."""
    running = own_collector()
    key = winnow(running, "key", "add", "--scope", "leads:read").split()[0]
    assert key[:11] in winnow(running, "key", "list") and key[:12] not in winnow(running, "key", "list")
    for told in ("", "s", "sk_", key[:7], key[:10]):
        assert "too short" in winnow(running, "key", "revoke", told, code=1)
    assert "No key in force" in winnow(running, "key", "revoke", "sk_00000000", code=1)
    assert running.get("/v1/leads", key)
    assert "1 key(s) revoked" in winnow(running, "key", "revoke", key[:11])
    assert 401 == running.call("/v1/leads", headers={"Authorization": f"Bearer {key}"})[0] and running.get("/v1/leads")
    assert "1 key(s) revoked" in winnow(running, "key", "revoke", running.secret_key)


def test_an_ambiguous_beginning_revokes_nothing(tmp_path: Any) -> None:
    from tracker.stores.sqlite import SqliteStore

    store = SqliteStore(tmp_path)
    store.administer(lambda registry: registry.add_site(Site(name="shop"), NOW))
    for number in "12":
        store.administer(lambda registry, number=number: registry.db.execute("INSERT INTO keys VALUES (?, 1, 'leads:read', 'sk_12345678', 1, NULL)", (number * 64,)))
    with pytest.raises(ValueError, match="beginning of 2 keys"):
        store.administer(lambda registry: registry.revoke_key("sk_12345678", NOW))
    assert not [row for row in store.registry.list_keys() if row["revoked"]]
    store.close()


def test_what_a_user_may_see_is_said_and_never_widened_silently(own_collector: Callable[..., RunningCollector]) -> None:
    """Without --site a new user sees all: said aloud. Another link for somebody who sees one site leaves it at that."""
    running = own_collector()
    winnow(running, "site", "add", "second", "--domain", "second.test")
    assert "sees ALL sites of this installation, now main, second" in winnow(running, "user", "add", "all@shop.test")
    assert "sees the site second only" in winnow(running, "user", "add", "one@shop.test", "--site", "second")
    assert "sees the site second only" in winnow(running, "user", "add", "one@shop.test")
    assert "ALL sites" in winnow(running, "user", "add", "one@shop.test", "--all-sites")
    assert "contradict" in winnow(running, "user", "add", "one@shop.test", "--all-sites", "--site", "main", code=1)


def test_a_misspelt_setting_is_told() -> None:
    """With the nearest name; what other parts of Winnow read is none."""
    (told,) = strays({"WINNOW_PORTT": "1", "WINNOW_PORT": "1", "WINNOW_DEMO": "1", "WINNOW_KEY": "k", "HOME": "/"})
    assert "WINNOW_PORTT" in told and "WINNOW_PORT?" in told
    assert "winnow settings" in strays({"WINNOW_XYZZYPLUGH": "1"})[0]


def test_a_misspelt_setting_is_told_at_the_start(own_collector: Callable[..., RunningCollector]) -> None:
    running = own_collector(WINNOW_TRUSTED_PROXYS="127.0.0.1")
    with open(running.log.name) as log:
        assert "WINNOW_TRUSTED_PROXIES?" in log.read()
    assert "WINNOW_PORTT" in winnow(running, "doctor", WINNOW_PORTT="1") and "WINNOW_PORTT" in winnow(running, "settings", WINNOW_PORTT="1")


@pytest.mark.parametrize("ahead, at, flags", [
    (-400 * DAY_MS, -400 * DAY_MS, ()), (0, 0, ()), (59_000, 59_000, ()), (61_000, 0, ("clock_ahead",)), (DAY_MS - 1000, 0, ("clock_ahead",)), (DAY_MS + 1, 0, ("clock_ahead", "far_ahead")),
    (70 * 365 * DAY_MS, 0, ("clock_ahead", "far_ahead")),
])  # fmt: skip
def test_a_trusted_key_tells_the_past_and_not_the_future(ahead: int, at: int, flags: tuple[str, ...]) -> None:
    """Any time in the past is believed; the future becomes now, flagged; beyond a day it is a mistake."""
    event = validate({"type": "track", "event": "e", "userId": "u", "timestamp": NOW + ahead}, Sender(site=Site(name="s"), trusted=True, received=NOW))
    assert isinstance(event, Event) and (NOW + at, flags) == (event.at, event.flags)


def test_the_sender_of_the_year_2099_is_told(collector: RunningCollector) -> None:
    """It is kept at the time of arrival, told in the answer and flagged in the timeline; a public key is not believed at all."""
    message = {"type": "track", "event": "e", "anonymousId": "year-2099", "messageId": "y1", "timestamp": "2099-01-01T00:00:00Z"}
    status, told, _ = collector.post("/v1/batch", {"batch": [{**message, "messageId": "y0", "timestamp": "2020-01-01T00:00:00Z"}, message]}, collector.secret_key)
    assert (200, 2, []) == (status, told["accepted"], told["rejected"])
    assert [(1, "y1", "far_ahead")] == [(row["index"], row["messageId"], row["code"]) for row in told["doubted"]] and "mistake" in told["doubted"][0]["message"]
    rows = {row["messageId"]: row for row in collector.get("/v1/visitors/year-2099/timeline")["timeline"]}
    assert rows["y1"]["flags"] == ["clock_ahead", "far_ahead"] and rows["y1"]["time"] < "2098" and rows["y0"]["time"].startswith("2020")
    assert "doubted" not in collector.post("/v1/track", {**message, "messageId": "y2"})[1]
    assert isinstance(validate({"type": "track"}, Sender(site=Site(name="s"))), Drop)
