"""The enrichers of what sends: the program's name, the back end, the headers and the network behind the address."""
import time

import pytest

from tests.shelves.one_event import facts
from tracker import networks
from tracker.reading import agents

CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/146.0.0.0 Safari/537.36"
BROWSER = {"library": {"name": "analytics.js"}}

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
