"""The page of destinations: what waits and is dead is seen, tested and sent again; nothing that an address says is shown."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from tests.conftest import RunningCollector
from tests.web.conftest import buyer, collect, command, enter, listed

pytest.importorskip("standardwebhooks", reason="needs what setup.cfg names: make setup")


class Refusing(BaseHTTPRequestHandler):
    """A receiver that answers 500, or what its server says."""

    def do_POST(self) -> None:
        """Answer."""
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(self.server.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *told: object) -> None:
        """Say nothing."""


def test_the_dead_are_seen_and_sent_again(own_collector: Callable[..., RunningCollector]) -> None:
    """From an empty page to a dead message that the button brings to life."""
    running = own_collector()
    reader = enter(running, "tells@shop.test")
    assert "Nobody is told yet" in reader.get("/destinations") and "/destinations" in reader.get("/install")
    with HTTPServer(("127.0.0.1", 0), Refusing) as server:
        server.status = 500
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            command(running, "destination", "add", "crm", "--webhook", f"http://127.0.0.1:{server.server_port}/hook/token", "--private")
            reader.get("/destinations")
            assert "token" not in reader.said and "The test was not taken: answered 500." in reader.send("/destinations", {"name": "crm", "do": "test"})
            collect(running, buyer("ada", "ada@acme.test"))
            person = listed(running, "ada", "leads")
            running.until("/v1/deliveries", lambda told: told["deliveries"] and told["deliveries"][0]["tries"])
            with closing(sqlite3.connect(running.folder / "winnow.db", timeout=10)) as db:  # two days, without waiting for them
                db.execute("UPDATE deliveries SET tries = 9, due = 0")
                db.commit()
            running.until("/v1/deliveries?state=dead", lambda told: told["deliveries"])
            page = reader.get("/destinations")
            assert "answered 500" in page and f"/visitors/{person}" in page and "Send the dead again" in page
            server.status = 204
            assert "1 dead message(s) will be sent again." in reader.send("/destinations", {"name": "crm", "do": "resend"})
            running.until("/v1/deliveries?state=done", lambda told: told["deliveries"])
            assert "Not taken yet" not in reader.get("/destinations")
            assert "has no destination" in reader.send("/destinations", {"name": "<script>x", "do": "test"}) and "<script>x" not in reader.text
            assert "Your account" not in reader.get("/destinations?done=Your%20account%20is%20closed")
        finally:
            server.shutdown()
            thread.join()
