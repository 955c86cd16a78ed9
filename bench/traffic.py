"""Believable messages for measuring: five to ten pages a visitor, a form now and then, dated now."""

from __future__ import annotations

import json
import random
import time
import uuid
from collections.abc import Iterator
from typing import Any

PATHS = ("/", "/pricing", "/products/pump-p1", "/products/pump-p2", "/products", "/careers", "/careers/developer", "/blog/what-is-a-pump", "/contact", "/docs/api",
         "/about", "/cases/waterworks", "/cart", "/imprint")  # fmt: skip
AGENTS = tuple(f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{number}.0.0.0 Safari/537.36" for number in range(120, 150))
REFERRERS = ("https://www.google.com/", "", "https://www.linkedin.com/", "https://duckduckgo.com/", "https://news.example/")


def uuid7(milliseconds: int) -> str:
    """A message id that begins with the time, as our own clients make them."""
    return str(uuid.UUID(int=(milliseconds & (1 << 48) - 1) << 80 | 7 << 76 | random.getrandbits(12) << 64 | 2 << 62 | random.getrandbits(62)))


def messages(count: int, seed: int = 1, start: int | None = None) -> Iterator[dict[str, Any]]:
    """``count`` messages of about 600 bytes, seven to a visitor."""
    chance = random.Random(seed)
    now = start or time.time_ns() // 1_000_000
    visitor, left, agent, referrer = "", 0, "", ""
    for number in range(count):
        if not left:
            visitor, left = f"{chance.getrandbits(128):032x}", chance.randint(4, 10)
            agent, referrer = chance.choice(AGENTS), chance.choice(REFERRERS)
        left -= 1
        path = chance.choice(PATHS)
        page = {"url": f"https://shop.example{path}", "path": path, "title": f"{path.rpartition('/')[2] or 'Home'} | Shop", "referrer": referrer, "search": ""}
        told = {
            "type": "page", "anonymousId": visitor, "messageId": uuid7(now + number), "timestamp": now + number,
            "properties": page,
            "context": {"page": page, "locale": "en-US", "timezone": "Europe/Berlin", "userAgent": agent, "library": {"name": "winnow.js", "version": "1"}},
        }  # fmt: skip
        if not left and chance.random() < 0.2:
            told |= {"type": "track", "event": "Form Submitted"}
            told["properties"] = {"form_name": "contact", "email": f"{visitor[:6]}@acme{chance.randint(1, 99)}.example", "message": "please send us an offer for two pumps"}
        yield told
        referrer = page["url"]


def batches(count: int, size: int = 100, seed: int = 1) -> list[bytes]:
    """Bodies of batches."""
    told = list(messages(count, seed))
    return [json.dumps({"batch": told[start : start + size]}).encode() for start in range(0, count, size)]
