"""A person's own page in a browser: from the link to the correction to the owner who sees it and decides; on a telephone too."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import RunningCollector
from tests.web.conftest import AGENT, ATTACK, Reader, Tab, buyer, collect, command, enter, listed

PHONE = {"width": 360, "height": 740}


def link_of_person(running: RunningCollector, person: str) -> str:
    """The path of the signed link that the owner sends to a person."""
    told = json.loads(command(running, "access", person, "--link", "--format", "json"))
    return told["visitors"][0]["link"].removeprefix(running.url)


def seen(page: Tab, name: str) -> None:
    """A picture for the eyes of whoever asks for one (WINNOW_PICTURES=DIR)."""
    if folder := os.environ.get("WINNOW_PICTURES"):
        page.page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


@pytest.mark.browser
@pytest.mark.parametrize("width", ["desktop", "phone"])
def test_a_correction_reaches_the_owner(tab: Callable[..., Tab], own_collector: Callable[..., RunningCollector], width: str) -> None:
    running = own_collector()
    collect(running, buyer("wronged", "wronged@acme-industries.com", name="Wanda Wronged"))
    person = running.until("/v1/leads", lambda told: told["total"] == 1)["leads"][0]["id"]
    mine = tab(url=running.url, java_script_enabled=False, **({"viewport": PHONE} if width == "phone" else {}))
    page = mine.page
    page.goto(link_of_person(running, "wronged"))
    assert page.get_by_text("wronged@acme-industries.com").is_visible() and mine.sideways() <= 0
    seen(mine, f"me-{width}")
    page.get_by_label("Who I am").select_option("student")
    page.get_by_label("What should a person know").fill(f"I write a thesis {ATTACK}")
    page.get_by_label("Company").fill("University of Ljubljana")
    page.get_by_role("button", name="Send").click()
    assert page.get_by_role("status").first.inner_text().startswith("Thank you. A person will look")
    assert page.get_by_text("University of Ljubljana").is_visible() and page.get_by_text("You have said that this is wrong").is_visible() and mine.sideways() <= 0
    seen(mine, f"me-corrected-{width}")
    listed(running, "wronged", "review")

    owner = tab(url=running.url, **({"viewport": PHONE} if width == "phone" else {})).enter(enter(running, "rights@shop.test"))
    owner.page.goto("/review")
    assert owner.page.get_by_text("Contests what we say of them").is_visible() and owner.page.get_by_text("They say they are: student").is_visible()
    assert owner.sideways() <= 0
    seen(owner, f"review-{width}")
    owner.page.goto(f"/visitors/{person}")
    owner.page.locator("details").first.wait_for()
    for details in owner.page.locator("details").all():
        details.evaluate("element => element.open = true")
    assert "I write a thesis" in owner.page.locator("#timeline").inner_text() and "wronged@" not in owner.page.content()
    seen(owner, f"visitor-{width}")
    owner.page.get_by_label("This is").select_option("student")
    owner.page.get_by_role("button", name="Save").click()
    listed(running, "wronged", "excluded")

    page.get_by_role("button", name="I object to being contacted").click()
    assert "Nobody will contact you" in page.get_by_role("status").first.inner_text() and page.get_by_text("You have objected").is_visible()
    seen(mine, f"me-objected-{width}")


def test_what_is_refused_is_a_page_for_browsers(collector: RunningCollector, lead: Callable[..., str]) -> None:
    """A forged link, an empty correction: said in words, as JSON to programs; no cookie, never in a frame, never kept."""
    lead("refused-me", "refused.me@acme-industries.com")
    address = link_of_person(collector, "refused-me")
    token = address.partition("token=")[2]
    reader = Reader(collector.url)
    for path, form, status in (("/v1/me?token=forged", None, 401), ("/v1/me/correct", {"token": token}, 400), ("/v1/me/correct", {"token": token, "class": "king"}, 400), ("/v1/me/object", {"token": "x"}, 401)):
        reader.post(path, form, Accept="text/html") if form else reader.get(path, Accept="text/html")
        assert status == reader.status and "That is not possible" in reader.said and reader.headers["content-type"].startswith("text/html")
        told = reader.post(path, form) if form else reader.get(path)
        assert status == reader.status and json.loads(told)["code"]
    reader.get(address, Accept="text/html")
    assert 200 == reader.status and not list(reader.jar) and "no-store" in reader.headers["cache-control"] and "DENY" == reader.headers["x-frame-options"]


def test_only_a_trusted_word_contests(collector: RunningCollector) -> None:
    """With the key in a page's source nobody puts others on the list to review."""
    collect(collector, buyer("not-contested", "not.contested@acme-industries.com"))
    listed(collector, "not-contested", "leads")
    told = {"type": "track", "event": "Correction Requested", "anonymousId": "not-contested", "properties": {"claims": "student"}}
    assert 200 == collector.post("/v1/batch", {"batch": [told]}, **{"User-Agent": AGENT})[0]
    collector.until("/readyz", lambda ready: ready["touched"] == 0)
    assert "lead" == collector.get("/v1/visitors/not-contested")["list"]
