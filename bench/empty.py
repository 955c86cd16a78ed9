"""A Flask endpoint that does nothing, under the same server as Winnow (or under granian's own WSGI)."""

import asyncio
import sys

from a2wsgi import WSGIMiddleware
from flask import Flask
from granian import Granian
from granian.constants import Interfaces
from granian.server.embed import Server

app = Flask(__name__)


@app.post("/empty")
def empty() -> dict:
    """Nothing."""
    return {"success": True}


if __name__ == "__main__":
    kind, port = sys.argv[1], int(sys.argv[2])
    if kind == "wsgi":
        Granian("bench.empty:app", port=port, interface=Interfaces.WSGI, blocking_threads=1, log_enabled=False).serve()
    else:
        asyncio.run(Server(WSGIMiddleware(app, workers=8), port=port, interface=Interfaces.ASGI, log_enabled=False, backpressure=4000).serve())
