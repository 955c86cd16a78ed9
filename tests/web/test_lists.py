"""The three lists: who stands where and why, filters, pages, files, the sum."""

from __future__ import annotations

import re
import time
import urllib.parse
from collections.abc import Callable

import pytest

from tests.conftest import RunningCollector
from tests.web.conftest import ATTACK, Reader, buyer, collect, command, enter, event, link_of, listed, say

PATHS = {"leads": "/", "review": "/review", "excluded": "/excluded"}


def ids(page: str) -> list[str]:
    """The visitors that a list shows, in order."""
    return re.findall(r'class="who">\s*<a href="/visitors/(v\w+)', page)


def counts(page: str) -> dict[str, int]:
    """The numbers in the tabs."""
    found = re.findall(r'<a href="(/\w*)(?:\?[^"]*)?"[^>]*>[^<]*<span class="count">([^<]*)</span>', page)
    return {path: int(re.sub(r"\D", "", told)) for path, told in found if path in PATHS.values()}


def test_a_lead_is_read_in_ten_seconds(reader: Reader, lead: Callable[..., str]) -> None:
    person = lead("reads-well", "ada@acme-industries.com")
    reader.get("/?q=ada@acme-industries.com")
    assert ids(reader.text) == [person]
    for words in ("Ada Byron", "Head of Purchasing, Acme Industries", "Prospect", "Engagement", "Stage", "minutes ago", "there now"):
        assert words in reader.said, words
    assert 'href="mailto:ada@acme-industries.com"' in reader.text
    assert re.search(r"<time datetime=\"\d{4}-\d\d-\d\dT[\d:]+Z\" title=\"\d{4}-\d\d-\d\d [\d:]+ UTC\">", reader.text)


def test_the_rows_are_those_of_the_api(collector: RunningCollector, reader: Reader, lead: Callable[..., str]) -> None:
    lead("same-as-api", "same@acme-industries.com")
    for name, path in PATHS.items():
        told = collector.get(f"/v1/{name}?limit=50")
        assert ids(reader.get(path)) == [row["id"] for row in told[name]]


def test_the_tabs_add_up(reader: Reader, lead: Callable[..., str]) -> None:
    lead("adds-up", "sum@acme-industries.com")
    page = reader.get("/")
    told = counts(page)
    line = re.sub(r"[^\d+=]", "", re.search(r'<p class="sum">(.*?)</p>', page)[1])
    left, _, visitors = line.partition("=")
    assert [int(part) for part in left.split("+")] == list(told.values()) and len(told) == 3
    assert sum(told.values()) == int(visitors) > 0


def test_filters_are_those_of_the_api(collector: RunningCollector, reader: Reader, lead: Callable[..., str]) -> None:
    lead("filtered", "filtered@acme-industries.com", name="Zora Filter")
    for query in ("class=prospect", "q=Zora", "stage=lead", "min_probability=0.5", "min_fit=60", "min_engagement=1", "seen_page=/pricing", "since=2026-01-01"):
        told = collector.get(f"/v1/leads?{query}")
        page = reader.get(f"/?{query}")
        assert ids(page) == [row["id"] for row in told["leads"]], query
        files = re.findall(r'href="(/v1/leads\?[^"]*format=\w+)', page)
        assert len(files) == 2 and all(query.partition("=")[0] in file for file in files)


def test_an_empty_form_asks_for_everything(reader: Reader, lead: Callable[..., str]) -> None:
    lead("empty-form", "empty@acme-industries.com")
    everything = ids(reader.get("/"))
    fields = re.findall(r'<(?:input|select)[^>]* name="(\w+)"', re.search(r'<form class="filter".*?</form>', reader.text, re.S)[0])
    assert {"q", "class", "stage", "min_probability", "since"} <= set(fields)
    assert ids(reader.get("/?" + "&".join(f"{name}=" for name in fields))) == everything
    assert "Nobody matches" not in reader.text


def test_what_was_asked_stands_in_the_form(reader: Reader) -> None:
    reader.get("/?" + urllib.parse.urlencode({"q": ATTACK, "class": "bot", "stage": "visitor", "min_probability": "0.73", "since": "2026-01-02", "country": "SI"}))
    assert reader.status == 200 and "Nobody matches" in reader.said and "<script>" not in reader.text
    assert re.search(r'<option value="bot" selected>', reader.text) and 'value="2026-01-02"' in reader.text and "<option selected>0.73" in reader.text
    assert "<details open>" in reader.text


@pytest.mark.parametrize("query", ["since=yesterday", "min_probability=2", "class=wizard", "cursor=forged", "site=elsewhere", "min_fit=-1"])
def test_senseless_questions_are_refused_as_a_page(reader: Reader, query: str) -> None:
    reader.get(f"/?{query}")
    assert reader.status in (400, 404) and reader.headers["content-type"].startswith("text/html")
    assert "<h1>" in reader.text and "To the list of leads" in reader.said


def test_unknown_arguments_do_no_harm(reader: Reader) -> None:
    """A link from a newsletter carries them."""
    reader.get("/?utm_source=mail&format=csv&desk=hr&limit=99999")
    assert reader.status == 200 and reader.headers["content-type"].startswith("text/html")


def test_pages_lead_through_the_whole_list(own_collector: Callable[..., RunningCollector]) -> None:
    running = own_collector()
    collect(running, [event(f"many-{n}", "page", n, 1, properties={"url": "https://shop.test/"}) for n in range(120)])
    running.until("/v1/excluded", lambda told: told["total"] == 120)
    running.until("/v1/excluded?class=unknown", lambda told: told["total"] > 100)
    time.sleep(0.5)
    reader = enter(running, "pager@shop.test")
    seen, path, pages = [], "/excluded", 0
    while path:
        page = reader.get(path)
        seen += ids(page)
        pages += 1
        path = re.search(r'href="([^"]+)" rel="next"', page)
        path = path[1].replace("&amp;", "&") if path else ""
    assert pages == 3 and len(seen) == len(set(seen)) == 120
    assert "First page" in reader.said and "120 not for sales = 120 visitors" in reader.said
    assert re.search(r'href="/excluded\?class=unknown">Unknown <span class="count">120<', page), "classes are counted"


def test_files_are_had_with_the_cookie_alone(reader: Reader, lead: Callable[..., str]) -> None:
    lead("in-a-file", "file@acme-industries.com")
    reader.get("/")
    path = re.search(r'href="(/v1/leads\?[^"]*format=csv)"', reader.text)[1].replace("&amp;", "&")
    reader.get(path)
    assert reader.headers["content-type"].startswith("text/csv") and "file@acme-industries.com" in reader.text


def test_who_is_kept_out_is_listed_with_the_reason_and_without_contact(collector: RunningCollector, reader: Reader) -> None:
    collect(collector, buyer("kept-out", "kept.out@acme-industries.com", name="Kept Outside"))
    say(collector, "kept-out", **{"class": "student"})
    person = listed(collector, "kept-out", "excluded")
    page = reader.get("/excluded?class=student")
    assert person in ids(page) and "Somebody at Acme Industries" in reader.said
    assert "A sales person settled who this is" in reader.said
    for path in ("/excluded?class=student", f"/visitors/{person}"):
        reader.get(path)
        assert "kept.out" not in reader.text and "Kept Outside" not in reader.text


def test_sales_said_otherwise_than_the_signs(collector: RunningCollector, reader: Reader) -> None:
    """A probability of 2 % beside a class would look like a mistake: say who said it."""
    collect(collector, [event("said-so", "page", 60, 1, properties={"url": "https://shop.test/"}), event("said-so", "identify", 50, 2, traits={"email": "said@so-company.com"})])
    say(collector, "said-so", **{"class": "customer"})
    listed(collector, "said-so", "excluded")
    reader.get("/excluded?class=customer")
    assert "said by sales; the signs say" in reader.said


def test_an_empty_site_teaches(own_collector: Callable[..., RunningCollector]) -> None:
    running = own_collector()
    reader = enter(running, "new@shop.test")
    for path in PATHS.values():
        page = reader.get(path)
        assert "Nobody has been here yet" in reader.said and running.write_key in page and f"{running.url}/w.js" in page and "curl -u" in reader.said
    collect(running, [event("first", "page", 1, 1, properties={"url": "https://shop.test/"})], running.write_key)
    running.until("/v1/excluded", lambda told: told["total"] == 1)
    reader.get("/")
    assert "Nobody has been here yet" not in reader.said and "Nobody is ready for a call" in reader.said


def test_each_user_sees_their_sites_only(own_collector: Callable[..., RunningCollector]) -> None:
    running = own_collector()
    told = command(running, "site", "add", "second", "--domain", "second.test", "--json")
    key = re.search(r"sk_[0-9a-f]+", told)[0]
    collect(running, buyer("mine", "mine@acme-industries.com", company="First Company"))
    collect(running, buyer("yours", "yours@acme-industries.com", company="Second Company"), key)
    visitors = {name: running.get(f"/v1/visitors/{name}", secret)["id"] for name, secret in (("mine", running.secret_key), ("yours", key))}
    limited = enter(running, "limited@second.test", site="second")
    limited.get("/")
    assert "second" in limited.said and not re.search(r'<select[^>]* name="site"', limited.text)
    for identity in (visitors["mine"], "mine", "user of mine"):
        limited.get(f"/visitors/{urllib.parse.quote(identity)}")
        assert limited.status == 404 and "First Company" not in limited.text
    for path in ("/?site=main", "/review?site=main", "/install?site=main", f"/visitors/{visitors['mine']}?site=main", "/install/arrived?site=main"):
        limited.get(path)
        assert limited.status == 404 and "There is no such site" in limited.said, path
    limited.get(f"/visitors/{visitors['yours']}")
    assert limited.status == 200
    for deed in ("disposition", "suppress", "unmerge", "together"):
        limited.send(f"/visitors/{visitors['mine']}/{deed}", {"class": "bot", "site": "main"})
        assert limited.status == 404
        limited.get("/")
    both = enter(running, "both@shop.test")
    assert re.search(r'<select[^>]* name="site"', both.text)
    both.get("/install?site=second")
    assert re.search(r"wk_[0-9a-f]+", told)[0] in both.text and running.write_key not in both.text
    both.get(f"/visitors/{visitors['yours']}")
    assert both.status == 200 and 'href="/excluded?site=second"' in both.text, "links keep the site"


def test_links_of_users_are_for_them(collector: RunningCollector) -> None:
    reader = Reader(collector.url)
    reader.post("/sign-in", {"token": link_of(collector, "who.am.i@shop.test")})
    assert "Signed in as who.am.i@shop.test" in reader.text
