"""Programs and the people who look like them, told through the real pipeline. Numbers are those of the golden personas (C-13)."""

import pytest
from conftest import CHROME, Visitor

HEADLESS = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/146.0.0.0 Safari/537.36"
DATA_CENTRE = "203.0.113.70"


def reads(visitor: Visitor, pages: int, seconds: float = 45, human: int | None = None) -> Visitor:
    """Goes from product to product."""
    for number in range(pages):
        visitor.page(f"/products/pump-{number}", "Pump", seconds=seconds, **({} if human is None else {"signs": {"human": human}}))
    return visitor


def test_12_a_headless_fleet_of_one_hit_each_is_a_fleet_of_programs(judge):
    fleet = [Visitor(f"v12-{number}", agent=HEADLESS, address=f"203.0.113.{100 + number}").page("/pricing", "Pricing") for number in range(20)]
    assert {answer.said for answer in judge.all(*fleet)} == {"bot"}


def test_12_a_fleet_that_names_a_plain_browser_is_nobody_and_never_on_the_list(judge):
    fleet = [Visitor(f"v12-{number}", address=f"203.0.113.{100 + number}").page("/pricing", "Pricing") for number in range(20)]
    assert {(answer.said, answer.row["list"]) for answer in judge.all(*fleet)} == {("unknown", "excluded")}


def test_15_a_buyer_behind_a_cloud_gateway_is_no_program(judge):
    buyer = Visitor("v15", address=DATA_CENTRE).page("/", "Pumps").page("/products", "Products").page("/products/pump-5", "Pump 5").page("/pricing", "Pricing")
    assert judge(buyer).said != "bot"


def test_28_a_screen_reader_that_meets_the_trap_once_stays_a_person(judge):
    listener = Visitor("v28").page("/", "Pumps", signs={"human": 0}).track("Hidden Link Followed")
    listener.page("/pricing", "Pricing", signs={"human": 5}).track("Page Engaged", seconds=60).page("/contact-us", "Contact", signs={"human": 9})
    answer = judge(listener.form("Could you send us an offer for two pumps?", email="ann@dairy.test"))
    assert (answer.said, answer.row["list"]) == ("prospect", "lead")


def test_28_without_another_sign_the_trap_convicts_nobody(judge):
    assert judge(Visitor("v28-b").page("/", "Pumps").page("/trap", "").page("/products", "Products"), sections={"trap": ["^/trap"]}).said != "bot"


def test_a_program_that_takes_the_trap_at_speed_is_one(judge, says):
    program = reads(Visitor("v31").page("/trap", seconds=1), 12, seconds=1)
    answer = judge(program, sections={"trap": ["^/trap"]})
    assert answer.said == "bot" and says(answer, "people do not see")


def test_a_form_filled_at_once_with_links_is_a_programs_whatever_it_sells(judge):
    spammer = Visitor("v32").page("/contact-us", "Contact", seconds=2)
    spammer.form("We help companies to rank on Google: https://a.test/ https://b.test/", email="seo@top.test")
    seller = Visitor("v33").page("/contact-us", "Contact", seconds=70)
    seller.form("We help companies to rank on Google with our SEO services: https://a.test/", email="max@agency.test")
    assert [answer.said for answer in judge.all(spammer, seller)] == ["bot", "other"]


def test_a_quick_pen_alone_is_no_program(judge):
    """Who filled the form from the clipboard within four seconds is odd; one kind of sign convicts nobody."""
    quick = Visitor("v34").page("/contact-us", "Contact", seconds=4)
    assert judge(quick.form("Please call me back about our order.", email="ann@dairy.test")).said != "bot"


@pytest.mark.parametrize("human, said", [(0, "bot"), (3, "not a bot")])
def test_many_pages_without_a_hand_from_a_data_centre_are_a_programs(judge, human, said):
    visitor = reads(Visitor(f"v35-{human}", address=DATA_CENTRE), 12, seconds=20, human=human)
    assert (judge(visitor).said == "bot") == (said == "bot")


def test_a_reader_of_a_log_whose_pictures_lie_elsewhere_is_no_program(judge):
    """The owner's pictures come from another host and the reader tells nobody where they came from: two weak signs."""
    reader = Visitor("v36", headers={"Referer": ""})
    for number in range(7):
        reader.referrer = ""
        reader.page(f"/blog/article-{number}", "Article", seconds=90, library={"name": "server-log"})
    assert judge(reader).said != "bot"


def test_passwords_tried_one_after_the_other_are_tried_by_a_program(judge):
    thief = Visitor("v37", address=DATA_CENTRE).page("/login", "Log in", seconds=1)
    for _ in range(30):
        thief.track("Login Failed").later(seconds=-4)
    forgetful = Visitor("v38").page("/login", "Log in").track("Login Failed").track("Login Failed").track("Login Failed")
    program, customer = judge.all(thief, forgetful)
    assert program.said == "bot" and customer.said != "bot"


def test_a_restored_session_of_ten_tabs_is_a_persons(judge):
    tabs = Visitor("v39")
    for _ in range(3):
        reads(tabs, 10, seconds=0.4, human=0)
        tabs.page("/pricing", "Pricing", signs={"human": 6}).track("Page Engaged", seconds=50).later(days=1)
    assert judge(tabs).said != "bot"


def test_an_agent_of_blanks_removed_by_a_proxy_is_a_persons(judge):
    squeezed = Visitor("v40", agent=CHROME.replace(" ", "")).page("/", "Pumps").page("/pricing", "Pricing")
    assert judge(squeezed).said != "bot"
