"""Fit, engagement and stage: three dimensions that are never mixed into one number.

Fit: how near somebody is to the owner's ideal customer, over what is known of them. Engagement:
what they did, decaying with time (half-life 30 days), on 0-100 with half of it reached by 60 points.
Stage: visitor, lead, qualified, buyer, regular, advocate; also bounced and lapsed.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import zip_longest

from tracker.actions import ACTIONS, Action
from tracker.fold import fold
from tracker.model import DAY_MS, Evidence, Known, Score, Site, Verdict
from tracker.tally import decay

HALF_LIFE = 30
HALF_ENGAGED = 60
TREND_DAYS = 14
FALSE = ("fake_contact", "email_bounced")  # a lead that cannot be reached is none
LAPSED_DAYS = 365
ADVOCATE_IMPACT = 60
REGULAR_ORDERS = 3
MOST_A_DAY = 3  # repeats of one action that count
PREFIX = "action:"
BUYER = tuple(name for name, action in ACTIONS.items() if action.stage == "buyer")


def _act(name: str) -> tuple[Action | None, str]:
    """The action that a mark counts, if it counts one, and who told of it ("", or for a form also "snippet" or "server")."""
    _, action, teller = f"{name}::".split(":")[:3]
    return (ACTIONS.get(action) if name.startswith(PREFIX) else None), teller


def _value(evidence: Evidence, now: int, decaying: bool = True) -> int:
    """The value of all actions up to ``now``; repeats of one day count thrice at most, a form once whoever tells of it."""
    today, total = now // DAY_MS, 0
    forms: dict[int, dict[str, list[int]]] = {}
    for (name, day), mark in evidence.marks.items():
        action, teller = _act(name)
        if action and day <= today:
            worth = [action.value] * min(mark.count, MOST_A_DAY)
            if action.form:
                forms.setdefault(day, {}).setdefault(teller, []).extend(worth)
            else:
                total += sum(worth) * (decay(today - day, HALF_LIFE) if decaying else 1000)
    for day, told in forms.items():
        total += _once(told.values()) * (decay(today - day, HALF_LIFE) if decaying else 1000)
    return total // 1000


def _once(told: Iterable[list[int]]) -> int:
    """What the forms of a day are worth. What several tell of are the same forms: the dearest of each is one, and so on down."""
    return sum(map(max, zip_longest(*(sorted(worth, reverse=True) for worth in told), fillvalue=0)))


def _influence(evidence: Evidence, now: int) -> tuple[int, int]:
    """The impact of all actions up to ``now``, and since when (ms) it has been an advocate's; 0 where it is not.

    Counts are kept by the day, so the day is exact and the hour the first of the action that reached it.
    """
    total = since = 0
    for (name, day), mark in sorted(evidence.marks.items(), key=lambda told: (told[0][1], told[1].first, told[0][0])):
        action, _ = _act(name)
        if action and day <= now // DAY_MS:
            total += action.impact * min(mark.count, MOST_A_DAY)
            since = (since or mark.first) if total >= ADVOCATE_IMPACT else 0
    return total, since


def _engagement(evidence: Evidence, now: int) -> int:
    today = now // DAY_MS
    acted = max(0, _value(evidence, now))
    for (name, day), mark in evidence.marks.items():
        if day <= today and name == "page_viewed":
            acted += 2 * min(mark.count, 10) * decay(today - day, HALF_LIFE) // 1000
        elif day <= today and name == "engaged_time":
            acted += min(mark.count, 900) * decay(today - day, HALF_LIFE) // 30_000
    return 100 * acted // (acted + HALF_ENGAGED)


def _employees(told: str, wanted: str) -> bool | None:
    digits = [int(part) for part in wanted.replace("+", "-1000000").split("-") if part.strip().isdigit() and part.isascii()]
    count = "".join(char for char in told.split("-")[0] if char.isascii() and char.isdigit())
    if len(digits) != 2 or not count:
        return None
    return digits[0] <= int(count[:9]) <= digits[1]


def _meets(told: str, wanted: list[str]) -> bool | None:
    if not told or not wanted:
        return None
    words = fold(told)
    return any(fold(item) in words or words in fold(item) for item in wanted if item)


def _fit(known: Known, site: Site) -> tuple[int, int]:
    """Fit 0-100 and coverage (percent of the ideal customer's dimensions that are known)."""
    ideal = site.ideal_customer or {}

    def trait(name: str) -> str:
        return known.traits[name].value if name in known.traits else ""

    kind = trait("domain_type")
    answers = [
        _meets(trait("country"), list(ideal.get("countries") or [])),
        _meets(trait("industry") or trait("company"), list(ideal.get("industries") or [])) if trait("industry") else None,
        _employees(trait("employees"), str(ideal.get("employees") or "")),
        _meets(trait("title"), list(ideal.get("titles") or [])),
        {"company": True, "government": True, "academic": None, "disposable": False}.get(kind) if site.market != "b2c" else None,
    ]
    told = [answer for answer in answers if answer is not None]
    if not told:
        return 50, 0
    return (50 + 100 * sum(told)) // (1 + len(told)), 100 * len(told) // len(answers)


def _purchases(evidence: Evidence, now: int) -> list[tuple[int, int]]:
    """(first, last) moments of each day on which something was bought, in order."""
    marks = [mark for (name, _), mark in evidence.marks.items() if name.removeprefix(PREFIX) in BUYER and name.startswith(PREFIX)]
    return sorted((mark.first, mark.last) for mark in marks if mark.first <= now)


def _stage(known: Known, verdict: Verdict, now: int, advocate: int) -> tuple[str, int]:
    """The stage, and since when; ``advocate``: since when the impact has been one's (0: it is not)."""
    bought = _purchases(known.evidence, now) or [(told["at"], told["at"]) for told in known.dispositions if told["outcome"] == "won"]
    if advocate:
        return "advocate", advocate
    if bought:
        if now - max(last for _, last in bought) > LAPSED_DAYS * DAY_MS:
            return "lapsed", bought[-1][1] + LAPSED_DAYS * DAY_MS
        if len(bought) >= REGULAR_ORDERS:
            return "regular", bought[REGULAR_ORDERS - 1][0]
        return "buyer", bought[0][0]
    email = known.traits.get("email")
    fakes = [mark.first for (name, _), mark in known.evidence.marks.items() if name in FALSE and mark.first <= now]
    if fakes:
        return "bounced", min(fakes)
    if email or "phone" in known.traits:
        since = email.at if email else known.traits["phone"].at
        return ("qualified" if verdict.winner == "prospect" and not verdict.doubt else "lead"), since
    return "visitor", known.first_seen


def score(known: Known, verdict: Verdict, site: Site, now: int) -> Score:
    """The three dimensions of one visitor at ``now``, with value, impact and the trend of 14 days."""
    impact, advocate = _influence(known.evidence, now)
    fit, coverage = _fit(known, site)
    engagement = _engagement(known.evidence, now)
    stage, since = _stage(known, verdict, now, advocate)
    return Score(
        fit=fit,
        engagement=engagement,
        trend=engagement - _engagement(known.evidence, now - TREND_DAYS * DAY_MS),
        stage=stage,
        stage_since=since,
        value=_value(known.evidence, now, decaying=False),
        impact=impact,
        coverage=coverage,
    )
