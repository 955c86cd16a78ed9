"""What is said of a verdict: what would change it, also where a person gave it."""

from __future__ import annotations

from tests.strategies import NOW, SITE, entry
from tracker.explain import MISSING, quoted, sentence
from tracker.model import CLASSES, Contribution, Known, Standing, Verdict
from tracker.pipeline import explain
from tracker.rulebook import load

RULES = load()


def known(*dispositions: dict) -> Known:
    """Somebody who applied for a job, and what a person said of them."""
    event = entry({"type": "track", "event": "Application Submitted", "anonymousId": "a", "messageId": "m", "timestamp": NOW})
    return Known(site="shop", visitor="v1", nodes=("d:a",), evidence=event.evidence, traits={}, events=1, first_seen=NOW, last_seen=NOW, dispositions=dispositions)


def said(who: str, at: int = NOW, outcome: str = "") -> dict:
    return {"class": who, "outcome": outcome, "note": "", "author": "ann@shop.test", "at": at}


def test_a_class_that_a_person_told_is_changed_by_a_person() -> None:
    """Not by the absence of signs, which never gave it."""
    told = explain(known(said("customer"), said("prospect", NOW + 86_400_000), said("", NOW + 1, "won")), SITE, RULES, NOW)
    assert "prospect" == told["class"] and [] == told["counterfactual"]["without"] and "job_seeker" == told["counterfactual"]["class"]
    says = told["counterfactual"]["says"]
    assert "A person said on 2024-10-05 that this is a prospect" in says and "would be job seeker" in says and "Saying another class" in says
    assert "would be the same" in explain(known(said("job_seeker")), SITE, RULES, NOW)["counterfactual"]["says"]
    assert "A person" not in str(explain(known(said("", outcome="won")), SITE, RULES, NOW)["counterfactual"])


def test_the_rulebook_named_is_the_sites_edition() -> None:
    assert RULES.edition(SITE) == explain(known(), SITE, RULES, NOW)["rulebook"]


def sign(signal: str, points: int, says: str, sample: str = "", count: int = 1, group: str = "path") -> Contribution:
    return Contribution(signal=signal, group=group, says=says, count=count, points=points, sample=sample)


def verdict(winner: str, chance: int, rows: list[Contribution], second: str = "student", doubt: str = "", tension: str = "", rival: list[Contribution] | None = None) -> Verdict:
    """Made up: only what is told of matters."""
    chances = dict.fromkeys(CLASSES, 0) | {second: 1000 - chance, winner: chance}
    told = dict.fromkeys(CLASSES, ()) | {second: tuple(rival or ()), winner: tuple(rows)}
    return Verdict(winner=winner, probability=chance, second=second, probabilities=chances, scores={}, priors={}, contributions=told, doubt=doubt, tension=tension)


PLACED = Standing(place="excluded", reason="not_a_buyer", says="")
PRICES, JOBS = sign("viewed_pricing", 900, "looked at prices", "/de/preise", 3), sign("careers_page", 700, "read a page about working here", "/karriere")


def test_a_sign_quotes_what_spoke() -> None:
    """Own words in quotes, in their language; pages as they are; a bare home page and a message's length say nothing."""
    assert quoted(PRICES) == "looked at prices (/de/preise, 3 times)" and quoted(sign("a", 1, "came back")) == "came back"
    assert quoted(sign("a", 1, "wrote an application", "adjunto mi currículum", group="words")) == "wrote an application (“adjunto mi currículum”)"
    assert quoted(sign("a", 1, "opened a vacancy", "/", 2)) == "opened a vacancy (2 times)"
    assert quoted(sign("a", 1, "opened a vacancy", "/%D5%A1%D5%B7/12")) == "opened a vacancy (/աշ/12)"
    assert quoted(sign("a", 1, "asked", "send us a quot*", group="words")) == "asked (“send us a quot…”)"
    assert quoted(sign("a", 1, "read", "/\u202efdp.exe\n\0x")) == "read (/fdp.exe x)"
    long = quoted(sign("a", 1, "wrote", "ж" * 500, group="words"))
    assert len(long) < 80 and long.endswith("…”)")


def test_the_first_sentence_is_one_that_a_person_says() -> None:
    """How sure, in a word and a number that is never 100; the strongest first; what was quoted is not quoted again."""
    cases = {998: "Almost certainly a prospect (over 99 %): ", 950: "Almost certainly a prospect (95 %): ", 700: "Probably a prospect (70 %): ", 480: "Most likely a prospect (48 %): "}
    for chance, begin in cases.items():
        assert sentence(verdict("prospect", chance, [JOBS, PRICES]), "prospect", PLACED) == begin + "this visitor looked at prices (/de/preise, 3 times) and read a page about working here (/karriere)."
    twice = sentence(verdict("bot", 700, [sign("a", 2, "reads fast", "66 a minute"), sign("b", 1, "never draws a page", "66 a minute")]), "bot", PLACED)
    assert twice.count("66 a minute") == 1
    both = sentence(verdict("prospect", 600, [PRICES], "job_seeker", tension="job_seeker", rival=[JOBS]), "prospect", PLACED)
    assert both.endswith("There are also signs of a job seeker: this visitor read a page about working here (/karriere).")


def test_what_cannot_be_told_says_what_is_closest_and_why_not() -> None:
    """Each doubt in its own words, with the signs of the closest class."""
    nothing = verdict("unknown", 900, [sign("few_pages", 500, "has shown next to nothing yet", "2 pages")], doubt="nothing_known")
    assert sentence(nothing, "unknown", PLACED) == "We cannot tell yet who this is: this visitor has shown next to nothing yet (2 pages)."
    low = sentence(verdict("prospect", 420, [PRICES], doubt="below_threshold"), "unknown", PLACED)
    assert low.startswith("We cannot tell yet who this is. Closest is a prospect (42 %), but the best explanation is not likely enough: this visitor looked at prices")
    two = sentence(verdict("prospect", 520, [PRICES], "job_seeker", doubt="two_classes"), "unknown", PLACED)
    assert "Closest is a prospect (52 %), but a job seeker (48 %) is nearly as likely: " in two


def test_what_sales_says_is_told_with_what_the_signs_say() -> None:
    """The signs that are listed are those of the class that they speak for."""
    told = sentence(verdict("prospect", 900, [PRICES], "student", rival=[JOBS]), "student", PLACED)
    assert told == "Sales says this is a student or teacher; the signs alone would say a prospect: this visitor looked at prices (/de/preise, 3 times)."


def test_the_smallest_set_is_found_and_verified() -> None:
    """What is named is enough, and nothing smaller of the strongest signs would be."""
    told = explain(known(), SITE, RULES, NOW)
    gone = told["counterfactual"]["without"]
    assert gone == ["applied"] and told["counterfactual"]["says"] == "Without “sent a job application” we could not tell who this is."


def test_what_would_settle_it_depends_on_who_it_is() -> None:
    """A sure applicant's role settles nothing; a buyer without an address lacks the address."""
    assert explain(known(), SITE, RULES, NOW)["unknown"] == []
    pages = [entry({"type": "page", "anonymousId": "b", "messageId": f"p{n}", "timestamp": NOW - n * 86_400_000, "properties": {"path": path, "url": f"https://shop.test{path}", "title": path[1:]}})
             for n, path in enumerate(("/pricing", "/request-a-quote", "/case-studies/x", "/pricing", "/products/pump"))]  # fmt: skip
    evidence = pages[0].evidence
    for one in pages[1:]:
        evidence += one.evidence
    silent = Known(site="shop", visitor="v2", nodes=("d:b",), evidence=evidence, traits={}, events=5, first_seen=NOW - 5 * 86_400_000, last_seen=NOW)
    told = explain(silent, SITE, RULES, NOW)
    assert (told["class"], told["reason"]) == ("prospect", "no_contact") and told["unknown"][0].startswith("a way to reach them") and MISSING["title"] in told["unknown"]
