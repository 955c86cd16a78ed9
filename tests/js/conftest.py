"""A site and a recording collector on two origins, and Debian's Chromium to visit them.

The recorder answers as the contract says (text, CORS, exposed headers), keeps every request byte for byte,
and can be told to answer badly. Nothing here knows the real server: `test_js_server.py` does.
"""
import json
import os
import shutil
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import pytest

SNIPPET = Path(__file__).parents[2] / "tracker" / "snippet"
CHROMIUM = os.environ.get("WINNOW_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
SWITCHES = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP *.test 127.0.0.1",
]  # fmt: skip


@dataclass
class Request:
    method: str
    path: str
    query: dict
    headers: dict
    body: bytes

    @property
    def json(self):
        return json.loads(self.body)


class Server:
    """An HTTP server on a free port in a thread of its own; `answer(request)` gives (status, headers, body)."""

    def __init__(self):
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_any(self):
                length = int(self.headers.get("Content-Length") or 0)
                address = urlsplit(self.path)
                request = Request(self.command, address.path, parse_qs(address.query), dict(self.headers), self.rfile.read(length))
                status, headers, body = outer.answer(request)
                self.send_response(status)
                for name, value in {"Content-Length": str(len(body)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_POST = do_OPTIONS = handle_any

            def log_message(self, *args):
                pass

            def handle(self):
                try:
                    super().handle()
                except ConnectionError:
                    pass  # A browser that closes its tab hangs up: not this test's business.

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.port = self.http.server_address[1]
        Thread(target=self.http.serve_forever, daemon=True).start()

    def close(self):
        self.http.shutdown()
        self.http.server_close()


@dataclass
class Site(Server):
    """The site's own pages: `site.put("/a", body="...")`, then visit `site.url + "/a"`."""

    collector: str
    pages: dict = field(default_factory=dict)
    tag: str = ""
    csp: str = ""

    def __post_init__(self):
        Server.__init__(self)
        self.url = f"http://localhost:{self.port}"

    def put(self, path, body="", head="", tag=None, status=200, headers=None):
        html = (
            f"<!doctype html><html><head><meta charset=utf-8><title>Page {path}</title>{head}"
            f'<meta name=viewport content="width=device-width">{self.script(self.tag) if tag is None else tag}</head><body>{body}</body></html>'
        )
        self.pages[path] = (status, headers or {}, html.encode())
        return self.url + path

    def script(self, attributes="", build="w.js", key="KEY", when="defer"):
        """The tag; with when="" as the documents have it for welcomes: it runs before the page's body is there."""
        return f'<script {when} src="{self.collector}/{build}" data-key="{key}" {attributes}></script>'

    def answer(self, request):
        status, headers, body = self.pages.get(request.path, (404, {}, b"nothing here"))
        extra = {"Content-Security-Policy": self.csp} if self.csp else {}
        return status, {"Content-Type": "text/html; charset=utf-8", "Cache-Control": "max-age=0", **extra, **headers}, body


class Recorder(Server):
    """The collector: keeps what it is sent, answers 200, or what `answers` holds for the next requests."""

    def __init__(self):
        super().__init__()
        self.url = f"http://127.0.0.1:{self.port}"
        self.requests = []
        self.answers = []
        self.welcome = {"class": "unknown"}
        self.slow = {}  # path -> seconds that its answer takes

    def answer(self, request):
        self.requests.append(request)
        time.sleep(self.slow.get(request.path, 0))
        cors = {
            "Access-Control-Allow-Origin": request.headers.get("Origin", "*"),
            "Access-Control-Expose-Headers": "Retry-After, X-Winnow",
            "Access-Control-Allow-Headers": "*",
        }
        if request.path.endswith(".js"):
            name = "w.js" if request.path.startswith("/w/") else request.path.rsplit("/", 1)[1]
            return 200, {"Content-Type": "text/javascript; charset=utf-8"} | cors, (SNIPPET / name).read_bytes()
        if request.path == "/v1/welcome":
            return 200, {"Content-Type": "application/json"} | cors, json.dumps(self.welcome).encode()
        if request.path != "/v1/b":
            return 404, cors, b""
        status, headers = self.answers.pop(0) if self.answers else (200, {"X-Winnow": "accepted=1 repeated=0 rejected=0"})
        return status, {"Content-Type": "application/json"} | cors | headers, b'{"success": true}'

    @property
    def posts(self):
        return [r for r in self.requests if r.method == "POST"]

    @property
    def messages(self):
        """Every message received, a repeated messageId once."""
        found = {}
        for post in self.posts:
            for message in post.json["batch"]:
                found.setdefault(message["messageId"], message)
        return list(found.values())

    def named(self, event):
        """The messages of one event ("page" and the other types by their type)."""
        return [m for m in self.messages if event in (m.get("event"), m["type"])]

    @property
    def preflights(self):
        return [r for r in self.requests if r.method == "OPTIONS"]


@pytest.fixture
def recorder():
    server = Recorder()
    yield server
    server.close()


@pytest.fixture
def site(recorder):
    server = Site(collector=recorder.url)
    yield server
    server.close()


@pytest.fixture(scope="module")
def chromium():
    """One browser a module: a longer life would keep Playwright's event loop running under other tests."""
    api = pytest.importorskip("playwright.sync_api", reason="needs the pip package playwright")
    if not CHROMIUM:
        pytest.skip("needs Chromium: apt-get install chromium")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield browser
        browser.close()


@pytest.fixture
def context(chromium):
    """A fresh visitor. What the snippet swallows in production screams here."""
    context = chromium.new_context()
    context.set_default_timeout(10_000)
    yield context
    context.close()


@pytest.fixture
def page(context):
    page = context.new_page()
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    assert errors == [], "the snippet threw into the page"
    if not page.is_closed() and page.url.startswith("http"):
        why = page.evaluate("window.winnow && winnow.why ? winnow.why() : ''")
        assert "Error" not in why, f"the snippet swallowed: {why}"


@pytest.fixture
def until(page):
    """Waits until the condition holds (while the browser's events go on), or fails after some seconds."""

    def wait(condition, seconds=20.0):
        end = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < end, f"not within {seconds} s"
            page.wait_for_timeout(30)
        return condition()

    return wait


@pytest.fixture
def settle(page):
    """Waits long enough for anything that was going to be sent to have been sent."""
    return lambda: page.wait_for_timeout(900)
