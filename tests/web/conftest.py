"""A signed-in reader of the pages without JavaScript, visitors to look at, and Debian's Chromium."""

from __future__ import annotations

import html
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http.cookiejar import CookieJar
from typing import Any

import pytest

from tests.conftest import RunningCollector

CHROMIUM = os.environ.get("WINNOW_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
SWITCHES = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
AGENT = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36"
ATTACK = "\"'><script>document.title='run'</script><img src=x onerror=\"document.title='run'\">"


class Reader:
    """A browser without JavaScript: keeps cookies, follows redirects."""

    def __init__(self, url: str) -> None:
        self.url, self.jar = url, CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar), urllib.request.ProxyHandler({}))
        self.status, self.at, self.text, self.headers = 0, "", "", {}

    def _open(self, request: urllib.request.Request) -> str:
        try:
            with self._opener.open(request, timeout=30) as answer:
                self.status, self.at, body, shown = answer.status, answer.url, answer.read(), answer.headers
        except urllib.error.HTTPError as error:
            with error:
                self.status, self.at, body, shown = error.code, error.url, error.read(), error.headers
        self.headers = {name.lower(): value for name, value in shown.items()}
        self.text = body.decode("utf-8", "replace")
        return self.text

    def get(self, path: str, **headers: str) -> str:
        """The page at a path; its status is in ``status``."""
        return self._open(urllib.request.Request(self.url + path, headers=headers))

    def post(self, path: str, form: dict[str, str], **headers: str) -> str:
        """Send a form and follow where it leads."""
        return self._open(urllib.request.Request(self.url + path, urllib.parse.urlencode(form).encode(), headers))

    def send(self, path: str, form: dict[str, str], **headers: str) -> str:
        """Send a form of the page last read, with its token."""
        return self.post(path, {"form_token": token(self.text), **form}, **headers)

    @property
    def said(self) -> str:
        """The words of the page last read, without tags, single spaces."""
        return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", " ", self.text)))


def token(page: str) -> str:
    """The form token in a page."""
    return re.search(r'name="form_token" value="([0-9a-f]+)"', page)[1]


def command(collector: RunningCollector, *words: str) -> str:
    """What a `winnow` command prints beside the running server."""
    told = [sys.executable, "-m", "tracker", *words, "--data", str(collector.folder)]
    return subprocess.run(told, capture_output=True, text=True, check=True, timeout=60).stdout


def link_of(collector: RunningCollector, address: str, site: str | None = None) -> str:
    """The secret of a new one-time link for a user."""
    told = command(collector, "user", "add", address, *(["--site", site] if site else []))
    return re.search(r"token=([\w-]+)", told)[1]


def enter(collector: RunningCollector, address: str, site: str | None = None) -> Reader:
    """A reader who is signed in."""
    reader = Reader(collector.url)
    reader.post("/sign-in", {"token": link_of(collector, address, site)})
    assert reader.status == 200, reader.said
    return reader


def event(person: str, kind: str, ago: int, number: int, **more: Any) -> dict[str, Any]:
    """A message of a person ``ago`` seconds before now, as a trusted back end sends it."""
    at = datetime.fromtimestamp(time.time() - ago, UTC).isoformat()
    context = {"userAgent": AGENT, "ip": "203.0.113.7", "timezone": "Europe/Ljubljana"}
    return {"type": kind, "anonymousId": person, "messageId": f"{person}-{number}", "timestamp": at, "context": context, **more}


def buyer(person: str, email: str, name: str = "Ada Byron", company: str = "Acme Industries", days: int = 0) -> list[dict[str, Any]]:
    """Somebody who looks at prices, asks for a demo and says who they are; ``days`` before that they looked first."""
    pricing = {"url": "https://shop.test/pricing", "path": "/pricing", "title": "Pricing", "referrer": "https://search.test/"}
    traits = {"email": email, "name": name, "company": company, "title": "Head of Purchasing"}
    return [
        event(person, "page", 86_400 * days + 900, 1, properties=pricing),
        event(person, "page", 800, 2, properties=pricing),
        event(person, "track", 700, 3, event="Demo Requested", properties={"form": "demo"}),
        event(person, "identify", 600, 4, userId=f"user of {person}", traits=traits),
    ]


def collect(collector: RunningCollector, messages: list[dict[str, Any]], key: str | None = None) -> None:
    """Have messages kept."""
    status, told, _ = collector.post("/v1/batch", {"batch": messages}, key or collector.secret_key)
    assert status == 200 and not told["rejected"], told


def listed(collector: RunningCollector, person: str, place: str, key: str | None = None) -> str:
    """Wait until the judge has put a person on a list, as they stand now; their id."""
    deadline = time.monotonic() + 20
    while True:
        told = collector.get(f"/v1/visitors/{person}", key)
        rows = {row["id"]: row for row in collector.get(f"/v1/{place}?limit=200", key)[place]}
        if told["id"] in rows and rows[told["id"]]["class"] == told["class"] and rows[told["id"]]["reason"] == told["reason"]:
            return told["id"]
        assert time.monotonic() < deadline, told
        time.sleep(0.05)


def say(collector: RunningCollector, person: str, **told: str) -> None:
    """A disposition through the API."""
    headers = {"Authorization": f"Bearer {collector.secret_key}", "Content-Type": "application/json"}
    status, answer, _ = collector.call(f"/v1/visitors/{person}/disposition", told, headers)
    assert status == 200, answer


@pytest.fixture(scope="session")
def lead(collector: RunningCollector) -> Callable[..., str]:
    """Makes a lead: ``lead("person", "a@b.test")`` gives the id."""

    def make(person: str, email: str, **more: Any) -> str:
        collect(collector, buyer(person, email, **more))
        say(collector, person, **{"class": "prospect"})
        return listed(collector, person, "leads")

    return make


@pytest.fixture
def reader(collector: RunningCollector, owner: Reader) -> Reader:
    """The owner, signed in, with a fresh page."""
    owner.get("/")
    return owner


@pytest.fixture(scope="session")
def owner(collector: RunningCollector) -> Reader:
    """The owner of the shared server, signed in once."""
    return enter(collector, "owner@shop.test")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """A headless Chromium; skips, with the reason, where there is none."""
    if not CHROMIUM:
        pytest.skip("no Chromium on this machine (apt-get install chromium)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield browser
        browser.close()


class Tab:
    """A page of Chromium that keeps what went wrong in it: ``wrong`` must stay empty."""

    def __init__(self, browser: Any, url: str, **options: Any) -> None:
        self.context = browser.new_context(base_url=url, **options)
        self.page = self.context.new_page()
        self.wrong: list[str] = []
        self.page.on("dialog", lambda dialog: (self.wrong.append(f"dialog {dialog.message}"), dialog.dismiss()))
        self.page.on("pageerror", lambda error: self.wrong.append(f"error {error}"))
        self.page.on("console", lambda line: self.wrong.append(line.text) if "Content Security Policy" in line.text else None)
        self.page.on("request", lambda request: self.wrong.append(f"foreign {request.url}") if not request.url.startswith((url, "data:")) else None)

    def enter(self, reader: Reader) -> Tab:
        """Take over the session of a reader who is signed in."""
        cookie = next(iter(reader.jar))
        self.context.add_cookies([{"name": cookie.name, "value": cookie.value, "url": reader.url}])
        return self

    def sideways(self) -> int:
        """By how many pixels the page is wider than the window."""
        return self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")


@pytest.fixture
def tab(chromium: Any, collector: RunningCollector) -> Iterator[Callable[..., Tab]]:
    """Opens tabs: ``tab(url=..., viewport=...)``; whatever went wrong in one fails the test."""
    made: list[Tab] = []

    def make(url: str | None = None, **options: Any) -> Tab:
        made.append(Tab(chromium, url or collector.url, **options))
        return made[-1]

    yield make
    for one in made:
        one.context.close()
    assert [one.wrong for one in made if one.wrong] == []
