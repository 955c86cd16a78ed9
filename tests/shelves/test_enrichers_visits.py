"""The enrichers of a visit's pages: where people come from, in which language they read, and what the page is for."""
import time

import pytest

from tests.shelves.one_event import facts
from tracker.reading import pages

REFERRERS = [
    ("https://www.google.co.in/", "search", "organic_search"), ("https://duckduckgo.com/", "search", "organic_search"), ("https://yandex.kz/", "search", "organic_search"),
    ("https://www.linkedin.com/", "social", "organic_social"), ("https://www.linkedin.com/jobs/view/1", "job_board", "referral"), ("https://l.facebook.com/", "social", "organic_social"),
    ("https://chatgpt.com/", "ai", "ai"), ("https://copilot.microsoft.com/", "ai", "ai"), ("https://mail.google.com/", "webmail", "email"), ("android-app://com.google.android.gm/", "webmail", "email"),
    ("https://deref-web-02.de/mail", "webmail", "email"), ("https://jp.indeed.com/", "job_board", "referral"), ("https://www.brightermonday.co.ke/", "job_board", "referral"),
    ("https://boards.greenhouse.io/acme", "ats", "referral"), ("https://acme.wd3.myworkdayjobs.com/", "ats", "referral"), ("https://www.kununu.com/de/acme", "employer_rating", "referral"),
    ("https://moodle.uni-x.de/course", "learning", "referral"), ("https://classroom.google.com/", "learning", "referral"), ("https://minerva.leeds.ac.uk/", "learning", "referral"),
    ("https://scholar.google.co.uk/", "scholar", "referral"), ("https://www.physik.uni-heidelberg.de/", "academic", "referral"), ("https://app.ahrefs.com/", "intel", "referral"),
    ("https://www.g2.com/", "review_site", "referral"), ("https://www.idealo.de/", "price_portal", "referral"), ("https://www.wlw.de/", "directory", "referral"), ("https://www.alibaba.com/", "marketplace", "referral"),
    ("https://ted.europa.eu/", "tender", "referral"), ("https://www.prnewswire.com/", "press", "referral"), ("https://www.crunchbase.com/", "investor_db", "referral"),
    ("http://localhost:3000/", "internal", "referral"), ("https://staging.agency.test/", "internal", "referral"), ("https://translate.google.com/", "translate", "referral"),
    ("https://notindeed.com/", "other", "referral"), ("https://google.com.evil.test/", "other", "referral"), ("https://www.google.com/search?q=jobs&ibp=htl;jobs", "job_board", "referral"),
]


@pytest.mark.parametrize("came_from, kind, channel", REFERRERS)
def test_places_people_come_from(came_from, kind, channel):
    found = facts("referrer", url="https://acme-pumps.test/de/", referrer=came_from)
    assert (found["referrer_kind"], found["channel"]) == (kind, channel)


def test_the_sites_own_hosts_are_no_place_to_come_from():
    for own in ("https://acme-pumps.test/x", "https://shop.acme-pumps.test/", "https://www.acme.test/", "https://checkout.stripe.com/pay"):
        assert facts("referrer", url="https://acme-pumps.test/", referrer=own) == {"referrer_kind": "own"}
    assert facts("referrer", url="https://acme-pumps.test/", referrer="https://acme-pumps.test/wp-admin/edit")["referrer_kind"] == "internal"
    assert facts("referrer", url="https://acme-pumps.test/", referrer="https://evilacme.test/")["referrer_kind"] == "other"


SEARCHES = [("https://yandex.ru/search/?text=%D0%BD%D0%B0%D1%81%D0%BE%D1%81", "насос"), ("https://www.baidu.com/s?wd=%E6%B3%B5", "泵"), ("https://search.seznam.cz/?q=pumpa", "pumpa"),
            ("https://search.naver.com/search.naver?query=a+b", "a b"), ("https://ricerca.virgilio.it/ricerca?qs=pompe", "pompe"), ("https://suche.gmx.net/web?su=pumpe", "pumpe"), ("https://uk.search.yahoo.com/?p=pump", "pump")]


@pytest.mark.parametrize("came_from, words", SEARCHES)
def test_search_words(came_from, words):
    assert facts("referrer", url="https://acme-pumps.test/", referrer=came_from)["search_words"] == words


def test_searches_on_the_site():
    assert facts("referrer", url="https://acme-pumps.test/suche?q=pumpe")["site_search"] == "pumpe"
    assert "site_search" not in facts("referrer", url="https://acme-pumps.test/?s=123")
    assert facts("referrer", kind="track", name="Products Searched", properties={"query": "pumpe"})["site_search"] == "pumpe"


CAMPAIGNS = [
    ("?utm_source=google&utm_medium=cpc&gclid=x", "ads", "paid_search"), ("?utm_source=ig&utm_medium=paid_social", "ads", "paid_social"), ("?utm_source=newsletter&utm_medium=email&utm_campaign=april", "newsletter", "email"),
    ("?utm_source=transactional&utm_medium=email&utm_campaign=shipping", "lifecycle", "email"), ("?utm_source=indeed&utm_medium=email&utm_campaign=job_alert", "jobs", "referral"),
    ("?utm_campaign=google_jobs_apply&utm_source=google&utm_medium=organic", "jobs", "organic_search"), ("?utm_source=intranet&utm_medium=internal", "internal", "internal"), ("?utm_source=linkedin&utm_medium=social", "social", "organic_social"),
    ("?utm_source=awin&utm_medium=affiliate", "affiliate", "affiliates"), ("?utm_source=chatgpt.com", "other", "ai"), ("?gclid=x", "ads", "paid_search"), ("?fbclid=x", None, "organic_social"), ("?utm_source=plakat&utm_medium=offline", "other", "unknown"),
    ("?utm_medium=display&utm_source=dv360", "ads", "display"),
]


@pytest.mark.parametrize("query, kind, channel", CAMPAIGNS)
def test_campaigns_and_their_channels(query, kind, channel):
    url = f"https://acme-pumps.test/{query}"
    assert facts("campaign", url=url).get("campaign_kind") == kind
    assert facts("referrer", url=url)["channel"] == channel


def test_direct_and_within_a_visit():
    assert facts("referrer", url="https://acme-pumps.test/") == {"channel": "direct", "source": "direct"}
    assert "channel" not in facts("referrer", url="https://acme-pumps.test/a", referrer="https://acme-pumps.test/")
    assert "channel" not in facts("referrer", kind="track", name="x", url="https://acme-pumps.test/a")


LANGUAGES = [
    ("https://acme-pumps.test/de/preise", "", "de"), ("https://acme-pumps.test/en-GB/x", "", "en"), ("https://fr.acme-pumps.test/x", "", "fr"), ("https://acme-pumps.test/?lang=en", "", "en"), ("https://acme-pumps.test/x", "насосы", "ru"),
    ("https://acme-pumps.test/x", "採用のご案内", "ja"), ("https://acme-pumps.test/my/account", "", "de"), ("https://acme-pumps.test/#/en/courses", "", "en"), ("https://acme-pumps.test/x", "", "de"),
]


@pytest.mark.parametrize("url, title, expected", LANGUAGES)
def test_language_of_the_page(url, title, expected):
    assert facts("language", url=url, title=title)["language"] == expected


def test_browser_language_and_country():
    found = facts("language", url="https://acme-pumps.test/", context={"locale": "pt-BR", "timezone": "Europe/Lisbon"})
    assert found["browser_language"] == "pt" and found["country_guess"] == "PT" and found["timezone"] == "Europe/Lisbon"
    assert facts("language", headers={"Accept-Language": "de-AT,de;q=0.9"}) == {"browser_language": "de", "country_guess": "AT"}


PAGES = [
    ("/de/preise/", "Preise", {"pricing"}), ("/en/careers/", "Careers", {"careers"}), ("/arbeiten-bei-uns/x", "", {"careers"}), ("/index.php?route=checkout/cart", "", {"cart"}), ("/", "Preise, Karriere, Kontakt", set()), ("/de/", "Karriere", set()),
    ("/de/xyz/", "Verschiedenes | Acme Karriere", set()), ("/x?id=7", "Kontakt - Acme Pumps", {"contact"}), ("/#/jobs/12", "", {"careers"}),
]


@pytest.mark.parametrize("path, title, expected", PAGES)
def test_sections(path, title, expected):
    found = facts("page", url=f"https://www.acme-pumps.test{path}", title=title)
    assert expected <= set(found.get("sections", ())) and bool(expected) == ("sections" in found), found


def test_pages_below_a_section():
    assert facts("page", url="https://acme-pumps.test/en/careers/engineer")["below"] == ("careers",)
    assert "below" not in facts("page", url="https://acme-pumps.test/en/careers/")


KINDS = [
    ("https://jobs.acme-pumps.test/x", "host_kind", "careers"), ("https://hilfe.acme-pumps.test/x", "host_kind", "help"), ("https://acme-pumps.test/", "home", True), ("https://acme-pumps.test/de/index.html", "home", True), ("https://acme-pumps.test/de/x", "home", None),
    ("https://acme-pumps.test/?page_id=12", "home", True), ("https://acme-pumps.test/#/a", "home", None), ("https://acme-pumps.test/#/a", "hash_route", "/a"), ("https://acme-pumps.test/#top", "hash_route", None), ("https://acme-pumps.test/.env", "probe", True), ("https://acme-pumps.test//wp-login.php", "probe", True),
    ("https://acme-pumps.test/a?file=..%2F..%2Fetc%2Fpasswd", "probe", True), ("https://acme-pumps.test/a?id=1%27%20union%20select%201", "probe", True), ("https://acme-pumps.test/shell-pumps", "probe", None), ("https://acme-pumps.test/alfa-laval/pumpe", "probe", None),
    ("https://acme-pumps.test/de/environment", "probe", None), ("https://acme-pumps.test/a/b.css", "asset", True), ("https://acme-pumps.test/d/Datenblatt.pdf?x=1", "file", "datenblatt.pdf"), ("https://acme-pumps.test/robots.txt", "robots_txt", True), ("https://acme-pumps.test/sitemap_index.xml", "sitemap", True),
    ("https://acme-pumps.test/blog/feed/", "feed", True), ("https://acme-pumps.test/feedback", "feed", None),
]


@pytest.mark.parametrize("url, fact, value", KINDS)
def test_kinds_of_requests(url, fact, value):
    assert facts("page", url=url).get(fact) == value


def test_an_owners_dangerous_pattern_is_left_out():
    start = time.perf_counter()
    facts("page", url="https://acme-pumps.test/" + "a" * 5000 + "!")
    assert time.perf_counter() - start < 0.5
    assert pages.compiled("(a+)+$") is None and pages.compiled("(broken") is None and pages.compiled("^/jobs(/|$)") is not None


@pytest.mark.parametrize("came_from, desk", [
    ("https://intranet.hydrovalt.test/start", "intranet.hydrovalt.test"), ("https://mail.hydrovalt.test/", "mail.hydrovalt.test"), ("https://www.hydrovalt.test/partners", None),
    ("https://intranet.unlisted.test/wettbewerber/2026", "intranet.unlisted.test"), ("https://unlisted.test/intranet/competitors.html", "unlisted.test"), ("https://intranet.unlisted.test/suppliers", None),
    ("https://blog.unlisted.test/acme-competitors", None), ("https://notes.unlisted.test/p/%EA%B2%BD%EC%9F%81%EC%82%AC", "notes.unlisted.test"),
])
def test_desks_of_rivals(came_from, desk):
    """A listed rival's inside, or an inside page about rivals; never a page that the public can read."""
    assert facts("referrer", url="https://acme-pumps.test/", referrer=came_from).get("rival_desk") == desk
