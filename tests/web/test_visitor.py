"""A visitor's page: sums that add up, what was said, what was decided, and nothing that runs."""

from __future__ import annotations

import html
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser

from tests.conftest import RunningCollector
from tests.web.conftest import ATTACK, Reader, buyer, collect, event, listed, say
from tracker.model import CLASSES


def number(told: str) -> int:
    """A number as the pages write it."""
    return int(re.sub(r"[^\d-]", "", html.unescape(told).replace("−", "-")))


def test_the_sums_add_up_for_every_class(collector: RunningCollector, reader: Reader, lead: Callable[..., str]) -> None:
    person = lead("sums", "sums@acme-industries.com")
    told = collector.get(f"/v1/visitors/{person}/explain")["classes"]
    for name in CLASSES:
        page = reader.get(f"/visitors/{person}?class={name}")
        prior, points, score = (int(re.search(rf'data-{word}="(-?\d+)"', page)[1]) for word in ("prior", "points", "score"))
        rows = re.findall(r'<td class="number (?:plus|minus)">([^<]+)</td>', page)
        assert prior + points == score == told[name]["score"] and prior == told[name]["prior"]
        assert sum(map(number, rows)) == points and len(rows) == len(told[name]["contributions"])


def test_who_why_and_what_is_unknown(collector: RunningCollector, reader: Reader, lead: Callable[..., str]) -> None:
    person = lead("explained", "explained@acme-industries.com")
    told = collector.get(f"/v1/visitors/{person}/explain")
    reader.get(f"/visitors/{person}")
    assert told["sentence"] in reader.said and all(item in reader.said for item in told["unknown"])
    assert not told["counterfactual"] or told["counterfactual"]["says"] in reader.said
    for words in ("explained@acme-industries.com", "Acme Industries", "Demo Requested", "Looked at Pricing", "Said who they are", "Three measures"):
        assert words in reader.said, words
    shares = re.findall(r'class="fill" width="([\d.]+)"', re.search(r'<table class="bars">.*?</table>', reader.text, re.S)[0])
    assert len(shares) == 8 and abs(sum(map(float, shares)) - 100) < 0.5


def test_other_ids_lead_to_the_one_that_names_nobody(collector: RunningCollector, reader: Reader) -> None:
    """A userId may be an e-mail address: it must not stay in the address bar."""
    collect(collector, [event("names", "identify", 5, 1, userId="named@acme-industries.com", traits={"email": "named@acme-industries.com"})])
    person = collector.get("/v1/visitors/names")["id"]
    for identity in ("names", "named@acme-industries.com"):
        reader.get(f"/visitors/{identity}")
        assert reader.at.endswith(f"/visitors/{person}") and reader.status == 200
    assert "named@" not in reader.text, "not a lead: the account's id, which is an address, is kept back"


def test_looking_back(collector: RunningCollector, reader: Reader) -> None:
    collect(collector, buyer("past", "past@acme-industries.com", days=10))
    person = collector.get("/v1/visitors/past")["id"]
    day = (datetime.now(UTC) - timedelta(days=5)).date().isoformat()
    now, then = reader.get(f"/visitors/{person}"), reader.get(f"/visitors/{person}?as_of={day}")
    assert "Demo Requested" in now and "Demo Requested" not in then.partition('id="timeline"')[2].partition("</section>")[0]
    assert f"As it stood at the end of {day}" in reader.said and f'value="{day}"' in then
    assert then.count("<li><time") == 1 and now.count("<li><time") == 4
    prior, points, score = (int(re.search(rf'data-{word}="(-?\d+)"', then)[1]) for word in ("prior", "points", "score"))
    assert prior + points == score
    say(collector, "past", **{"class": "student"})
    reader.get(f"/visitors/{person}?as_of={day}")
    assert "Probably a student" not in reader.said, "what was said later was not known then"
    reader.get(f"/visitors/{person}?as_of=someday")
    assert reader.status == 400


def test_addresses_of_others_than_leads_lose_their_queries(collector: RunningCollector, reader: Reader) -> None:
    """A confirmation link often holds the e-mail address."""
    page = {"url": "https://shop.test/confirm?email=queried@acme-industries.com", "referrer": "https://mail.test/?to=queried@acme-industries.com"}
    collect(collector, [event("queried", "page", 5, 1, properties=page)])
    reader.get("/visitors/queried")
    assert "https://shop.test/confirm" in reader.text and "https://mail.test/" in reader.text and "queried@" not in reader.text


def test_a_long_timeline_has_pages(collector: RunningCollector, reader: Reader) -> None:
    collect(collector, [event("long", "page", 60 * n, n, properties={"url": f"https://shop.test/p/{n}", "title": f"Page {n} of many"}) for n in range(70)])
    person = collector.get("/v1/visitors/long")["id"]
    page = reader.get(f"/visitors/{person}")
    shown = re.findall(r"Page (\d+) of many", page)
    older = re.search(r'href="([^"]+before=[^"]+)#timeline">Older', page)[1].replace("&amp;", "&")
    page = reader.get(older)
    shown += re.findall(r"Page (\d+) of many", page)
    assert [int(n) for n in dict.fromkeys(shown)] == list(range(70)) and "Older" not in page and "Newest" in page


def test_a_disposition_moves_somebody(collector: RunningCollector, reader: Reader, lead: Callable[..., str]) -> None:
    person = lead("moves", "moves@acme-industries.com")
    reader.get(f"/visitors/{person}")
    reader.send(f"/visitors/{person}/disposition", {"class": "job_seeker", "outcome": "", "note": f"Wants to work here {ATTACK}"})
    assert reader.status == 200 and "Noted" in reader.said and "Job seeker: “Wants to work here" in reader.said
    assert "owner@shop.test, just now" in reader.said and "<script>" not in reader.text
    assert listed(collector, person, "excluded") == person
    assert person not in reader.get("/") and person in reader.get("/excluded?class=job_seeker")
    reader.get(f"/visitors/{person}")
    assert '<option value="job_seeker" selected>' in reader.text
    reader.send(f"/visitors/{person}/disposition", {"class": "prospect", "outcome": "not_now", "note": ""})
    assert listed(collector, person, "leads") == person


def test_senseless_dispositions_are_refused(reader: Reader, lead: Callable[..., str]) -> None:
    person = lead("senseless", "senseless@acme-industries.com")
    for form in ({}, {"class": "wizard"}, {"outcome": "maybe"}):
        reader.get(f"/visitors/{person}")
        reader.send(f"/visitors/{person}/disposition", form)
        assert reader.status == 400 and "<h1>" in reader.text
    reader.get(f"/visitors/{person}")
    reader.send(f"/visitors/{person}/disposition", {"class": "prospect", "note": "\x00" + "n" * 5000})
    assert reader.status == 200 and "n" * 1000 in reader.text and "n" * 1001 not in reader.text


def test_do_not_contact(collector: RunningCollector, reader: Reader, lead: Callable[..., str]) -> None:
    person = lead("objects", "objects@acme-industries.com", name="Olga Objector")
    reader.get(f"/visitors/{person}")
    assert "objects@acme-industries.com" in reader.text
    reader.send(f"/visitors/{person}/suppress", {"reason": "Wrote to us"})
    assert "Do not contact (Wrote to us)" in reader.said and "objects@" not in reader.text and "Olga" not in reader.text
    listed(collector, person, "excluded")
    assert person not in reader.get("/")


def test_parts_come_apart_and_together(collector: RunningCollector, reader: Reader) -> None:
    shared = {"email": "two.devices@acme-industries.com"}
    collect(collector, [event("laptop", "page", 60, 1, properties={"url": "https://shop.test/a"}), event("laptop", "identify", 50, 2, traits=shared),
                        event("telephone", "page", 40, 1, properties={"url": "https://shop.test/b"}), event("telephone", "identify", 30, 2, traits=shared)])  # fmt: skip
    whole = collector.get("/v1/visitors/laptop")
    assert collector.get("/v1/visitors/telephone")["id"] == whole["id"]
    reader.get(f"/visitors/{whole['id']}")
    part = re.search(r'telephone</code></span>.*?name="part" value="(\w+)"', reader.text, re.S)[1]
    reader.send(f"/visitors/{whole['id']}/unmerge", {"part": part})
    assert reader.status == 200 and "Taken apart" in reader.said
    assert collector.get("/v1/visitors/laptop")["id"] != collector.get("/v1/visitors/telephone")["id"]
    action = re.search(r'action="(/visitors/\w+/together)"', reader.text)[1]
    reader.send(action, {"part": part})
    assert "Put together again" in reader.said
    again = collector.get("/v1/visitors/laptop")
    assert again["id"] == collector.get("/v1/visitors/telephone")["id"] and again["evidence"] == whole["evidence"]
    reader.send(f"/visitors/{again['id']}/unmerge", {"part": "v0000"})
    assert reader.status == 400


def attacked(person: str) -> list[dict]:
    """Somebody every value of whom is an attack."""
    page = {"url": f"https://shop.test/?{ATTACK}", "title": ATTACK, "path": f"/{ATTACK}", "referrer": "javascript:document.title='run'//"}
    traits = {"email": f"{person}@acme-industries.com", **dict.fromkeys(("name", "company", "title", "country", "phone", "city", "plan"), ATTACK)}
    messages = [
        event(person, "page", 50, 1, properties=page),
        event(person, "page", 49, 2, properties={"url": "javascript:document.title='run'", "title": "t", "referrer": "data:text/html,<script>1</script>"}),
        event(person, "track", 48, 3, event=ATTACK[:200], properties={ATTACK: ATTACK, "list": [{"deep": ATTACK}], "href": "JaVaScRiPt:alert(1)"}),
        event(person, "track", 47, 4, event="Demo Requested", properties={"form": ATTACK}),
        event(person, "screen", 46, 5, name=ATTACK[:200]),
        event(person, "identify", 45, 6, userId=ATTACK[:200], traits=traits),
        event(person, "group", 44, 7, groupId=ATTACK[:200], traits={"name": ATTACK, "industry": ATTACK}),
    ]
    for message in messages:
        message["context"] = {**message["context"], "userAgent": f"{ATTACK} Chrome/1", "campaign": {"source": ATTACK, "name": ATTACK, "medium": ATTACK}}
    return messages


class Tags(HTMLParser):
    """The tags of a page with their attributes, as a browser reads them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep a tag."""
        self.found.append((tag, {name: value or "" for name, value in attrs}))


def test_tracked_values_are_text(collector: RunningCollector, reader: Reader) -> None:
    collect(collector, attacked("attack"))
    say(collector, "attack", **{"class": "prospect", "note": ATTACK})
    person = listed(collector, "attack", "leads")
    for path in ("/", "/?q=attack", f"/visitors/{person}", f"/visitors/{person}?class=bot"):
        reader.get(path)
        assert reader.status == 200
        tags = Tags(reader.text).found
        assert not [tag for tag, given in tags if tag == "script" or any(name.startswith("on") or name in ("style", "srcdoc") for name in given)]
        assert [given["src"] for tag, given in tags if tag == "img"] == ["/static/mark.svg"]
        targets = [given[name] for _, given in tags for name in ("href", "src", "action", "formaction") if name in given]
        assert all(target.startswith(("/", "#", "https://shop.test/", "https://search.test/", "mailto:", "tel:")) for target in targets), targets
    foreign = re.findall(r'<a href="https?:[^>]*>', reader.text)
    assert foreign and all('rel="noreferrer noopener nofollow"' in one for one in foreign)
    assert "javascript:document.title" in reader.said, "shown, but as text"


def test_a_missing_visitor_is_a_page(reader: Reader) -> None:
    for identity in ("nobody", "a/b/c", "%00", "%ff", "x" * 3000):
        reader.get(f"/visitors/{identity}")
        assert reader.status == 404 and "Not found" in reader.said, identity
    reader.get(f"/visitors/nobody?site={'x' * 100}")
    assert reader.status == 404


def test_a_visitor_just_seen_has_a_page(collector: RunningCollector, reader: Reader) -> None:
    """Before the judge has been there, too."""
    started = time.monotonic()
    collect(collector, [event("fresh", "page", 0, 1, properties={"url": "https://shop.test/"})])
    reader.get("/visitors/fresh")
    assert reader.status == 200 and "1 event, first just now" in reader.said and time.monotonic() - started < 10
