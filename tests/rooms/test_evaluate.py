"""Evaluation: a small corpus through the real pipeline, and the figures that come out."""
import json
import math

import pytest

from tracker import logistic, measure, recalibrate, rivals
from tracker.corpus import Answer, Journey
from tracker.evaluate import evaluate, held_out, report_on
from tracker.evaluated import printed
from tracker.model import CLASSES
from tracker.plain import against, bar, table

AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:147.0) Gecko/20100101 Firefox/147.0"
SITES = {"pumps": {"domain": "pumps.example", "languages": ["en"], "sells": "pumps", "market": "b2b"}}


def request(number, minute, path, title, kind="page", **rest):
    """One call of a browser."""
    url = f"https://pumps.example{path}"
    page = {"path": path, "referrer": "", "search": "", "title": title, "url": url}
    call = {"type": kind, "anonymousId": f"visitor-{number}", "messageId": f"m-{number}-{minute}", "timestamp": f"2026-03-02T09:{minute:02}:00.000Z",
            "properties": page, "context": {"library": {"name": "analytics.js"}, "page": page}, **rest}
    return {"t": f"2026-03-02T09:{minute:02}:01Z", "headers": {"User-Agent": AGENT}, "ip": f"192.0.2.{number}", "call": call}


def journey(number, label, requests, outreach=False):
    """A line of journeys.jsonl."""
    return {"id": f"t-{number}", "site": "pumps", "label": label, "outreach": outreach, "difficulty": "easy", "language": "en", "why": "made up", "requests": requests}


def quote(number):
    """Reads prices, then asks for a quote with a company's address."""
    sent = {"properties": {"url": "https://pumps.example/quote", "email": f"buyer{number}@mills{number}.example", "message": "Please quote 12 pumps for our new plant."}}
    return [request(number, 1, "/pricing", "Prices"), request(number, 2, "/quote", "Request a quote"), request(number, 3, "/quote", "Quote", "track", event="Quote Requested", **sent)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Six buyers, six who looked once."""
    place = tmp_path_factory.mktemp("corpus")
    lines = [journey(number, "prospect", quote(number), True) for number in range(1, 7)]
    lines += [journey(number, "unknown", [request(number, 1, "/", "Pumps")]) for number in range(11, 17)]
    (place / "sites.json").write_text(json.dumps(SITES))
    (place / "journeys.jsonl").write_text("\n".join(json.dumps(line) for line in lines))
    (place / "personas.csv").write_text("id,persona\n" + "\n".join(f"{line['id']},{line['label']}{number % 5}" for number, line in enumerate(lines)))
    return place


@pytest.fixture(scope="module")
def report(folder):
    """The report on the small corpus."""
    return evaluate(folder)


def test_the_report_is_json_with_the_promised_keys(report):
    """Everything that the docstring names is there and survives JSON."""
    assert json.loads(json.dumps(report)) == report
    promised = ("rulebook labels n accuracy macro_f1 outreach leaking brier log_loss ece classes confusion reliability coverage by_difficulty "
                "by_language by_site fitted given unseen parts rivals mistakes")
    assert set(report) == set(promised.split())
    assert report["n"] == 12 and report["labels"] == list(CLASSES)


def test_buyers_and_passers_by_are_told_apart(report):
    """The six who asked for a quote are the lead list."""
    assert report["outreach"]["listed"] == report["outreach"]["right"] == 6
    assert report["leaking"]["count"] == 0 and report["confusion"]["unknown"]["unknown"] == 6


def test_rivals_are_measured_beside(report):
    """Winnow first, then the three rivals; on one site no site can be unseen."""
    assert [row["name"] for row in report["rivals"]] == ["winnow", "majority", "points", "tokens_personas"]
    points = report["rivals"][2]
    assert points["outreach_recall"] == 1.0 and points["brier"] is None


def test_the_parts_add_up(report):
    """Held out and looked at are all there are."""
    assert sum(part["n"] for part in report["parts"].values()) == 12


def test_the_text_fits_a_terminal(report):
    """Within 100 columns, with every section."""
    text = printed(report, all_mistakes=True)
    assert max(map(len, text.splitlines())) <= 100
    for words in ("macro-F1", "Rivals in the same run", "Who it was", "By class", "Of those said to be", "By difficulty", "By language", "By site", "Kept apart"):
        assert words in text


def test_progress_is_told(folder):
    """Up to the last request, in order."""
    told = []
    evaluate(folder, lambda says, done, whole: told.append((done, whole)), compare=False)
    assert told[-1] == (24, 24) and [done for done, _ in told] == sorted(done for done, _ in told)


def test_no_corpus_is_said_with_the_remedy(tmp_path):
    """An empty folder names what is needed."""
    with pytest.raises(ValueError, match="journeys.jsonl"):
        evaluate(tmp_path)


def answer(number, label, said, chance, lead=False, outreach=False):
    """A made-up answer with ``chance`` for what was said."""
    rest = (1 - chance) / 7
    made = Journey(id=str(number), site=f"s{number % 4}", label=label, outreach=outreach, difficulty="hard", language="sl", requests=[])
    return Answer(journey=made, said=said, probabilities={name: chance if name == said else rest for name in CLASSES}, lead=lead, row={})


def test_figures_by_hand():
    """Three right of four, one bot among the leads."""
    told = [answer(1, "prospect", "prospect", 0.9, True, True), answer(2, "bot", "prospect", 0.8, True), answer(3, "bot", "bot", 0.9), answer(4, "unknown", "unknown", 0.9)]
    report = report_on(told, {}, "v", compare=False)
    assert report["accuracy"] == 0.75 and report["leaking"] == {"count": 1, "share": 0.5, "share_of_them": 0.3333, "labels": {"bot": 1}}
    assert report["outreach"]["precision"] == 0.5 and report["outreach"]["recall"] == 1.0
    assert [row["id"] for row in report["mistakes"]] == ["2"] and "bot was called prospect (80%) listed wrongly" in printed(report, True)
    assert report["parts"] == {} and report["by_language"]["sl"]["n"] == 4
    assert report["ece"] == pytest.approx((3 * 0.1 + 0.8) / 4, abs=1e-3)


def test_a_third_of_the_personas_is_kept_apart():
    """The rule is a checksum: the same for ever, and about a third."""
    assert 250 < sum(held_out(f"persona {number}") for number in range(1000)) < 420
    assert held_out("p_silent") == held_out("p_silent")


def test_mistakes_on_what_is_kept_apart_are_only_counted():
    """Nobody can tune on what nobody reads."""
    apart = next(name for name in map(str, range(99)) if held_out(name))
    report = report_on([answer(1, "bot", "prospect", 0.8)], {"1": apart}, "v", compare=False)
    text = printed(report, all_mistakes=True)
    assert report["mistakes"][0]["held_out"] and "1 more among those held out" in text and "was called" not in text


def test_a_group_never_votes_on_its_own_calibration():
    """A careful model is sharpened on the others' evidence; a site whose truths are noise cannot spoil its own setting."""
    scores = [{name: 3000 if name == "bot" else 0 for name in CLASSES}] * 50
    truths = ["bot"] * 40 + ["student"] * 10
    best = recalibrate.best_without(recalibrate.losses(scores, truths), ["a", "b"] * 20 + ["noise"] * 10)
    assert best["noise"].temperature == min(recalibrate.TEMPERATURES) < best["a"].temperature


def test_every_figure_is_there_where_nothing_fitted_was_seen(report):
    """The same tables, n by n, for personas unseen; the settings count the personas; without calibration nothing is fitted."""
    unseen = report["unseen"]["personas"]
    assert set(report["unseen"]) == {"uncalibrated", "personas"} and unseen["n"] == report["n"]
    for part in ("by_language", "by_site", "by_difficulty"):
        assert {name: row["n"] for name, row in unseen[part].items()} == {name: row["n"] for name, row in report[part].items()}
    assert sum(row["groups"] for row in unseen["settings"]) == 10
    assert report["unseen"]["uncalibrated"]["settings"] == [{"temperature": 1000, "unknown": 0, "slips": {}, "groups": 1}]
    assert {row["what"] for row in report["fitted"]} == {"calibration"}


def test_few_cases_say_so(report):
    """Twelve right of twelve is no certainty: every row of a part, a class and a bin tells its interval."""
    low, high = report["by_language"]["en"]["accuracy_interval"]
    assert low < 0.8 and high == 1.0
    assert all(row["interval"][0] <= row["was"] <= row["interval"][1] for row in report["reliability"])
    assert report["classes"]["prospect"]["recall_interval"][0] < 0.7


def test_logistic_finds_the_log_odds():
    """With one feature and hardly any ridge the weight is the difference of the log-odds."""
    rows, truths = [[0]] * 40 + [[]] * 60, [True] * 30 + [False] * 10 + [True] * 15 + [False] * 45
    weights = logistic.fit(rows, truths, 1, ridge=1e-6)
    assert weights[1] == pytest.approx(math.log(15 / 45), abs=1e-3)
    assert weights[0] == pytest.approx(math.log(3) - math.log(15 / 45), abs=1e-3)
    assert logistic.predict(weights, [[0], []]) == pytest.approx([0.75, 0.25], abs=1e-3)


def test_logistic_without_both_answers():
    """All yes teaches a rate, no weights, no infinity."""
    weights = logistic.fit([[0], []], [True, True], 1)
    assert weights[0] == 0 and 0.5 < logistic.predict(weights, [[0]])[0] < 1


def test_the_token_rival_sees_nobody_of_the_group():
    """A token that only one group has cannot be learned for that group."""
    lines = [journey(number, "bot" if number % 2 else "unknown", [request(number, 1, f"/{'x' if number % 2 else 'y'}", "T")]) for number in range(40)]
    journeys = [Journey(**line) for line in lines]
    seen = rivals.token_model(journeys, [str(number) for number in range(40)], "personas")
    unseen = rivals.token_model(journeys, [line.label for line in journeys], "personas")
    assert measure.accuracy([(one.label, said) for one, said in zip(journeys, seen.said)]) == 1.0
    assert measure.accuracy([(one.label, said) for one, said in zip(journeys, unseen.said)]) == 0.0


def test_bars_and_tables():
    """A bar is as long as its share; what was said is marked."""
    assert bar(0.5, 4) == "██  " and bar(2, 4) == "████" and bar(0, 4) == "    "
    assert against(1.0, 0.5, 4) == "██ │"
    assert table(["name", "n"], [["a", 12], ["bcd", 0.25]]).splitlines()[2:] == ["a        12", "bcd   0.250"]
