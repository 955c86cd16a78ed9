"""Tells the language that an address and a title show, and takes language tags apart."""
import re
from functools import cache, lru_cache

from tracker.hosts import host_of
from tracker.reading import table

__all__ = ["country_of", "language_of", "tag"]

_CODES = frozenset((
    "af", "am", "ar", "az", "be", "bg", "bn", "bs", "ca", "cs", "cy", "da", "de", "el", "en", "es", "et", "eu", "fa", "fi", "fil", "fr",
    "ga", "gl", "gu", "ha", "he", "hi", "hr", "hu", "hy", "id", "is", "it", "ja", "ka", "kk", "km", "kn", "ko", "ky", "lb", "lo", "lt",
    "lv", "mk", "ml", "mn", "mr", "ms", "mt", "my", "nb", "ne", "nl", "nn", "no", "pa", "pl", "ps", "pt", "ro", "ru", "si", "sk", "sl",
    "so", "sq", "sr", "sv", "sw", "ta", "te", "tg", "th", "tk", "tl", "tr", "uk", "ur", "uz", "vi", "xh", "yo", "zh", "zu"))
_ALSO_WORDS = frozenset(("my", "is", "no", "it", "id", "am", "so", "be", "ms", "he", "to", "hi"))
"""Codes that are English words and stand in addresses as such ("/my/account", a university's "/it/"): only where the site speaks it."""
_TAG = re.compile(r"([a-zA-Z]{2,3})(?:[-_]([a-zA-Z]{4}))?(?:[-_]([a-zA-Z]{2}))?(?![a-zA-Z])")
_SCRIPTS = (
    ("\u3040", "\u30ff", "ja"), ("\uac00", "\ud7af", "ko"), ("\u4e00", "\u9fff", "zh"), ("\u0530", "\u058f", "hy"),
    ("\u10a0", "\u10ff", "ka"), ("\u0370", "\u03ff", "el"), ("\u0590", "\u05ff", "he"), ("\u0600", "\u06ff", "ar fa ur"),
    ("\u0900", "\u097f", "hi mr ne"), ("\u0c00", "\u0c7f", "te"), ("\u0b80", "\u0bff", "ta"), ("\u0980", "\u09ff", "bn"),
    ("\u0e00", "\u0e7f", "th"), ("\u0400", "\u04ff", "ru uk bg sr mk kk be ky tg mn"))
"""Ranges of scripts and their languages, the likeliest first; kana before Han, since Japanese has both."""


@lru_cache(maxsize=4096)
def tag(written: str) -> tuple[str, str]:
    """Language and country of a tag: "pt-BR" gives ("pt", "BR"); two empty strings for what is none."""
    found = _TAG.match(written)
    return (found[1].lower(), (found[3] or "").upper()) if found else ("", "")


@lru_cache(maxsize=2048)
def language_of(url: str, title: str, languages: tuple[str, ...]) -> str:
    """The language an address shows (/de/, ?lang=de, de.host), else the title's script, else the site's first."""
    host = host_of(url)
    path = "/" + url.partition("://")[2].partition("/")[2] if "://" in url else url
    route, _, query = path.partition("?")
    route = route.partition("#")[0].lstrip("/") or url.partition("#")[2].lstrip("!/")
    asked = re.search(r"(?:^|&)(?:lang|locale|hl|language)=([^&]{2,10})", query)
    shown = [route.partition("/")[0][:8], asked[1] if asked else "", host.partition(".")[0]]
    for part in shown:
        code = tag(part)[0] if re.fullmatch(r"[A-Za-z]{2,3}([-_][A-Za-z]{2,4})?", part) else ""
        if code in languages or code in _CODES and code not in _ALSO_WORDS:
            return code
    if not title.isascii():
        for script, spoken in _scripts():
            if script.search(title):
                return next((code for code in languages if code in spoken), spoken[0])
    return languages[0] if languages else ""


def country_of(zone: str) -> str:
    """The country of an IANA time zone, two letters; "" where it is not known or the zone is that of several."""
    return _countries().get(zone.rpartition("/")[2], "")


@cache
def _scripts() -> list[tuple[re.Pattern, list[str]]]:
    """The scripts as expressions, with the languages written in them."""
    return [(re.compile(f"[{low}-{high}]"), codes.split()) for low, high, codes in _SCRIPTS]


@cache
def _countries() -> dict[str, str]:
    """Country by the city of the time zone."""
    return {city: country for country, cities in table("timezones")["cities"].items() for city in cities}
