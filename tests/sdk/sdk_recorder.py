"""A collector that only remembers: a real HTTP server for tests, told what to answer."""

from __future__ import annotations

import base64
import gzip
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typing import Self


class Recorder:
    """`answers` are used up one per request; then `always`. An answer: {"status", "headers", "body", "hang"}."""

    def __init__(self, port: int = 0) -> None:
        self.requests: list[dict[str, Any]] = []
        self.answers: list[dict[str, Any]] = []
        self.always: dict[str, Any] = {"status": 200, "body": {"success": True}}
        self.released = threading.Event()
        self.lock = threading.Lock()
        self.server = _Quiet(("127.0.0.1", port), _Door)
        self.server.recorder = self  # type: ignore[attr-defined]
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        self._thread = threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.released.set()
        self.server.shutdown()
        self.server.server_close()
        self._thread.join(5)

    @property
    def taken(self) -> list[dict[str, Any]]:
        """The messages of all requests that were answered 200."""
        with self.lock:
            return [m for r in self.requests if r["status"] == 200 for m in r["body"].get("batch", [])]

    def answer(self, status: int, body: Any = None, headers: dict[str, str] | None = None, hang: float = 0) -> None:
        """Queues one answer."""
        self.answers.append({"status": status, "body": body, "headers": headers or {}, "hang": hang})

    def note(self, door: BaseHTTPRequestHandler, raw: bytes) -> dict[str, Any]:
        with self.lock:
            told = self.answers.pop(0) if self.answers else self.always
            self.requests.append(
                {
                    "at": time.monotonic(),
                    "peer": door.client_address,
                    "path": door.path,
                    "headers": dict(door.headers.items()),
                    "key": _key(door.headers.get("Authorization") or ""),
                    "size": len(raw),
                    "body": _json(raw),
                    "status": told["status"],
                }
            )
        return told


class _Quiet(ThreadingHTTPServer):
    def handle_error(self, *_: object) -> None:
        """A client that was killed in the middle of a request is what some tests are about."""


class _Door(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        recorder: Recorder = self.server.recorder  # type: ignore[attr-defined]
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        told = recorder.note(self, raw)
        if told.get("hang"):
            recorder.released.wait(told["hang"])
        body = told.get("body")
        body = {"success": told["status"] == 200} if body is None else body
        self._say(told["status"], told.get("headers") or {}, body)

    def _say(self, status: int, headers: dict[str, str], body: Any) -> None:
        raw = body.encode() if isinstance(body, str) else json.dumps(body).encode()
        try:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)
        except OSError:
            self.close_connection = True  # the client gave up waiting

    def log_message(self, *_: object) -> None:
        """Silent."""


def _key(authorization: str) -> str:
    scheme, _, value = authorization.partition(" ")
    return base64.b64decode(value).decode() if scheme == "Basic" else value


def _json(raw: bytes) -> Any:
    return json.loads(gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw)
