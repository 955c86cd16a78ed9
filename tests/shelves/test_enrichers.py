"""Every enricher: what it reads off examples, that it declares what it sets, and that nothing a stranger sends can hurt it."""
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tracker import networks
from tracker.model import Event, Network, Page, Site, World
from tracker.reading import agents, pages
from tracker.reading.emails import is_fake, is_role, kind_of, normal
from tracker.reading.forms import fake
from tracker.reading.languages import tag
from tracker.reading.places import kind_of_host
from tracker.shelf import load

SHELF = load("tracker.enrichers")
SITE = Site(name="acme", domain="acme-pumps.test", languages=("de", "en"), own_domains=("app.acme-pumps.test", "acme.test"), own_networks=("203.0.113.0/28", "rubbish"),
            competitor_domains=("hydrovalt.test", "pompes-delorme.test"), sections={"careers": ["^/arbeiten-bei-uns", "#/jobs", "(broken", "(a+)+$"]})
NETWORKS = {"192.0.2.1": Network(asn=64500, organisation="Hydrovalt GmbH", kind="business", country="DE"),
            "192.0.2.2": Network(asn=64501, organisation="Hydrovaltec Wholesale", kind="business"),
            "192.0.2.3": Network(asn=64502, organisation="Hetzner Online GmbH", kind="hosting"),
            "192.0.2.4": Network(asn=15169, organisation="Google LLC", kind="crawler"),
            "192.0.2.5": Network(asn=64503, organisation="Pompes Delorme SA", kind="business")}
WORLD = World(network=NETWORKS.get)
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/146.0.0.0 Safari/537.36"
BROWSER = {"library": {"name": "analytics.js"}}


def event(kind="page", url="", title="", referrer="", search="", **more) -> Event:
    """An event of a visitor's browser."""
    path = "/" + url.partition("://")[2].partition("/")[2].partition("?")[0].partition("#")[0] if url else ""
    return Event(message="m", kind=kind, at=1_772_000_000_000, received=0, page=Page(url=url, path=path, title=title, referrer=referrer, search=search), **more)


def facts(enricher: str, **given) -> dict:
    """What one enricher reads off such an event."""
    return SHELF[enricher].read(event(**given), SITE, WORLD)


AGENTS = [
    (CHROME, {"browser": "Chrome", "os": "Windows", "device": "pc"}),
    ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.3 Mobile/15E148 Safari/604.1", {"device": "phone", "os": "iOS"}),
    ("Mozilla/5.0 (iPad; CPU OS 16_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.6 Mobile/15E148 Safari/604.1", {"device": "tablet"}),
    ("Mozilla/5.0 (SMART-TV; LINUX; Tizen 6.0) AppleWebKit/537.36 (KHTML, like Gecko) 76.0.3809.146/6.0 TV Safari/537.36", {"device": "tv"}),
    ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", {"bot_name": "googlebot", "bot_kind": "search"}),
    ("Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko); compatible; ChatGPT-User/1.0; +https://openai.com/bot", {"bot_kind": "ai_assistant"}),
    ("Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.3; +https://openai.com/gptbot)", {"bot_kind": "ai_crawler"}),
    ("Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)", {"bot_kind": "preview"}),
    ("WhatsApp/2.24.20.89 A", {"bot_kind": "preview"}),
    ("Mozilla/5.0+(compatible; UptimeRobot/2.0; http://www.uptimerobot.com/)", {"bot_kind": "monitor"}),
    ("Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)", {"bot_kind": "seo"}),
    ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/134.0.6998.35 Safari/537.36", {"bot_kind": "automation"}),
    ("python-requests/2.32.3", {"bot_kind": "http_library"}),
    ("curl/8.5.0", {"bot_kind": "http_library"}),
    ("Mozilla/5.0 (compatible; Nmap Scripting Engine; https://nmap.org/book/nse.html)", {"bot_kind": "scanner"}),
    ("Feedly/1.0 (+http://www.feedly.com/fetcher.html; like FeedFetcher-Google)", {"bot_kind": "feed"}),
    ("Mozilla/5.0 (compatible; Frobnicator-Crawler/0.3; +https://frob.test/about)", {"bot_name": "frobnicator-crawler", "bot_kind": "other"}),
    ("LumiBot 2.0", {"bot_name": "lumibot", "bot_kind": "other"}),
    ("Liferoo/1.8.3 (Linux; en_GB.UTF-8; http://liferoo.test/)", {"bot_name": "liferoo", "bot_kind": "other"}),
    ("Mozilla/5.0", {"agent_odd": "bare"}),
    ("foo/1.0", {"bot_name": "foo", "bot_kind": "unlisted"}),
    ("SimpleChecker", {"bot_kind": "other"}),
    ("Comodo SSL Certificate Sentry", {"bot_kind": "unlisted"}),
    ("Mozilla/5.0 (compatible; Plukkie/1.5; http://www.botje.test/plukkie.htm)", {"bot_name": "plukkie", "bot_kind": "other"}),
    ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/133.0.0.0 Safari/537.36 page-screenshot/2", {"bot_name": "page-screenshot", "bot_kind": "preview"}),
    ("Mozilla/5.0 (Windows NT 6.1) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/51.0 Safari/537.36 (https://shrink.test)", {"bot_kind": "other"}),
    ("nyawc/1.8.1 CPython/3.6.5 Linux/3.10", {"bot_kind": "http_library"}),
    ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/146.0.0.0 Safari/537.3", {"agent_odd": "truncated"}),
    ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36 Edge/18.17763", {"agent_odd": "impossible"}),
    ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/109.0.0.0 Safari/537.36", {"browser_behind": 36}),
]
PEOPLE = [
    "Mozilla/5.0 (Linux; Android 8.1.0; CUBOT_P20) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/91.0.4472.101 Mobile Safari/537.36",
    "Mozilla/5.0 (Linux; Android 9; FEVER) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/78.0.3904.108 Mobile Safari/537.36",
    "Mozilla/5.0 (Mobile; Doppio_TEXTER_3G; rv:48.0) Gecko/48.0 Firefox/48.0 KAIOS/2.5.1.1",
    "Mozilla/5.0 (Windows NT 5.1) AppleWebKit/537.11 (KHTML, like Gecko) Chrome/23.0.1271.95 Safari/537.11",
    "Mozilla/5.0 (Linux; Android 10; ROBOT RB5) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/91.0.4472.101 Mobile Safari/537.36",
    "Opera/9.80 (Android; Opera Mini/76.0.2254/191.303; U; en) Presto/2.12.423 Version/12.16",
    "Nokia6300/2.0 (05.00) Profile/MIDP-2.0 Configuration/CLDC-1.1",
    "SAMSUNG-GT-E2152/E2152XXKA1 NetFront/4.1 Profile/MIDP-2.0 Configuration/CLDC-1.1",
    "Mozilla/5.0 (Linux; Android 12; moto g(50) 5G Build/S1RSS32.38-20-9-13; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/124.0 Mobile Safari/537.36 Instagram 333.0.0.42.91 Android",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/21F79 NAVER(inapp; search; 2000; 12.6.1; 14PRO)",
    "Mozilla/5.0 (Linux; Android 13; SM-A536B) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/112.0 Mobile Safari/537.36 [FB_IAB/FB4A;FBAV/511.0.0.69.109;]",
    "Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:109.0) Gecko/20100101 Firefox/115.0",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/70.0.3538.102 Safari/537.36 Edge/18.19042",
    "Mozilla/5.0 (Linux; Android 4.2.2; HTC Butterfly Build/JDQ39) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/31.0.1650.59 Mobile Safari/537.36",
    "Mozilla/5.0 (Linux; U; Android 2.2.1; en-ca; ViewSonic VB733 Build/FRG83) AppleWebKit/533.1 (KHTML, like Gecko) Version/4.0 Mobile Safari/533.1",
    "Mozilla/5.0 (Linux; Android 8.0.0; Expanse) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/86.0.4240.99 Mobile Safari/537.36",
    "Mozilla/5.0 (Linux; Android 15; RMX5250 Build/AP3A.240617.008; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/141.0.7390.97 Mobile Safari/537.36",
    "Mozilla/5.0 (Linux; Android 5.1; lephone T2V Build/LMY47D) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/39.0.0.0 Mobile Safari/537.36 SogouSearch Android1.0",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_11_4) AppleWebKit/537.36 (KHTML, like Gecko) QtWebEngine/5.6.0 Chrome/45.0.2454.101 Safari/537.36 Viber",
    "Lynx/2.8.9rel.1 libwww-FM/2.14 SSL-MM/1.4.1 GNUTLS/3.6.5",
    "LG KE970", "TIANYU-KTOUCH/A930/Screen-240X320", "Acme%20Shop/71 CFNetwork/1410.0.3 Darwin/22.6.0",
    "Mozilla/5.0 (Web0S; Linux/SmartTV) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/79.0.3945.79 Safari/537.36 WebAppManager",
]


@pytest.mark.parametrize("written, expected", AGENTS)
def test_agents_are_read(written, expected):
    found = facts("agent", agent=written, url="https://acme-pumps.test/", context=BROWSER)
    assert expected.items() <= found.items()


@pytest.mark.parametrize("written", PEOPLE)
def test_peoples_devices_are_neither_bots_nor_odd(written):
    found = facts("agent", agent=written, url="https://acme-pumps.test/", context=BROWSER)
    assert not found.keys() & {"bot_name", "agent_odd"}, found


def test_empty_agent_is_a_sign_only_where_a_browser_should_have_sent_one():
    log = {"library": {"name": "server-log"}}
    assert facts("agent", agent="", context=log, trusted=True, url="https://acme-pumps.test/") == {"agent_empty": True}
    assert facts("agent", agent="", trusted=True, url="https://acme-pumps.test/") == {}
    assert facts("agent", agent="python-requests/2", trusted=True, context={"library": {"name": "analytics-python"}}) == {}


def test_a_flood_of_new_agents_costs_little():
    start = time.perf_counter()
    for number in range(200):
        agents.facts_of(f"{'(' * 200}{number}{' ;' * 200}"[:512])
        agents.facts_of(f"Mozilla/5.0 {'a' * 300}{number} Chrome")
    assert time.perf_counter() - start < 4


def test_an_apps_networking_library_says_nothing_of_the_person_who_holds_the_phone():
    app = {"library": {"name": "analytics-kotlin"}}
    assert facts("agent", agent="okhttp/4.12.0", kind="screen", context=app) == {}
    assert facts("agent", agent="AcmeShop/7", kind="track", context={"library": {"name": "analytics-ios"}}) == {}
    assert facts("agent", agent="okhttp/4.12.0", url="https://acme-pumps.test/", context=BROWSER)["bot_kind"] == "http_library"


BACKENDS = [("analytics-python", True), ("analytics-node", True), ("winnow-python", True), ("rudder-sdk-node", True), ("analytics-java", True), ("@segment/analytics-node", True),
            ("analytics.js", False), ("analytics-react-native", False), ("analytics-ios", False), ("server-log", False), ("analytics-kotlin", False)]


@pytest.mark.parametrize("library, server", BACKENDS)
def test_back_ends_are_told_by_their_library(library, server):
    given = {"context": {"library": {"name": library}}, "agent": "curl/8", "address": "192.0.2.1", "headers": {"Sec-GPC": "1"}}
    assert facts("backend", **given) == ({"backend": True} if server else {})
    if server:
        assert [facts(name, **given) for name in ("agent", "headers", "network")] == [{}, {}, {}]


HEADERS = [
    ({"sec-gpc": "1", "Accept-Language": "de"}, {}, {"gpc": True}),
    ({"Sec-Purpose": "prefetch;prerender", "accept-language": "de"}, {}, {"prefetch": True}),
    ({"Accept": "*/*"}, {}, {"no_accept_language": True}),
    ({"Accept-Language": "de", "Sec-CH-UA": '"Chromium";v="120", "Google Chrome";v="120"'}, {}, {"header_contradiction": "brand"}),
    ({"Accept-Language": "de", "Sec-CH-UA": '"HeadlessChrome";v="146"'}, {}, {"header_contradiction": "automation"}),
    ({"Accept-Language": "de", "Sec-CH-UA": '"Chromium";v="146"', "Sec-CH-UA-Platform": '"Linux"'}, {}, {"header_contradiction": "platform"}),
    ({"Accept-Language": "de", "Sec-CH-UA": '"Chromium";v="146"', "Sec-CH-UA-Platform": '"Windows"', "Sec-CH-UA-Mobile": "?0"}, {}, {}),
    ({"Accept-Language": "de", "Sec-Fetch-Mode": "cors"}, {}, {"header_contradiction": "hints_missing"}),
    ({"Accept-Language": "de", "Sec-Fetch-Mode": "cors"}, {"trusted": True}, {}),
    ({"Accept-Language": "de"}, {"properties": {"method": "HEAD", "status": 404}}, {"method": "HEAD", "status": 404}),
    ({"Accept-Language": "de"}, {"properties": {"method": "password", "status": "mail_sent"}}, {}),
    ({}, {"context": {"signs": {"webdriver": True, "human": 3}}}, {"webdriver": True, "human_signs": 3}),
    ({}, {"context": {"signs": {"webdriver": "true", "human": True}}}, {"human_signs": 1}),
    ({}, {}, {}),
]


@pytest.mark.parametrize("sent, more, expected", HEADERS)
def test_headers_are_read(sent, more, expected):
    assert facts("headers", headers=sent, agent=CHROME, url="https://acme-pumps.test/", **more) == expected


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


NETS = [
    ("203.0.113.5", CHROME, {"own_network": True}), ("::ffff:203.0.113.5", CHROME, {"own_network": True}), ("203.0.113.77", CHROME, {}), ("rubbish", CHROME, {}), ("2001:db8::1", CHROME, {}),
    ("192.0.2.1", CHROME, {"organisation": "Hydrovalt GmbH", "network_kind": "business", "asn": 64500, "country": "DE", "competitor_network": "hydrovalt.test"}),
    ("192.0.2.2", CHROME, {"organisation": "Hydrovaltec Wholesale", "network_kind": "business", "asn": 64501}),
    ("192.0.2.5", CHROME, {"organisation": "Pompes Delorme SA", "network_kind": "business", "asn": 64503, "competitor_network": "pompes-delorme.test"}),
    ("192.0.2.3", "Mozilla/5.0 (compatible; Googlebot/2.1)", {"organisation": "Hetzner Online GmbH", "network_kind": "hosting", "asn": 64502, "fake_crawler": "googlebot"}),
    ("192.0.2.4", "Mozilla/5.0 (compatible; Googlebot/2.1)", {"organisation": "Google LLC", "network_kind": "crawler", "asn": 15169, "crawler_range": True}),
    ("192.0.2.200", "Mozilla/5.0 (compatible; Googlebot/2.1)", {}),
]


@pytest.mark.parametrize("where, written, expected", NETS)
def test_networks(where, written, expected):
    assert facts("network", address=where, agent=written, url="https://acme-pumps.test/") == expected


def test_networks_are_loaded_longest_prefix_first(tmp_path):
    file = tmp_path / "nets.csv"
    file.write_text('cidr,asn,organisation,kind\n10.0.0.0/8,1,Big,isp\n10.1.0.0/16,AS2,"Small, Ltd",business\n2001:db8::/32,3,Six,mobile\n10.1.1.1/32,4,One,hosting\n', encoding="utf-8")
    ask = networks.load(file)
    assert [ask(where).organisation if ask(where) else None for where in ("10.9.9.9", "10.1.2.3", "10.1.1.1", "2001:db8::5", "11.0.0.1", "x", "")] == ["Big", "Small, Ltd", "One", "Six", None, None, None]
    file.write_text("10.0.0.0/8,1,Big,isp\n10.300.0.0/8,1,Bad,isp\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"line 2: '10\.300.* is no network .* Write cidr,asn,organisation,kind"):
        networks.load(file)
    with pytest.raises(OSError):
        networks.load(tmp_path / "none.csv")
    (tmp_path / "bad.mmdb").write_bytes(b"rubbish")
    with pytest.raises(ValueError, match="no MaxMind data base"):
        networks.load(tmp_path / "bad.mmdb")


EMAILS = [
    ("Jo@ACME.test", "own"), ("jo@mail.acme-pumps.test", "own"), ("x.y@hydrovalt.test", "competitor"), ("x@nothydrovalt.test", "company"), ("jo@gmail.com", "free"), ("jo@siol.net", "free"), ("jo@gmx.de", "free"), ("jo@hey.com", "free"),
    ("a.b@privaterelay.appleid.com", "masked"), ("jo@duck.com", "masked"), ("jo@mailinator.com", "disposable"), ("prof@cam.ac.uk", "academic"), ("jo.meier@uni-heidelberg.de", "academic"), ("jo@stud.uni-heidelberg.de", "student"),
    ("s1234567@umich.edu", "student"), ("jo@alumni.tum.de", "alumni"), ("x@bund.de", "government"), ("x@treasury.gov.uk", "government"), ("x@nytimes.com", "press"), ("x@northstar-capital.com", "investor"), ("jo@firma.example", "company"),
]


@pytest.mark.parametrize("written, kind", EMAILS)
def test_addresses(written, kind):
    found = facts("address", kind="identify", traits={"email": written})
    assert found["email"] == written.lower() and found["email_kind"] == kind and "email_fake" not in found


def test_where_addresses_are_found():
    assert facts("address", kind="identify", account="jo@firma.example")["email"] == "jo@firma.example"
    assert facts("address", kind="track", name="x", properties={"fields": [{"name": "E-Mail-Adresse", "value": " Jo@Firma.example "}]})["email"] == "jo@firma.example"
    assert facts("address", kind="track", name="x", properties={"メールアドレス": "jo@firma.example"})["email_domain"] == "firma.example"
    assert facts("address", kind="identify", account="user-12") == {}


@pytest.mark.parametrize("written", ["", "a", "@", "a@b", "a b@c.de", "a@@b.de", "a@b..de", "a@-b.de", ".a@b.de", "a@b.d", "a@b.c0m1.9", "<a@b.de>", "a@" + "b" * 64 + ".de", "a" * 65 + "@b.de", None, 5, ["a@b.de"], "a@b.de\n.x", "\ud800@b.de\x00"])
def test_what_is_no_address(written):
    assert normal(written) == ""


def test_roles_and_fakes():
    for role in ("info@x.example", "sales+web@x.example", "purchasing@x.example", "no-reply@x.example", "kontakt@x.example"):
        assert facts("address", kind="identify", traits={"email": role})["email_role"] is True
    for sham in ("test@test.com", "test+12@x.example", "asdf@x.example", "a@a.com", "no@mail.com", "qwertz@gmx.de", "xxx@xxx.com"):
        assert is_fake(sham), sham
    for person in ("ng@krk.example", "jt@firma.example", "testa@firma.example", "max@firma.example", "nope.smith@x.example", "vlk@vlk-group.example", "i@firma.example", "müller@firma.example", "kim@kim.com", "hertz@hertz.com"):
        assert not is_fake(person), person


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


SHAPES = [
    {"fields": [{"name": "firstname", "value": "Bettina"}, {"name": "lastname", "value": "Pfaff"}, {"name": "email", "value": "b@k.example"}, {"name": "company", "value": "Klinikum"}, {"name": "jobtitle", "value": "Leitung"}, {"name": "message", "value": "Bitte rufen Sie an"}]},
    {"fields": {"vorname": "Bettina", "nachname": "Pfaff", "email": "b@k.example", "firma": "Klinikum", "position": "Leitung", "nachricht": "Bitte rufen Sie an"}},
    {"formId": "wpcf7-f213", "status": "mail_sent", "inputs": {"your-name": "Bettina Pfaff", "your-email": "b@k.example", "your-company": "Klinikum", "your-position": "Leitung", "your-message": "Bitte rufen Sie an"}},
    {"form_id": "contact", "name": "Bettina Pfaff", "email": "b@k.example", "company": "Klinikum", "job_title": "Leitung", "message": "Bitte rufen Sie an"},
    {"form_id": "contact", "imie_nazwisko": "Bettina Pfaff", "email": "b@k.example", "firma": "Klinikum", "stanowisko": "Leitung", "tresc": "Bitte rufen Sie an"},
    {"お名前": "Bettina Pfaff", "メールアドレス": "b@k.example", "会社名": "Klinikum", "役職": "Leitung", "お問い合わせ内容": "Bitte rufen Sie an"},
    {"contact[name]": "Bettina Pfaff", "contact[email]": "b@k.example", "contact[company]": "Klinikum", "contact[job_title]": "Leitung", "contact[message]": "Bitte rufen Sie an"},
]


@pytest.mark.parametrize("properties", SHAPES)
def test_five_shapes_of_forms(properties):
    found = facts("form", kind="track", name="Form Submitted", properties=properties)
    assert (found["form_person"], found["form_company"], found["form_title"], found["form_text"], found["form_length"]) == ("Bettina Pfaff", "Klinikum", "Leitung", "Bitte rufen Sie an", 18)
    assert facts("address", kind="track", name="Form Submitted", properties=properties)["email"] == "b@k.example"


def test_what_is_a_form():
    for name in ("Formularz wysłany", "Форма отправлена", "お問い合わせ送信", "wpcf7mailsent", "Demo Requested", "Formular gesendet"):
        assert facts("form", kind="track", name=name, properties={"message": "x y", "email": "a@b.de"})["form"] is True
    assert facts("form", kind="track", name="unheard of", properties={"email": "a@b.de"})["form"] is True
    assert facts("form", kind="track", name="Demo Requested", properties={"message_length": 150, "email": "a@b.de"})["form_length"] == 150
    for name, sent in (("Signed Up", {"email": "a@b.de"}), ("Checkout Step Completed", {"email": "a@b.de"}), ("Product Viewed", {"name": "x"}), ("Shared", {"url": "x"})):
        assert "form" not in facts("form", kind="track", name=name, properties=sent)
    assert facts("form", kind="page", properties={"email": "a@b.de"}) == {}


@pytest.mark.parametrize("name", ["Ng", "JT", "Krk", "Vlk", "Smrž", "Ազատ Պետրոսյան", "సునీత", "王", "西岡 由香", "Ó", "Test Rossa", "Anna Testa", "Mr. None-Such", "Abc Logistics Ltd", "Li Li", "Fang", "محمد", "Bo Xu", "Strč Prst", "Hertz", "Wertz", "Azer Aliyev", "Teresa"])
def test_short_and_foreign_names_are_no_fakes(name):
    assert fake(name, {"email": "x.y@firma.example", "message": "Bitte um Angebot", "company": "Krk d.o.o."}) == ""


@pytest.mark.parametrize("given", [{"name": "asdf", "message": "xyz"}, {"name": "Test Test", "message": "TEST please ignore"}, {"name": "Juan", "company": "xyz", "message": "xyz"}, {"name": "qwertz qwertz"}, {"name": "йцукен"}, {"name": "x", "message": "test"}])
def test_jokes_are_told(given):
    assert fake(given.get("name", ""), given)


def test_links_in_a_form():
    found = facts("form", kind="track", name="Form Submitted", properties={"name": "best-seo.com/ cheap", "email": "a@b.de", "message": "see https://a.de and www.b.de"})
    assert found["form_links"] == 12


ACTIONS = [
    ("Product Viewed", {}, "viewed_product"), ("product_added", {}, "added_to_cart"), ("orderCompleted", {}, "order_completed"), ("Sign In Failed", {}, "login_failed"), ("Job Application Sent", {}, "applied"), ("Formularz wysłany", {}, "form_submitted"),
    ("Form Submitted", {"form_id": "application"}, "applied"), ("Form Submitted", {"form_name": "Demo vereinbaren"}, "demo_requested"), ("Form Submitted", {"form_id": "newsletter-footer"}, "newsletter"), ("Email Subscribed", {}, "newsletter"),
    ("Page Engaged", {"seconds": 12.5}, "engaged"), ("Subscription Cancelled", {}, "subscription_cancelled"), ("Order Form Opened", {}, None), ("", {}, None), ("Lesson Completed", {}, "lesson"), ("File Downloaded", {}, "downloaded"),
]


@pytest.mark.parametrize("name, properties, expected", ACTIONS)
def test_actions(name, properties, expected):
    assert facts("action", kind="track", name=name, properties=properties).get("action") == expected


def test_amounts():
    found = facts("action", kind="track", name="Order Completed", properties={"total": "344.50", "currency": "eur"})
    assert found == {"action": "order_completed", "value_amount": 344.5, "currency": "EUR"}
    for bad in (float("nan"), float("inf"), -1, 10**400, True, "1e999", [], {}, "٢"):
        assert "value_amount" not in facts("action", kind="track", name="Order Completed", properties={"total": bad})
    assert facts("action", kind="track", name="Page Engaged", properties={"seconds": 12.5})["engaged_seconds"] == 12.5


KEYS = st.sampled_from(["email", "name", "fields", "inputs", "value", "message", "url", "query", "total", "seconds", "library", "campaign", "signs", "page", "locale", "timezone", "company", "address", "status", "method", "form_id", "title", "human", "traits", "lang"])
LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | st.text(max_size=60) | st.sampled_from(["\ud800", "\x00", "a@b.de", "http://[::1", "https://x/%ff%fe?q=%", "1" * 400, "(" * 300, "xn--\u0663", "::ffff:1.2.3.4%eth0", "%" * 50])
JSON = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12) | KEYS, inner, max_size=5), max_leaves=12)
TEXTS = st.text(max_size=80) | st.sampled_from(["\ud800x", "https://\ud800/", "http://[::1", "https://x.test:99999/a?b=%ff#/\x00", "//", "?", "#/", "a" * 5000, "https://xn--/", "https://" + "a." * 2000, "Mozilla/5.0 " + "(" * 400, "test@test"])


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(kind=st.sampled_from(["page", "track", "identify", "group", "screen", "alias"]), texts=st.lists(TEXTS, min_size=9, max_size=9), given_=st.tuples(st.dictionaries(KEYS, JSON, max_size=6), st.dictionaries(KEYS, JSON, max_size=6), st.dictionaries(KEYS, JSON, max_size=6)),
       headers=st.dictionaries(st.sampled_from(["Sec-GPC", "accept-language", "Referer", "Sec-CH-UA", "User-Agent"]), TEXTS, max_size=4))
def test_nothing_a_stranger_sends_makes_an_enricher_fail(kind, texts, given_, headers):
    """Total, pure, and no fact that is not declared."""
    sent = Event(message="m", kind=kind, at=0, received=0, name=texts[0], account=texts[1], page=Page(url=texts[2], path=texts[3], title=texts[4], referrer=texts[5], search=texts[6]),
                 agent=texts[7], address=texts[8], properties=given_[0], traits=given_[1], context=given_[2], headers=headers)
    for name, enricher in SHELF.items():
        found = enricher.read(sent, SITE, WORLD)
        assert found.keys() <= enricher.ENRICHER.facts.keys(), name
        assert found == enricher.read(sent, SITE, WORLD), name
        assert all(value is not None and value != "" for value in found.values()), (name, found)
        assert len(repr(found)) < 60_000, name


def test_no_two_enrichers_declare_the_same_fact_and_each_says_what_it_means():
    seen = [fact for enricher in SHELF.values() for fact in enricher.ENRICHER.facts]
    assert len(seen) == len(set(seen))
    for name, enricher in SHELF.items():
        assert enricher.ENRICHER.says and all(enricher.ENRICHER.facts.values()), name


@pytest.mark.parametrize("make", [lambda n: "a@" * n, lambda n: "https://" + "a." * n, lambda n: "?" + "&q=" * n, lambda n: "%25" * n, lambda n: "Chrome/" * n, lambda n: "ContextualBot" * n, lambda n: "www." * n, lambda n: " | " * n, lambda n: "٣" * n])
def test_time_does_not_grow_with_what_is_sent(make):
    long = make(20_000)
    start = time.perf_counter()
    sent = Event(message="m", kind="track", at=0, received=0, name=long, account=long, page=Page(url=long, path=long, title=long, referrer=long, search=long), agent=long, address=long,
                 properties={"email": long, "message": long, "name": long, long: long}, traits={"email": long, "title": long}, context={"locale": long, "timezone": long, "library": {"name": long}}, headers={"accept-language": long, "sec-ch-ua": long})
    for enricher in SHELF.values():
        enricher.read(sent, SITE, WORLD)
    assert time.perf_counter() - start < 1.0


def test_kinds_of_domains_do_not_need_the_site():
    assert kind_of("jo", "firma.example") == "company" and tag("de_AT") == ("de", "AT") and kind_of_host("www.indeed.co.uk") == "job_board" and is_role("info")
