"""Reads a user agent: browser, system and device of a person, or the name a program gives itself; and what is odd about it.

The door for `user_agents` (browser, system, device; never its `is_bot`, which knows a third to two thirds of real crawlers). "Declares
itself" (see `tracker.reading.programs`) and "is shaped oddly" are two facts: cheap phones look odd.
"""
import re
from functools import lru_cache
from typing import Any

import user_agents

from tracker.reading import table
from tracker.reading.programs import declared, is_device

__all__ = ["LIMIT", "behind_of", "contradiction", "declared", "facts_of", "pretended"]

LIMIT = 512
"""Characters parsed: 64,000 hostile ones take `user_agents` 1.5 s."""
_TV = re.compile(r"smart-?tv|\btizen\b.*\btv|web0s|webos.*tv|bravia|appletv|hbbtv|crkey|roku|\baft[a-z]+\b|netcast|viera"
                 r"|google ?tv|android ?tv", re.IGNORECASE)
_BROWSERS = ("Mozilla/", "Opera/", "Dalvik/", "BlackBerry", "Nokia", "SAMSUNG", "LG")
_ENGINE = re.compile(r"Gecko|AppleWebKit|Trident|MSIE|Presto|Opera|Dalvik|KHTML|MIDP|BlackBerry|NetFront|Obigo|HbbTV")
"""What every browser names somewhere. Without it `user_agents` tries its 1,500 expressions in vain, 2 ms an agent."""
_CHROME = re.compile(r"Mozilla/5\.0 \([^)]{5,60}\) AppleWebKit/537\.36 \(KHTML, like Gecko\) Chrome/(\d{2,3})\.[\d.]+ Safari/537\.36")
_VERSIONS = re.compile(r"/[\d.]+")
_PARTS = re.compile(r"\b(Chrome|Edge|Firefox|rv|MSIE|Windows NT)[/: ](\d{1,3})\b")


@lru_cache(maxsize=4096)
def facts_of(agent: str) -> dict[str, Any]:
    """Everything one agent says."""
    facts: dict[str, Any] = {}
    name, kind = declared(agent)
    if name:
        facts = {"bot_name": name, "bot_kind": kind}
    elif odd := _odd(agent):
        facts["agent_odd"] = odd
    if facts.get("bot_kind", "automation") == "automation" and agent.startswith(_BROWSERS) and _ENGINE.search(agent):
        facts |= _device(_VERSIONS.sub("/99.0", agent))
    return facts


@lru_cache(maxsize=2048)
def _device(agent: str) -> dict[str, str]:
    """Browser, system and device; asked with version numbers made equal, so that a million agents are some thousand."""
    known = user_agents.parse(agent)
    small = "tablet" if known.is_tablet else "phone" if known.is_mobile else "pc" if known.is_pc else "other"
    device = "tv" if _TV.search(agent) else small
    found = {"browser": known.browser.family, "os": known.os.family, "device": device}
    return {name: value for name, value in found.items() if value and value != "Other"}


def behind_of(agent: str, at: int) -> int:
    """Releases that a plain desktop Chrome is behind at that time: 100 came on 2022-03-29, 146 on 2026-03-10, one in 31.4 days.

    It updates itself, so few people are a year behind; programs that bring a fixed one along often are. Windows before 10 stays at 109.
    """
    found = _CHROME.fullmatch(agent) if "Android" not in agent and "Windows NT 6" not in agent and at > 0 else None
    return int(100 + (at / 86_400_000 - 19_080) / 31.4) - int(found[1]) if found else 0


def _odd(agent: str) -> str:
    """Why no browser would send this; "" for all that real devices are known to send, however strange."""
    if is_device(agent) or _TV.search(agent):
        return ""
    if re.fullmatch(r"Mozilla(/[45]\.0)?( \(compatible;?\))?", agent):
        return "bare"
    if " " not in agent:
        return "no_spaces"
    if agent[0] in "\"'" or agent.lower().startswith("user-agent"):
        return "quoted"
    if agent.endswith("Safari/537.3"):
        return "truncated"
    if re.search(r"(?:Windows NT|Macintosh)", agent) and not re.search(r"Gecko|AppleWebKit|Trident|MSIE|Presto", agent):
        return "no_engine"
    return _impossible({name: int(number) for name, number in _PARTS.findall(agent)}, agent)


def _impossible(parts: dict[str, int], agent: str) -> str:
    """What cannot have been built: EdgeHTML ended at 18 with Chrome 64, Chrome left Windows 7 at 109, `rv` equals Firefox but 109-119."""
    chrome, firefox, rv = parts.get("Chrome", 0), parts.get("Firefox", 0), parts.get("rv", 0)
    if 12 <= parts.get("Edge", 0) <= 18 and chrome >= 100:
        return "impossible"
    if 5 <= parts.get("Windows NT", 0) <= 6 and chrome >= 125:
        return "impossible"
    if firefox > 56 and rv and rv != firefox and rv != 109:
        return "impossible"
    if "Android" in agent and "MSIE" in agent or re.search(r"Windows (?:95|98|CE)\b.*Chrome", agent):
        return "impossible"
    return ""


_PLATFORMS = {"windows": "windows", "macos": "mac os x", "android": "android", "chrome os": "cros", "linux": "linux",
              "ios": "like mac os x"}


def contradiction(agent: str, brands: str, mobile: str, platform: str, secure: bool = False) -> str:
    """In what the client hints (in lower case) contradict the agent; "" where they agree or were not sent.

    ``secure``: headers came along that browsers send over secure connections only. There a plain desktop Chrome from 90 on always sends hints.
    """
    if not brands:
        chrome = _CHROME.fullmatch(agent) if secure and "Android" not in agent else None
        return "hints_missing" if chrome and int(chrome[1]) >= 90 else ""
    agent = agent.lower()
    if "headless" in brands and "headless" not in agent:
        return "automation"
    if not re.search(r"chrom|edg|crios|opr|samsung|wv\)", agent):
        return "hints_without_blink"
    version = re.search(r'"(?:chromium|google chrome)";\s?v="(\d{1,4})', brands)
    shown = re.search(r"chrom(?:e|ium)/(\d{1,4})", agent)
    if version and shown and version[1] != shown[1]:
        return "brand"
    if mobile.strip() == "?1" and "mobile" not in agent and "android" not in agent and "windows" in agent:
        return "mobile"
    wanted = _PLATFORMS.get(platform.strip(' "'))
    return "platform" if wanted and wanted not in agent and "x11" not in agent else ""


def pretended(agent: str, operator: str) -> str:
    """The big crawler this agent claims to be although the network's folded name, " hetzner online ", does not have its operator's."""
    agent = agent[:LIMIT].lower()
    for crawler, operators in table("crawlers").items():
        if crawler in agent and not any(f" {word} " in operator for word in operators):
            return crawler
    return ""
