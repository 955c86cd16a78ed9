"""Messages in thirty languages through the whole corridor: who is no buyer never becomes a lead, and no buyer is turned away."""

import tomllib
from pathlib import Path

import pytest

from tracker.model import Known, Sender, Site, World
from tracker.pipeline import ingest, judge
from tracker.rulebook import load
from tracker.stores.memory import MemoryStore
from tracker.wire import Delivery

LETTERS = tomllib.loads((Path(__file__).parent / "letters.toml").read_text(encoding="utf-8"))
WRITTEN = [(language, who, letter) for language, row in LETTERS.items() for who, letters in row.items() for letter in letters]
NOW = 1_775_637_000_000
FROM = {"RIVAL": "jo@rivalsoft.test", "FREE": "ann.kolar81@gmail.com", "UNI": "j.lind@uni-graz.at", "": "k.weber@weltram.test"}
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/146.0.0.0 Safari/537.36"


def judged(language: str, letter: str, *before: str, **profile):
    """Somebody who saw the home page and these pages, then wrote, on a site with this profile."""
    site = Site(name="shop", domain="nordwell.test", languages=(language,), competitor_domains=("rivalsoft.test",), **profile)
    mark, _, text = letter.partition(" ")
    message = text if mark in ("RIVAL", "FREE", "UNI") else letter
    pages = [{"type": "page", "context": {"page": {"url": f"https://nordwell.test{path}", "path": path}}} for path in ("/", *before, "/kontakt-x")]
    form = {"type": "track", "event": "Form Submitted", "properties": {"email": FROM.get(mark, FROM[""]), "message": message}, "context": pages[-1]["context"]}
    store = MemoryStore([site])
    for number, call in enumerate((*pages, form)):
        at = NOW + number * 40_000
        sender = Sender(site=site, agent=CHROME, headers={"user-agent": CHROME, "accept-language": language}, received=at)
        store.record(ingest(Delivery(messages=({**call, "anonymousId": "d", "messageId": f"m{number}"},), single=True), sender, load(), World()))
    known = store.known("shop", store.resolve("shop", "d"))
    assert isinstance(known, Known)
    return judge(known, site, load(), NOW + 1_000_000)


@pytest.mark.parametrize("language, who, letter", WRITTEN)
def test_only_buyers_become_leads(language, who, letter):
    """Even after products and prices were read, as a good vendor and a good applicant do."""
    for before in ((), ("/products/x-200", "/products/x-300", "/pricing")):
        found = judged(language, letter, *before)
        if who not in ("prospect", "customer"):
            assert found.place != "lead", f"{found.row['class']}: {found.row['reasons'][:3]}"
        if who == "prospect":
            assert found.place != "excluded", f"{found.row['class']}: {found.row['reasons'][:3]}"


def test_most_are_told_by_their_words_alone():
    """Nine of ten are classed right from the message."""
    right = sum(judged(language, letter).row["class"] == who for language, who, letter in WRITTEN)

    assert right >= 0.9 * len(WRITTEN)


def test_what_nobody_can_read_is_read_by_a_person():
    """A message without a single known word, after the prices: to a person, not to the sales desk."""
    found = judged("en", "Mambo jambo olifanta guzdin, ravelo tinsk?", "/products/x-200", "/pricing", "/cases", "/security")

    assert (found.place, found.row["reason"]) == ("review", "unread_message")


def test_a_named_rival_who_asks_is_no_lead():
    """However much it reads like a buyer, and however sure the words: an address of a rival that the owner named is not called."""
    buyer = "Please send us a quotation for 40 pumps, delivery in May. We would like to order before the end of the month."
    seen = ("/pricing", "/request-a-quote")
    deaf = {"email_rival": {"competitor": 0, "prospect": 0, "customer": 0, "other": 0, "unknown": 0}}  # an owner who thinks nothing of such an address

    assert judged("en", f"RIVAL {buyer}", *seen).place == "excluded" and judged("en", buyer, *seen, votes=deaf).place == "lead"
    found = judged("en", f"RIVAL {buyer}", *seen, votes=deaf)
    assert (found.row["class"], found.place, found.row["reason"]) == ("prospect", "review", "rival_asks")
