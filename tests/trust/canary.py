"""A person whose every string is a canary, what sends and settles it, and the search for what is left of it."""

from __future__ import annotations

import base64
import json
import os
import sqlite3
import subprocess
import sys
import urllib.parse
import zlib
from pathlib import Path
from typing import Any

from tests.conftest import RunningCollector
from tests.strategies import NOW, SITE
from tracker.collector import Collector
from tracker.settings import load
from tracker.wall.packing import EXAMPLE

AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36"
CANARY = "Zyxqanary"
PERSON = {"device": f"{CANARY}-device-77", "account": f"{CANARY}-account-77", "email": f"{CANARY.lower()}.person@{CANARY.lower()}mail.example"}


def winnow(running: RunningCollector, *arguments: str, code: int = 0) -> str:
    """A command beside the running server; what it printed."""
    done = subprocess.run([sys.executable, "-m", "tracker", *arguments, "--data", str(running.folder)], capture_output=True, text=True, timeout=120, env={**os.environ, "COLUMNS": "200"})
    assert code == done.returncode, (done.stdout, done.stderr)
    return done.stdout + done.stderr


def canaries(who: dict[str, str], number: int) -> list[dict]:
    """Messages with canaries wherever a string may stand."""
    base = {"anonymousId": who["device"], "userId": who["account"], "context": {"ip": "203.0.113.77", "userAgent": AGENT + f" {CANARY}Agent", "locale": f"de-{CANARY}", "headers": {"From": f"{CANARY}-header", "Accept-Language": "de"}}}
    url = f"https://shop.example/pricing/{CANARY}-path?q={CANARY}-query"
    return [
        {**base, "type": "page", "messageId": f"{CANARY}-m1-{number}", "properties": {"url": url, "path": f"/pricing/{CANARY}-path", "title": f"{CANARY} title", "referrer": f"https://www.google.com/search?q={CANARY}"}},
        {**base, "type": "identify", "messageId": f"{CANARY}-m2-{number}", "traits": {"email": who["email"], "name": f"{CANARY} Person", "phone": "+49 170 7777777", "company": f"{CANARY} AG"}},
        {**base, "type": "track", "event": f"{CANARY} Event", "messageId": f"{CANARY}-m3-{number}", "properties": {f"{CANARY}key": [f"{CANARY}value", {"deep": f"{CANARY}deep"}], "comment": f"ü{CANARY}ü" * 40}},
        {**base, "type": "track", "event": "Quote Requested", "messageId": f"{CANARY}-m4-{number}", "properties": {"email": who["email"], "message": f"Please send an offer to {CANARY}"}},
        {**base, "type": "group", "groupId": f"{CANARY}-group", "messageId": f"{CANARY}-m5-{number}", "traits": {"name": f"{CANARY} Group"}},
        {**base, "type": "alias", "previousId": f"{CANARY}-before", "messageId": f"{CANARY}-m6-{number}"},
    ]


def page(device: str, message: str, path: str = "/", at: int = NOW, **more: Any) -> dict:
    """A page view."""
    return {"type": "page", "anonymousId": device, "messageId": message, "timestamp": at, "properties": {"path": path, "url": f"https://shop.test{path}"}, **more}


def shapes(text: str) -> list[bytes]:
    """A text as it may stand somewhere: plain, percent-encoded, UTF-16, base64 at each of three offsets."""
    plain = text.encode()
    found = [plain, plain.lower(), plain.upper(), urllib.parse.quote(text, safe="").encode(), text.encode("utf-16-le"), text.encode("utf-16-be"), plain.hex().encode(), json.dumps(text).encode()[1:-1]]
    for offset in range(3):
        told = base64.b64encode(b"x" * offset + plain)
        found.append(told[4 if offset else 0 : len(told) - 4])
    return sorted(set(found))


def where(folder: Path, text: str) -> dict[str, int]:
    """How often a text stands in each file of a folder, in any shape; squeezed list rows are looked into as well."""
    found: dict[str, int] = {}
    for path in folder.rglob("*"):
        if path.is_file():
            body = path.read_bytes()
            hits = sum(body.count(shape) for shape in shapes(text))
            found |= {path.name: hits} if hits else {}
    db = sqlite3.connect(f"file:{folder}/winnow.db?mode=ro", uri=True)
    for table, column in (("verdicts", "row"), ("traits", "told"), ("events", "body")):
        for (body,) in db.execute(f"SELECT {column} FROM {table}"):
            plain = zlib.decompressobj(-15, zdict=EXAMPLE).decompress(body) if table == "verdicts" and body else body
            if text.lower().encode() in plain.lower():
                found[table] = found.get(table, 0) + 1
    db.close()
    return found


def settled(running: RunningCollector) -> None:
    """Wait until everybody is judged."""
    running.until("/readyz", lambda told: told["touched"] == 0)


def send(running: RunningCollector, messages: list[dict]) -> None:
    """Keep trusted messages."""
    told = running.post("/v1/batch", {"batch": messages}, running.secret_key)[1]
    assert len(messages) == told["accepted"], told


def running_collector(folder: Path) -> Collector:
    """A collector on a folder, with the test site, whose clock stands at NOW."""
    collector = Collector(load({"data": str(folder)}, {}), now=lambda: NOW)
    collector.administer(lambda registry: registry.add_site(SITE, NOW))
    return collector
