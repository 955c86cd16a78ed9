"""A proxy between a published client and the real collector that can misbehave as networks do.

It passes everything on byte for byte and keeps what it saw. ``proxy.faults`` holds how to treat the
next requests that carry events: ``429`` and ``500`` are answered without reaching the collector;
``lost`` reaches it, but the answer never comes back: the client runs into its timeout, and what it
sends again must be known already; ``gone`` drops the connection.
"""

from __future__ import annotations

import http.client
import json
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

QUIET = ("/sourceConfig", "/flags", "/decide", "/array/", "/v1/projects/", "/p.js", "/w.js", "/static/", "/page", "/client", "/favicon.ico")
ERROR = {"success": False, "code": "too_many", "message": "too many requests", "detail": "a test", "error": "too many requests"}
HELD_SECONDS = 4.0


@dataclass
class Seen:
    """One request as it passed: what was asked, what was done to it, what came back."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    fault: str = ""
    status: int = 0
    answer: bytes = b""
    at: float = field(default_factory=time.monotonic)
    clock: int = field(default_factory=lambda: time.time_ns() // 10**6)  # ms, as the collector counts


class Proxy:
    """``Proxy(collector_url)``: listens on ``url``; ``seen`` in order of arrival; pages of its own in ``pages``."""

    def __init__(self, collector: str) -> None:
        self.target = urlsplit(collector).netloc
        self.seen: list[Seen] = []
        self.faults: list[str] = []
        self.pages: dict[str, tuple[str, bytes]] = {}
        self.released = threading.Event()
        self.guard = threading.Lock()
        self.http = ThreadingHTTPServer(("127.0.0.1", 0), _answerer(self))
        self.http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.http.server_address[1]}"
        self.thread = threading.Thread(target=self.http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self.thread.start()

    def take_fault(self, seen: Seen) -> str:
        """How to treat a request; only those that carry events are ill-treated."""
        with self.guard:
            self.seen.append(seen)
            carries = seen.method in ("GET", "POST") and not seen.path.startswith(QUIET)
            seen.fault = self.faults.pop(0) if carries and self.faults else ""
            return seen.fault

    def carrying(self) -> list[Seen]:
        """The requests that carry events."""
        return [seen for seen in list(self.seen) if seen.method in ("GET", "POST") and not seen.path.startswith(QUIET)]

    def still(self, seconds: float, at_most: float = 30) -> bool:
        """Wait until no request that carries events came for ``seconds``; whether that happened."""
        limit = time.monotonic() + at_most
        while time.monotonic() < limit:
            last = max((seen.at for seen in self.carrying()), default=0)
            if time.monotonic() - last > seconds:
                return True
            time.sleep(0.05)
        return False

    def close(self) -> None:
        """Stop; requests that are being held are let go."""
        self.released.set()
        self.http.shutdown()
        self.http.server_close()
        self.thread.join(5)


def _answerer(proxy: Proxy) -> type[BaseHTTPRequestHandler]:
    class Answerer(BaseHTTPRequestHandler):
        """One connection: every request goes to the collector, unless a fault says otherwise."""

        protocol_version = "HTTP/1.1"

        def _any(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = self._chunks() if self.headers.get("Transfer-Encoding") == "chunked" else self.rfile.read(length)
            page = proxy.pages.get(urlsplit(self.path).path)
            if page is not None and self.command == "GET":
                self._tell(200, {"Content-Type": page[0], "Cache-Control": "no-store"}, page[1])
                return
            seen = Seen(self.command, self.path, {name.lower(): value for name, value in self.headers.items()}, body)
            fault = proxy.take_fault(seen)
            if fault in ("429", "500", "503"):
                seen.status = int(fault)
                more = {"Retry-After": "1"} if fault != "500" else {}
                self._tell(seen.status, {"Content-Type": "application/json", **self._cors(), **more}, json.dumps(ERROR).encode())
                return
            if fault == "gone":
                self.close_connection = True
                return
            headers = {name: value for name, value in self.headers.items() if name.lower() not in ("connection", "transfer-encoding", "content-length")}
            told = _pass(proxy.target, self.command, self.path, headers, body)
            seen.status, seen.answer = told[0], told[2]
            if fault == "lost":
                proxy.released.wait(HELD_SECONDS)
                self.close_connection = True
                return
            self._tell(*told)

        do_GET = do_POST = do_OPTIONS = do_HEAD = _any

        def _chunks(self) -> bytes:
            parts = []
            while size := int(self.rfile.readline().strip() or b"0", 16):
                parts.append(self.rfile.read(size))
                self.rfile.readline()
            self.rfile.readline()
            return b"".join(parts)

        def _cors(self) -> dict[str, str]:
            """What the collector would add to an error, so that a browser lets its page see it."""
            origin = self.headers.get("Origin")
            shown = "Retry-After, X-Winnow"
            return {"Access-Control-Allow-Origin": origin, "Access-Control-Allow-Credentials": "true", "Access-Control-Expose-Headers": shown} if origin else {}

        def _tell(self, status: int, headers: dict[str, str], body: bytes) -> None:
            if self.command == "OPTIONS":  # Chromium itself sends again what dies on a connection in its second use
                self.close_connection = True
                headers = {**headers, "Connection": "close"}
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Nothing: the test says what it expected."""

        def handle(self) -> None:
            """Clients that hang up, as those with a timeout do, are part of the test."""
            try:
                super().handle()
            except (ConnectionError, TimeoutError):
                pass

    return Answerer


def _pass(target: str, method: str, path: str, headers: dict[str, str], body: bytes) -> tuple[int, dict[str, str], bytes]:
    link = http.client.HTTPConnection(target, timeout=30)
    try:
        link.request(method, path, body or None, headers)
        answer = link.getresponse()
        told = answer.read()
        hop = ("connection", "transfer-encoding", "content-length", "date", "server")
        return answer.status, {name: value for name, value in answer.getheaders() if name.lower() not in hop}, told
    finally:
        link.close()
