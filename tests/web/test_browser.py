"""The pages in a real browser: nothing runs that is not ours, nothing is fetched from elsewhere, a telephone is wide enough."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.conftest import RunningCollector
from tests.web.conftest import Reader, Tab, buyer, collect, event, link_of, listed, say
from tests.web.test_visitor import attacked

pytestmark = pytest.mark.browser
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
PATHS = ("/", "/review", "/excluded", "/forms", "/install", "/destinations", "/?q=nobody-at-all", "/visitors/none", "/?since=never")


def test_signing_in_and_out(tab: Callable[..., Tab], collector: RunningCollector) -> None:
    page = tab().page
    page.goto(f"/sign-in?token={link_of(collector, 'browser@shop.test')}")
    page.get_by_role("button", name="Sign in").click()
    assert page.url == f"{collector.url}/" and page.get_by_role("heading", name="Leads").is_visible()
    page.go_back()
    page.get_by_role("button", name="Sign in").click()
    assert page.get_by_role("alert").is_visible()
    page.goto("/")
    page.get_by_role("button", name="Sign out").click()
    assert page.url.endswith("/sign-in")
    page.goto("/")
    assert page.url.endswith("/sign-in")


def test_a_sales_person_at_work_without_scripts(tab: Callable[..., Tab], reader: Reader, lead: Callable[..., str], collector: RunningCollector) -> None:
    person = lead("at-work", "at.work@acme-industries.com", name="Wanda Work")
    page = tab(java_script_enabled=False).enter(reader).page
    page.goto("/")
    page.get_by_label("Search").fill("Wanda")
    page.get_by_role("button", name="Filter").click()
    page.get_by_role("link", name="Wanda Work").click()
    assert page.url == f"{collector.url}/visitors/{person}"
    page.get_by_label("This is").select_option("competitor")
    page.get_by_label("Note").fill("Works for a rival")
    page.get_by_role("button", name="Save").click()
    assert page.get_by_role("status").inner_text().startswith("Noted")
    listed(collector, person, "excluded")
    page.get_by_role("link", name="Not for sales").first.click()
    page.get_by_role("navigation", name="By class").get_by_role("link", name="Competitor").click()
    assert person in page.content()


def test_attacks_stay_text(tab: Callable[..., Tab], reader: Reader, collector: RunningCollector) -> None:
    collect(collector, attacked("browser-attack"))
    say(collector, "browser-attack", **{"class": "prospect", "note": "<script>document.title='run'</script>"})
    person = listed(collector, "browser-attack", "leads")
    one = tab().enter(reader)
    for path in ("/", "/?q=browser-attack", f"/visitors/{person}", "/install"):
        one.page.goto(path)
        one.page.wait_for_load_state("networkidle")
        for details in one.page.locator("details").all():
            details.evaluate("element => element.open = true")
        assert one.page.title().endswith("· Winnow"), path
    assert one.page.locator("script").count() <= 1


def test_a_form_from_elsewhere_does_nothing(tab: Callable[..., Tab], reader: Reader, lead: Callable[..., str], collector: RunningCollector) -> None:
    """localhost and 127.0.0.1 are two sites to a browser, and a sandboxed page is of no site at all."""
    person = lead("forged-form", "forged.form@acme-industries.com")
    one = tab().enter(reader)
    one.page.goto("/sign-in")
    answer = one.page.evaluate(
        "async path => (await fetch(path, {method: 'POST', body: new URLSearchParams({reason: 'x'})})).status", f"/visitors/{person}/suppress"
    )
    assert answer == 403
    assert collector.get(f"/v1/visitors/{person}")["list"] == "lead"


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_width_scrolls_sideways(tab: Callable[..., Tab], reader: Reader, collector: RunningCollector, width: int, scheme: str) -> None:
    name = f"wide-{width}-{scheme}"
    collect(collector, buyer(name, f"{name}.{'x' * 40}@{LONG[:40].lower()}.com", name=LONG, company=LONG * 2))
    collect(collector, [event(name, "page", 9, 9, properties={"url": f"https://shop.test/{'long' * 100}", "title": LONG * 3, "referrer": f"https://x.test/?{'y' * 300}"})])
    say(collector, name, **{"class": "prospect", "note": LONG})
    person = listed(collector, name, "leads")
    one = tab(viewport={"width": width, "height": 800}, color_scheme=scheme).enter(reader)
    for path in (*PATHS, f"/visitors/{person}"):
        one.page.goto(path)
        assert one.sideways() <= 0, path


def test_the_keyboard_reaches_the_list(tab: Callable[..., Tab], reader: Reader) -> None:
    page = tab().enter(reader).page
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")


def test_every_field_has_a_label_and_every_page_one_heading(tab: Callable[..., Tab], reader: Reader, lead: Callable[..., str]) -> None:
    person = lead("labelled", "labelled@acme-industries.com")
    page = tab().enter(reader).page
    for path in (*PATHS, f"/visitors/{person}"):
        page.goto(path)
        assert page.locator("h1").count() == 1 and page.locator("html").get_attribute("lang") == "en"
        bare = page.evaluate("[...document.querySelectorAll('input:not([type=hidden]), select, textarea')].filter(field => !field.labels.length).map(field => field.name)")
        assert bare == [], path
        doubled = page.evaluate("(ids => ids.filter((id, at) => ids.indexOf(id) != at))([...document.querySelectorAll('[id]')].map(element => element.id))")
        assert doubled == [], path
        assert page.evaluate("[...document.querySelectorAll('thead th')].every(head => head.scope == 'col')")


def test_the_install_page_notices_the_first_event(tab: Callable[..., Tab], own_collector: Callable[..., RunningCollector]) -> None:
    running = own_collector()
    page = tab(running.url).page
    page.goto(running.link)
    page.get_by_role("button", name="Sign in").click()
    page.goto("/install")
    assert page.locator("#arrived").inner_text() == "Nothing received yet."
    collect(running, [event("first", "page", 1, 1, properties={"url": "https://shop.test/"})], running.write_key)
    page.get_by_text("Working:").wait_for(timeout=15_000)
    assert page.locator("#arrived").get_attribute("class") == "notice good"
