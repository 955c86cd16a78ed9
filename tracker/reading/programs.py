"""Recognises a program by its agent: the name it gives itself, and of what kind it is.

The door for `crawler-user-agents` (1,500 patterns with tags; nearly all are plain strings and are looked up by their first letters, because
one regular expression of all takes 0.7 ms an agent). In order: the own table, the public list, then the form: a program's word ("-fetcher",
"backlink"), an address to ask, or a name that no browser and no device of a person bears. Words and names lie in `data/agents.toml` and
`data/programs.toml`. What stands where a phone names its model is never a program's name: phones are called CUBOT, FEVER, Sonic, Expanse.
"""
import re
from functools import cache

import crawleruseragents

from tracker.reading import table

__all__ = ["declared", "is_device"]

_TAGS = {"search-engine": "search", "seo": "seo", "monitoring": "monitor", "scanner": "scanner", "ai-crawler": "ai_crawler",
         "feed-reader": "feed", "social-preview": "preview", "http-library": "http_library", "browser-automation": "automation",
         "academic": "academic"}
_GRAM = 4
_MODEL = re.compile(r"(Android[ -]?[\w.]*; ?(?:[a-z]{2}(?:[-_][a-z]{2})?; ?)?)[^;()]*(?:\([^()]*\)[^;()]*)*(?:; ?Build/[^;)]*)?(?=[;)])", re.IGNORECASE)
"""The model in "(Linux; U; Android 2.3.6; fr-fr; Cherry Sonic Build/GRK39F)"."""
_ENGINE = re.compile(r"Gecko/|like Gecko|AppleWebKit|Trident/|MSIE \d|Presto/|KHTML|NetFront|Obigo|Goanna/|Servo/|Blink/|Opera[/ ]", re.IGNORECASE)
_PLATFORM = re.compile(r"\bWin(?:dows|NT|\d)|\bMac|X11|Linux|BSD|SunOS|OS/2|BeOS|Haiku|Amiga|\[\w\w\]|AIX|IRIX|HP-UX|OSF1|RISC", re.IGNORECASE)
_CONTACT = re.compile(r"\bhttps?:/?/|\bwww\.|[\w+]@[\w-]+\.\w|\w (?:\[?at\]?|\(at\)) \w+ (?:dot |\.)", re.IGNORECASE)
_DOMAIN = re.compile(r"(?<![\w.@-])[a-z0-9][\w-]*(?:\.[\w-]+)*\.(?:com|net|org|io|de|ru|fr|cz|eu|uk|jp|co|info|biz|fm|me|ai|app|dev|tv|pl|it|ch|nl|us|to|ly|si|se|no|at)\b(?![.(])",
                     re.IGNORECASE)

_BRANDED = re.compile(r"(?:MSIE|Trident).*(?<!\+)http", re.IGNORECASE)
"""Firms write the address of their intranet into Internet Explorer's agent; a crawler that claims it writes "+http"."""


def declared(agent: str) -> tuple[str, str]:
    """The name and kind a program gives itself, or two empty strings. Kind "unlisted": only the form tells, no browser has such a name."""
    if _browsers().match(agent):
        return "", ""
    agent = _MODEL.sub(r"\1", agent)
    if found := _own_table().search(agent):
        return found[0].lower().strip(" /"), found.lastgroup or "other"
    if not _people().search(agent):
        name, kind = _listed(agent)
        if name:
            return name, kind
    return _by_form(agent)


def is_device(agent: str) -> bool:
    """Whether the agent names a device, system or app of people, whatever else it looks like."""
    return bool(_devices().search(agent) or _browsers().match(agent))


def _listed(agent: str) -> tuple[str, str]:
    """The first name of the public list in the agent. Names begin where a word begins: "Sonic" is not in "ViewSonic"."""
    exact, patterns = _public_list()
    for start in range(len(agent) - _GRAM + 1):
        for literal, kind in exact.get(agent[start:start + _GRAM], ()):
            if agent.startswith(literal, start) and not (start and agent[start - 1].isalnum() and literal[0].isalnum()):
                return literal.lower().strip(" /"), kind
    for pattern, kind in patterns:
        if found := pattern.search(agent):
            return found[0].lower().strip(" /")[:40], kind
    return "", ""


def _by_form(agent: str) -> tuple[str, str]:
    """A program on no list: with an engine it needs a program's word or an address; without one and on no known device it is no browser."""
    if agent.startswith(("Mozilla/", "mozilla/")) and re.fullmatch(r"Mozilla(/[45]\.0)?( \(compatible;?\))?", agent):
        return "", ""
    device, engine = is_device(agent), bool(_ENGINE.search(agent))
    kinds = _words()
    if found := kinds.search(agent):
        return _name_at(agent, found.start()), found.lastgroup or "other"
    if device:
        return "", ""
    contact = _CONTACT.search(agent) or (None if engine else _DOMAIN.search(agent))
    if contact and not _BRANDED.search(agent) and not _homes().search(agent):
        return _name_at(agent, 0 if not engine else contact.start()), _guessed(agent)
    if engine or agent.lower().startswith("mozilla/") and _PLATFORM.search(agent):
        return "", ""
    return _name_at(agent, 0), "unlisted"


def _name_at(agent: str, start: int) -> str:
    """The product name around a place: "Mozilla/5.0 (compatible; Plukkie/1.5; ..." gives "plukkie"."""
    if start == 0 and (told := re.match(r"mozilla/[\d.]+[ +]?\(compatible[;,]? *([^;/)]+)", agent, re.IGNORECASE)):
        return told[1].strip().lower()[:40] or "unnamed"
    before = re.split(r"[^\w.%:-]", agent[:start])[-1]
    after = re.split(r"[^\w.%:-]", agent[start:], maxsplit=1)[0]
    return (before + after).lower().strip(".-")[:40] or "unnamed"


def _guessed(agent: str) -> str:
    """The kind that a word in the name suggests, for one that is a program anyway."""
    found = _hints().search(re.sub(r"https?:\S*", "", agent))
    return found.lastgroup or "other" if found else "other"


@cache
def _own_table() -> re.Pattern[str]:
    """The table of the names that matter, as one expression with a group for each kind."""
    kinds = []
    for kind, names in table("agents").items():
        written = ("^" * name.startswith("^") + re.escape(name.lstrip("^")) for name in names)
        kinds.append(f"(?P<{kind}>{'|'.join(written)})")
    return re.compile(rf"(?<![a-z0-9])(?:{'|'.join(kinds)})", re.IGNORECASE)


def _grouped(name: str) -> re.Pattern[str]:
    kinds = (f"(?P<{kind}>{'|'.join(written)})" for kind, written in table("programs")[name].items())
    return re.compile("|".join(kinds), re.IGNORECASE)


@cache
def _words() -> re.Pattern[str]:
    """Words that only programs have in their agents, by kind."""
    return _grouped("words")


@cache
def _hints() -> re.Pattern[str]:
    """Words that tell the kind of what is a program anyway."""
    return _grouped("hints")


def _any_of(name: str) -> re.Pattern[str]:
    return re.compile("|".join(table("programs")["people"][name]), re.IGNORECASE)


@cache
def _people() -> re.Pattern[str]:
    """Browsers and apps of people that the public list takes for programs."""
    return _any_of("listed")


@cache
def _devices() -> re.Pattern[str]:
    """Devices, systems and apps of people whose agents have no browser's form."""
    return _any_of("devices")


@cache
def _browsers() -> re.Pattern[str]:
    """Beginnings of the agents of text browsers and the like."""
    return _any_of("browsers")


@cache
def _homes() -> re.Pattern[str]:
    """Addresses that browsers of people carry in their agents."""
    return _any_of("addresses")


@cache
def _public_list() -> tuple[dict[str, list[tuple[str, str]]], list[tuple[re.Pattern[str], str]]]:
    """The package's patterns: plain strings by their first four characters, and the few real expressions."""
    exact: dict[str, list[tuple[str, str]]] = {}
    patterns = []
    for row in crawleruseragents.CRAWLER_USER_AGENTS_DATA:
        kind = next((_TAGS[tag] for tag in row.get("tags", ()) if tag in _TAGS), "other")
        plain = re.sub(r"\\([^a-zA-Z0-9])", r"\1", row["pattern"])
        if len(plain) >= _GRAM and not re.search(r"(?<!\\)[\[\](){}*+?|^$.]|\\[a-zA-Z0-9]", row["pattern"]):
            exact.setdefault(plain[:_GRAM], []).append((plain, kind))
        else:
            patterns.append((re.compile(row["pattern"]), kind))
    return exact, patterns
