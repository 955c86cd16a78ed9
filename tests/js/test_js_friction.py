"""Twenty people and one form, from the first key to the owner's page: what annoyed them is told, and nothing of what they wrote.

`WINNOW_PICTURES=docs/pictures pytest tests/js/test_js_friction.py` takes the pictures of docs/senders.md anew.
"""
import os
from pathlib import Path

import pytest

from tests.js.conftest import CHROMIUM, SWITCHES

pytestmark = pytest.mark.browser
SYSTEMS = {"desktop": "X11; Linux x86_64", "phone": "Linux; Android 14; Pixel 8"}
SIZES = {"desktop": (1000, 720), "phone": (390, 780)}
STYLE = "<style>body{font:16px sans-serif;max-width:32em;margin:2em auto;padding:0 1em}label{display:block;margin:1em 0}input,textarea{display:block;width:100%;padding:.5em;box-sizing:border-box}button{padding:.6em 1.4em}</style>"
FORM = """<h1>Ask for an offer</h1><form id=offer action=/thanks>
<label>Your name <input name=name required></label><label>E-mail <input name=email type=email required></label>
<label>Company <input name=company></label><label>Telephone, with country code <input name=telephone type=tel required pattern="[+][0-9 ]{8,}"></label>
<label>What do you need? <textarea name=need rows=4></textarea></label><button>Send</button></form>"""
SECRETS = ("Ann Lee", "ann@firm.example", "030 123", "+49 30 123456", "three hundred lamps")


@pytest.fixture
def browser_of(chromium):
    """A browser that does not say that a program drives it (programs are not in the report): not in its headers either, which a page cannot change."""
    opened = []

    def start(device):
        version = chromium.version.split(".")[0]
        agent = f"Mozilla/5.0 ({SYSTEMS[device]}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{version}.0.0.0 {'Mobile ' * (device == 'phone')}Safari/537.36"
        switches = [*SWITCHES, f"--user-agent={agent}", "--disable-features=UserAgentClientHint"]
        opened.append(chromium.browser_type.launch(executable_path=CHROMIUM, args=switches))
        return opened[-1]

    yield start
    for browser in opened:
        browser.close()


def somebody(browser, device):
    """A new visitor's page."""
    width, height = SIZES[device]
    context = browser.new_context(viewport={"width": width, "height": height}, locale="en-GB")
    context.add_init_script("Object.defineProperty(Navigator.prototype, 'webdriver', { get: () => false })")
    return context.new_page()


def fill_in(page, address, device, how):
    """Somebody "sends" the form, "stumbles" over its telephone number first, or "gives up" there."""
    page.goto(address)
    page.type("[name=name]", SECRETS[0])
    page.type("[name=email]", SECRETS[1])
    if how != "sends":
        page.type("[name=telephone]", SECRETS[2])
        page.click("button")
        if device == "phone":
            take(page, "form-phone")
    if how == "gives up":
        page.goto(address.replace("/offer", "/other"))
    else:
        page.fill("[name=telephone]", "")
        page.type("[name=telephone]", SECRETS[3])
        page.type("[name=need]", SECRETS[4])
        page.click("button")
        page.wait_for_url("**/thanks**")
    page.evaluate("winnow.flush()")
    page.context.close()


def take(page, name):
    """A picture, where somebody wants the pictures."""
    if folder := os.environ.get("WINNOW_PICTURES"):
        page.wait_for_timeout(500)  # the browser's own bubble comes slowly
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def test_what_annoyed_twenty_people(chromium, browser_of, site, own_collector):
    running = own_collector()
    tag = f'<script defer src="{running.url}/w.js" data-key="{running.write_key}"></script>'
    for path in ("/other", "/thanks"):
        site.put(path, tag=tag)
    address = site.put("/offer", body=STYLE + FORM, tag=tag)
    ways = {"desktop": ["sends"] * 6 + ["stumbles"] * 2 + ["gives up"] * 2, "phone": ["sends"] * 3 + ["stumbles"] * 2 + ["gives up"] * 5}
    for device, chosen in ways.items():
        browser = browser_of(device)
        for how in chosen:
            fill_in(somebody(browser, device), address, device, how)
    report = running.until("/v1/reports/friction", lambda told: sum(row["submitted"] + row["abandoned"] for row in told["forms"]) == 20)
    told = {row["device"]: row for row in report["forms"]}
    fields = {device: {field["name"]: field for field in row["fields"]} for device, row in told.items()}

    assert {device: (row["form"], row["submitted"], row["abandoned"]) for device, row in told.items()} == {"desktop": ("offer", 8, 2), "phone": ("offer", 5, 5)}
    assert [fields[device]["telephone"]["gave_up"] for device in ("desktop", "phone")] == [2, 5]
    assert fields["phone"]["telephone"]["errors"] == 0.7 and fields["desktop"]["telephone"]["errors"] == 0.4
    assert fields["desktop"]["company"]["empty"] == 1 and fields["desktop"]["name"]["empty"] == 0
    assert not any(secret in str(report) for secret in SECRETS)

    page = chromium.new_page(viewport={"width": 1200, "height": 800})
    page.goto(running.link)
    page.get_by_role("button", name="Sign in").click()
    page.goto(f"{running.url}/forms")
    take(page, "friction")
    text = page.inner_text("main")
    page.close()
    assert "5 of 10 who began it gave up (50 %)" in text and "All of them were last at “telephone”" in text
