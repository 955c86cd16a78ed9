"""A webhook's receiver in a process of its own: writes down each request, answers as it is told to.

``python receiver.py FOLDER``: prints its port. ``FOLDER/requests`` gets a JSON line for each request, synced before the answer;
the file ``FOLDER/answers`` holds how to answer: ``[{"status": 200, "headers": {}, "seconds": 0}, ...]``, the last one for good.
"""

from __future__ import annotations

import json
import os
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

FOLDER = Path(sys.argv[1])


class Receiver(BaseHTTPRequestHandler):
    """One request."""

    def do_POST(self) -> None:
        """Write it down, then answer."""
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        with open(FOLDER / "requests", "a") as out:
            out.write(json.dumps({"path": self.path, "headers": {name.lower(): value for name, value in self.headers.items()}, "body": body, "at": time.time()}) + "\n")
            out.flush()
            os.fsync(out.fileno())
        told = json.loads((FOLDER / "answers").read_text()) if (FOLDER / "answers").exists() else [{}]
        taken = len((FOLDER / "requests").read_text().splitlines())
        answer = told[min(taken, len(told)) - 1]
        time.sleep(answer.get("seconds", 0))
        self.send_response(answer.get("status", 200))
        for name, value in {"Content-Length": "0", **answer.get("headers", {})}.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *told: object) -> None:
        """Say nothing."""


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    print(server.server_port, flush=True)
    server.serve_forever()
