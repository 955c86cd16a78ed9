"""Texts made to cost: what is read of an event grows no faster than the event, whatever stands in it; masks fool nobody."""

import time
from typing import Any

import pytest

from tests.strategies import NOW, SITE, WORLD
from tracker.model import Drop, Event, Sender
from tracker.pipeline import entry_of
from tracker.rulebook import load
from tracker.validate import validate

SMALL, LARGE = 1_500, 12_000  # letters; eight times as much: linear work takes 8 times as long, quadratic 64
MOST = 30  # times as long; wide enough for a busy machine
NOISE = 0.003  # seconds below which a ratio tells nothing
TEXTS = {
    "one word": "a", "dashes": "a-", "blanks": " ", "slashes": "/", "escapes": "%25", "escaped twice": "%252541", "dots": "a.", "signs": "@", "parameters": "&a=b", "tags": "<",
    "quotes": "\"'", "brackets": "[", "line feeds": "\n", "digits": "1", "links": "http://a ", "punycode": "xn--80ak6aa92e.",
    "look-alikes": "саrееrѕ ", "mixed scripts": "aаαא", "directions": "\u202ejob\u202c\u200f ", "joiners": "a\u200d", "accents": "a" + "\u0301" * 9, "one letter for eighteen": "\ufdfa",
    "jamo": "\u1112\u1161\u11ab", "Turkish": "İ", "Thai": "สมัครงาน", "Chinese": "採用情報", "emoji": "👩‍💻", "words of the lexicon": "careers jobs karriere thesis quote ",
}  # fmt: skip
PLACES = ("title", "url", "referrer", "message", "email", "event", "agent")


def message(place: str, text: str) -> dict[str, Any]:
    """A page, form or person with the text in one place."""
    page = {"path": "/x", "url": "https://shop.test/x", "title": "t", "referrer": ""}
    told = {"type": "page", "anonymousId": "d", "messageId": "m", "timestamp": NOW, "properties": page}
    match place:
        case "title":
            page["title"] = text
        case "url":
            page |= {"url": "https://shop.test/" + text, "path": "/" + text}
        case "referrer":
            page["referrer"] = "https://google.com/search?q=" + text
        case "agent":
            told["context"] = {"userAgent": text}
        case "email":
            told |= {"type": "identify", "traits": {"email": text + "@x.test", "title": text, "company": text}}
        case "event":
            told |= {"type": "track", "event": text}
        case "message":
            told |= {"type": "track", "event": "Form Submitted", "properties": {**page, "message": text}}
    return told


def read(place: str, text: str) -> Event | Drop:
    """The message through the left half of the corridor."""
    checked = validate(message(place, text), Sender(site=SITE, trusted=True, received=NOW))
    if isinstance(checked, Event):
        entry_of(checked, SITE, load(), WORLD)
    return checked


def cost(place: str, text: str) -> float:
    """Seconds of this process, best of three."""
    best = 9.0
    for _ in range(3):
        begin = time.process_time()
        read(place, text)
        best = min(best, time.process_time() - begin)
    return best


def made(part: str, size: int) -> str:
    """A text of a size in bytes, of one part."""
    return (part * size)[: size // max(1, len(part.encode()) // len(part))]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("part", TEXTS.values(), ids=TEXTS)
def test_eight_times_the_text_never_takes_the_square_of_the_time(place: str, part: str) -> None:
    """No regular expression, table or comparison goes over the same text again and again."""
    read(place, made(part, 100))
    ratios = []
    for _ in range(3):  # a busy machine can disturb one measurement, not three
        small, large = cost(place, made(part, SMALL)), cost(place, made(part, LARGE))
        if large < NOISE or large < MOST * small:
            return
        ratios.append(large / small)
    raise AssertionError(f"{place} full of {part!r}: eight times the text takes {min(ratios):.0f} times as long")


@pytest.mark.parametrize("part", TEXTS.values(), ids=TEXTS)
def test_a_hundred_kilobytes_are_refused_with_their_reason(part: str) -> None:
    """Before anybody reads them."""
    for place in PLACES:
        answer = read(place, made(part, 100_000))
        assert isinstance(answer, Drop) and answer.code == "too_large", place


@pytest.mark.parametrize("title", [
    "C\u00adareers", "Ca\u200breers", "\u202aCareers\u202c", "\u200fCareers", "Саrееrs", "ｃａｒｅｅｒｓ", "𝐂𝐚𝐫𝐞𝐞𝐫𝐬", "Ca\u2060reers", "\ufeffCareers", "Cáreers", "\u200fوظائف", "وَظَائِف",
])  # fmt: skip
def test_masks_fool_nobody(title: str) -> None:
    """Soft hyphens, invisible letters, directions, look-alikes, styled letters and vowel marks hide no word."""
    checked = validate(message("title", title), Sender(site=SITE, trusted=True, received=NOW))
    assert "careers_page" in {name for name, _ in entry_of(checked, SITE, load(), WORLD).evidence.marks}
