"""Three simple rivals of the rulebook, measured on the same journeys in the same run.

They keep the figures honest: what a rule of thumb or a textbook model reaches as well was no achievement.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from urllib.parse import unquote, urlsplit

from tracker import logistic
from tracker.corpus import Journey
from tracker.fold import fold
from tracker.model import CLASSES, Row

FOLDS = 10  # of sites or personas, by their checksum: nobody's group is among those learned from
RIDGE = 0.1  # the best of 0.1, 0.3 and 1 on the open corpus: a rival deserves its best setting
SEEN_IN = 3  # a token of one or two journeys cannot be learned from
LONGEST = 2000  # characters of one text; more would only make the rival slower

WORD = re.compile(r"\w+")
EMAIL = re.compile(r"[^\s@<>\"]+@[^\s@<>\"]+\.[a-z]{2,}", re.IGNORECASE)


class Rival(Row):
    """What a rival said of each journey: class, probabilities (none if it has none), and whether it lists a lead."""

    name: str
    says: str
    said: list[str]
    listed: list[bool]
    chances: list[dict[str, float]] | None = None


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value[:LONGEST]
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)


def reachable(journey: Journey) -> bool:
    """Whether an e-mail address stands anywhere in what the visitor sent."""
    return any(EMAIL.search(text) for request in journey.requests for part in ("properties", "traits") for text in _texts(request["call"].get(part, {})))


def _words(kind: str, text: str) -> Iterator[str]:
    return (f"{kind}:{word}" for word in WORD.findall(fold(text)))


def tokens(journey: Journey) -> set[str]:
    """What a bag of words sees: path, title, event, referring host, agent, language, sender, and all that was typed."""
    found: set[str] = set()
    for request in journey.requests:
        call = request["call"]
        told = call.get("properties", {})
        address = urlsplit(str(told.get("url", "")))
        found.update(_words("path", unquote(address.path + " " + address.query + " " + address.fragment)), _words("title", str(told.get("title", ""))))
        found.add(f"event:{fold(str(call.get('event', call['type'])))}")
        found.add(f"from:{urlsplit(str(told.get('referrer', ''))).hostname}")
        found.update(_words("agent", request["headers"].get("User-Agent", "")))
        found.add(f"library:{call.get('context', {}).get('library', {}).get('name')}")
        rest = {key: value for key, value in told.items() if key not in ("url", "path", "title", "referrer", "search")}
        for text in _texts([rest, call.get("traits", {})]):
            found.update(_words("text", text))
    return found


def majority(journeys: Sequence[Journey]) -> Rival:
    """The commonest label, always."""
    top = Counter(journey.label for journey in journeys).most_common(1)[0][0] if journeys else "unknown"
    chance = {name: sum(journey.label == name for journey in journeys) / max(1, len(journeys)) for name in CLASSES}
    listed = [top == "prospect" and reachable(journey) for journey in journeys]
    return Rival(name="majority", says=f"always says {top}", said=[top] * len(journeys), listed=listed, chances=[chance] * len(journeys))


# What a marketing automation ships: Marketo's own model, and Pardot's +50 for a form; English words, as shipped.
POINTS = (
    (re.compile(r"careers?|jobs?"), -10), (re.compile(r"demo"), 5), (re.compile(r"pricing|prices?"), 5), (re.compile(r"webinar"), 5),
    (re.compile(r"reviews?"), 12), (re.compile(r"blog|whitepaper"), 5),
)  # fmt: skip
FORM = re.compile(r"form|submitted|requested|sent|signed up|registered")
HOT = 50  # points at which such a rule hands a contact to sales


def points(journey: Journey) -> int:
    """The score of a points rule: pages, page kinds by English words, forms, breadth and frequency."""
    total, days = 0, set()
    for request in journey.requests:
        call, told = request["call"], request["call"].get("properties", {})
        text = fold(f"{urlsplit(str(told.get('url', ''))).path} {told.get('title', '')} {call.get('event', '')}")
        total += 1 + sum(worth for words, worth in POINTS if words.search(text))
        total += 50 * (call["type"] == "track" and bool(FORM.search(fold(str(call.get("event", ""))))))
        days.add(request["t"][:10])
    return total + 7 * (len(journey.requests) > 8) + 8 * (len(days) > 1)


def points_rule(journeys: Sequence[Journey]) -> Rival:
    """Points as a CRM ships them: at HOT somebody is a prospect, and a lead if there is an address."""
    hot = [points(journey) >= HOT for journey in journeys]
    return Rival(
        name="points", says="a points rule as CRMs ship it (pages, demo, pricing, forms, careers); prospect or unknown",
        said=["prospect" if warm else "unknown" for warm in hot], listed=[warm and reachable(journey) for warm, journey in zip(hot, journeys)],
    )  # fmt: skip


def fold_of(group: str, folds: int = FOLDS) -> int:
    """The part a group belongs to: the same on every machine and in every run."""
    return zlib.crc32(group.encode()) % folds


def _learned(bags: Sequence[set[str]], answers: Iterable[Sequence[bool]], known: Sequence[int], asked: Sequence[int]) -> list[list[float]]:
    """One probability list over ``asked`` for each list of answers, learned on ``known`` alone, vocabulary included."""
    counts = Counter(token for place in known for token in bags[place])
    index = {token: number for number, token in enumerate(sorted(token for token, seen in counts.items() if seen >= SEEN_IN))}
    rows = {place: [index[token] for token in sorted(bags[place]) if token in index] for place in (*known, *asked)}
    found = []
    for truth in answers:
        weights = logistic.fit([rows[place] for place in known], [truth[place] for place in known], len(index), RIDGE, rounds=30)
        found.append(logistic.predict(weights, [rows[place] for place in asked]))
    return found


def token_model(journeys: Sequence[Journey], groups: Sequence[str], unseen: str, tell: Any = lambda: None) -> Rival:
    """Logistic regression on tokens, one class against the rest; each journey answered by a model that saw nobody of its group."""
    bags = [tokens(journey) for journey in journeys]
    answers = [[journey.label == name for journey in journeys] for name in CLASSES] + [[journey.outreach for journey in journeys]]
    chances: list[dict[str, float]] = [{} for _ in journeys]
    listed = [False] * len(journeys)
    parts = [fold_of(group) for group in groups]
    for part in sorted(set(parts)):
        asked = [place for place, own in enumerate(parts) if own == part]
        *classes, lead = _learned(bags, answers, [place for place, own in enumerate(parts) if own != part], asked)
        for number, place in enumerate(asked):
            total = sum(told[number] for told in classes)
            chances[place] = {name: told[number] / total for name, told in zip(CLASSES, classes)}
            listed[place] = lead[number] >= 0.5
        tell()
    said = [max(CLASSES, key=lambda name: case[name]) for case in chances]
    return Rival(name=f"tokens_{unseen}", says=f"logistic regression on tokens, {unseen} unseen", said=said, listed=listed, chances=chances)
