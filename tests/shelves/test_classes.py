"""The classes, and the rules that must hold over all votes, whoever changes one."""

import pytest

from tracker.calibrate import Calibration, calibrated
from tracker.classify import classify
from tracker.model import CLASSES, DAY_MS, Evidence, Mark, Site
from tracker.rulebook import load
from tracker.shelf import load as shelf_of

FILES = shelf_of("tracker.classes")
SITE = Site(name="shop", domain="shop.test", languages=("en",), market="b2b")
DAY = 20_600
AT = DAY * DAY_MS + 36_000_000
STRONG = 1500
"""Millinats from which a sign counts as strong: e to the 1.5 is about four and a half times as likely."""


def verdict_of(**counts: int):
    """The verdict on somebody of whom these signals spoke so often, on one day."""
    marks = {(name, DAY): Mark(count=count, first=AT, last=AT + 60_000 * count, sample="x") for name, count in counts.items()}
    return classify(Evidence(marks=marks), SITE, load(), AT)


@pytest.mark.parametrize("name", CLASSES)
def test_a_class_says_itself(name):
    told = FILES[name].CLASS
    assert told.says and told.next_action and told.welcome["title"] and told.welcome["url"].startswith("/")
    assert told.disposition in ("lead", "review", "excluded")
    assert told.prior < 0 and 0 <= told.threshold <= 900
    assert name == "unknown" or told.threshold >= 350


def test_only_prospects_and_customers_may_be_called():
    assert {name for name in CLASSES if FILES[name].CLASS.disposition == "lead"} == {"prospect", "customer"}


def test_nothing_known_is_unknown():
    told = classify(Evidence(), SITE, load(), AT)
    assert told.winner == "unknown" and not any(told.contributions.values())


@pytest.mark.parametrize("name", [name for name, row in load().signals.items() if max(row.votes.values(), default=0) < STRONG])
def test_no_single_weak_sign_convicts(name):
    told = verdict_of(**{name: 1, "page_viewed": 1})
    assert told.winner == "unknown" or told.doubt, f"{name} alone made a {told.winner}"


@pytest.mark.parametrize("many", [1, 3, 40])
def test_behaviour_alone_never_makes_a_competitor(many):
    behaviour = [name for name, row in load().signals.items() if row.group in ("behaviour", "path", "device")]
    suspicious = [name for name in behaviour if load().signals[name].votes.get("competitor", 0) > 0]
    told = verdict_of(**dict.fromkeys(suspicious, many), page_viewed=many)
    assert told.winner != "competitor" or told.doubt


def test_a_program_needs_two_kinds_of_sign_unless_it_declares_itself():
    alone = [name for name, row in load().signals.items() if 0 < row.votes.get("bot", 0) < 5000]
    for name in alone:
        told = verdict_of(**{name: 1})
        assert told.winner != "bot" or told.doubt, f"{name} alone made a bot"
    declared = [name for name, row in load().signals.items() if row.votes.get("bot", 0) >= 5000]
    for name in declared:
        told = verdict_of(**{name: 1, "page_viewed": 1})
        assert (told.winner, told.doubt) == ("bot", ""), f"{name} declares a bot"


def test_a_declared_program_stays_one_whatever_it_reads():
    pages = dict.fromkeys([name for name, row in load().signals.items() if row.group == "path"], 5)
    told = verdict_of(bot_search=9, page_viewed=60, **{name: count for name, count in pages.items() if name != "page_viewed"})
    assert told.winner == "bot" and not told.doubt


def test_proof_of_a_human_outweighs_odd_looks():
    odd = {"odd_agent": 3, "net_hosting": 3, "no_language": 3, "outdated_browser": 3}
    assert verdict_of(**odd, page_viewed=5).winner == "bot"
    assert verdict_of(**odd, page_viewed=5, human_hand=2, engaged_time=90).winner != "bot"


@pytest.mark.parametrize("counts, expected", [
    ({"email_student": 1, "text_application": 1, "text_study": 1, "wrote_to_us": 1, "internship_page": 1}, "job_seeker"),
    ({"email_academic": 1, "text_study": 1, "wrote_to_us": 1, "contact_page": 1, "title_student": 1}, "student"),
    ({"email_academic": 1, "asked_for_offer": 1, "text_rfq": 1, "wrote_to_us": 1, "net_education": 2}, "prospect"),
    ({"asked_for_offer": 1, "text_rfq": 1, "text_study": 1, "text_no_purchase": 1, "wrote_to_us": 1, "viewed_product": 3}, "student"),
    ({"asked_for_offer": 1, "text_pitch": 1, "wrote_to_us": 1, "email_company": 1, "contact_page": 1}, "other"),
    ({"text_recruiter": 1, "text_application": 1, "wrote_to_us": 1, "email_company": 1}, "other"),
    ({"text_existing": 1, "text_rfq": 1, "wrote_to_us": 1, "viewed_pricing": 1}, "customer"),
    ({"careers_page": 1, "page_viewed": 1}, "unknown"),
    ({"viewed_pricing": 1, "page_viewed": 1}, "unknown"),
    ({"blog_page": 1, "page_viewed": 1}, "unknown"),
    ({"vacancy_page": 1, "careers_page": 1, "from_job_board": 1, "page_viewed": 1}, "job_seeker"),
    ({"took_newsletter": 1, "email_company": 1, "page_viewed": 1, "blog_page": 1}, "unknown"),
    ({"net_rival": 5, "viewed_pricing": 2, "viewed_product": 3, "page_viewed": 5}, "competitor"),
])  # fmt: skip
def test_purpose_beats_occupation_and_direction_beats_form(counts, expected):
    told = verdict_of(**counts)
    assert ("unknown" if told.doubt else told.winner) == expected


def test_the_owner_overrides_votes():
    muted = Site(name="shop", domain="shop.test", votes={"applied": {"job_seeker": 0}})
    evidence = Evidence(marks={("applied", DAY): Mark(count=1, first=AT, last=AT)})
    assert classify(evidence, SITE, load(), AT).winner == "job_seeker"
    assert classify(evidence, muted, load(), AT).winner != "job_seeker"


def test_privacy_control_never_votes():
    assert not [name for name in load().signals if "gpc" in name]


def test_calibration_keeps_the_sum_and_the_order_within_a_class():
    low = calibrated({"prospect": 0.3, "unknown": 0.5, "bot": 0.2})
    high = calibrated({"prospect": 0.6, "unknown": 0.3, "bot": 0.1})
    assert abs(sum(low.values()) - 1) < 1e-9 and low["prospect"] < high["prospect"]


def test_the_surest_verdict_leaves_room_for_its_slips():
    """Of the surest prospects the shipped share stays another class, evenly; without slips nothing does; bots have none."""
    plain = Calibration(temperature=1000, unknown=0)
    sure = calibrated({name: float(name == "prospect") for name in CLASSES}, Calibration(temperature=1000, unknown=0, slips=(("prospect", 140),)))
    assert round(sure["prospect"], 6) == 0.86 and {round(chance, 6) for name, chance in sure.items() if name != "prospect"} == {0.02}
    assert calibrated({"prospect": 1.0, "unknown": 0.0}, plain)["unknown"] < 1e-6
    assert calibrated({name: float(name == "bot") for name in CLASSES})["bot"] > 0.99
    assert abs(sum(calibrated(dict.fromkeys(CLASSES, 1 / 8)).values()) - 1) < 1e-9
