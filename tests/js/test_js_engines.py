"""The same file in the other engines: Firefox (Debian's ESR) and WebKit (what Safari is made of).

Nothing drives Debian's WebKit and Firefox alike, so the page drives itself: it does what a visitor does, and goes on to a second
page (with a person's pointer and keys: test_js_firefox.py). What arrived is compared with what happened. Skipped, with the reason, where an engine is missing.
"""
import os
import shutil
import signal
import subprocess
import time
from glob import glob

import pytest

pytestmark = pytest.mark.browser

WALK = """<form id=quote onsubmit="return false"><input name=mail required><textarea name=note></textarea><button>Send</button></form>
<a id=out href="http://other.test/x?secret=1">out</a>
<a id=file href="/price.pdf">file</a>
<script>
const wait = (ms) => new Promise((done) => setTimeout(done, ms));
addEventListener("load", async () => {
  document.addEventListener("click", (event) => event.target.matches("a") && event.preventDefault());
  winnow.identify("u1", { plan: "team" });
  winnow.track("Agent", { agent: navigator.userAgent, why: winnow.why() });
  history.pushState({}, "", "/pricing?utm_source=news&token=secret");
  await wait(200);
  document.querySelector("#out").click();
  document.querySelector("#file").click();
  document.querySelector("[name=mail]").focus();
  document.execCommand("insertText", false, "secret@firm.example");
  document.querySelector("[name=note]").focus();
  await wait(1200);
  document.querySelector("#quote").requestSubmit();
  await wait(700);
  document.querySelector("[name=note]").focus();
  document.execCommand("insertText", false, "secret");
  document.dispatchEvent(new PointerEvent("pointermove", { bubbles: true }));
  winnow.track("Last Words");
  location.href = "/second";
});
</script>"""


@pytest.fixture(params=["firefox", "webkit"])
def visit(request, tmp_path):
    """Opens an address in the engine, headless, until the test is over."""
    running = []
    home = {"HOME": str(tmp_path), "PATH": os.environ["PATH"], "XDG_RUNTIME_DIR": str(tmp_path), "LIBGL_ALWAYS_SOFTWARE": "1"}

    def start(*command, **environment):
        with open(tmp_path / "out", "ab") as out:
            running.append(subprocess.Popen(command, stdout=out, stderr=out, env=home | environment, start_new_session=True))

    def firefox(url):
        profile = tmp_path / "profile"
        profile.mkdir()
        preferences = {
            "network.proxy.type": "0", "browser.shell.checkDefaultBrowser": "false", "datareporting.policy.dataSubmissionEnabled": "false",
            "app.normandy.enabled": "false", "toolkit.telemetry.enabled": "false", "network.captive-portal-service.enabled": "false",
            "network.connectivity-service.enabled": "false", "browser.safebrowsing.downloads.remote.enabled": "false",
            "services.settings.server": '"http://127.0.0.1:9"', "browser.aboutwelcome.enabled": "false",
        }  # fmt: skip
        (profile / "user.js").write_text("".join(f'user_pref("{name}", {value});\n' for name, value in preferences.items()))
        start(shutil.which("firefox-esr") or shutil.which("firefox"), "--headless", "--no-remote", "--profile", str(profile), url)

    def webkit(url):
        [browser, *_] = glob("/usr/lib/*/webkit2gtk-4*/MiniBrowser")
        start("xvfb-run", "-a", browser, "--private", url, WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS="1", NO_AT_BRIDGE="1")

    if request.param == "firefox" and not (shutil.which("firefox-esr") or shutil.which("firefox")):
        pytest.skip("needs Firefox: apt-get install firefox-esr")
    if request.param == "webkit" and not (glob("/usr/lib/*/webkit2gtk-4*/MiniBrowser") and shutil.which("xvfb-run")):
        pytest.skip("needs WebKit: apt-get install webkit2gtk-driver xvfb xauth")
    yield {"firefox": firefox, "webkit": webkit}[request.param]
    for process in running:
        # The whole group: xvfb-run would leave its browser and its display behind.
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(10)


def test_a_walk_in_another_engine(visit, site, recorder, tmp_path):
    """Pages, history, links, form friction without values, the beacon on leaving: as in Chromium; no preflight, no cookie."""
    site.put("/second", tag=site.script())
    visit(site.put("/first", body=WALK, tag=site.script()))
    end = time.monotonic() + 60
    while not [m for m in recorder.named("page") if m["properties"]["path"] == "/second"]:
        assert time.monotonic() < end, (tmp_path / "out").read_text()[-2000:]
        time.sleep(0.1)
    time.sleep(0.3)
    told = [m.get("event", m["type"]) for m in recorder.messages]
    [agent] = recorder.named("Agent")
    [submitted] = recorder.named("Form Submitted")
    pages = [m["properties"]["path"] + m["properties"]["search"] for m in recorder.named("page")]

    assert "Chrome" not in agent["properties"]["agent"]
    assert "" == agent["properties"]["why"]
    assert ["/first", "/pricing?utm_source=news", "/second"] == pages
    assert {
        "identify", "Outbound Link Clicked", "File Downloaded", "Form Started", "Form Submitted", "Form Abandoned", "Page Engaged", "Last Words",
    } <= set(told)  # fmt: skip
    assert [1, 0] == [f["edits"] for f in submitted["properties"]["fields"]]
    assert 36 == len(agent["anonymousId"]) and 1 == len({m["anonymousId"] for m in recorder.messages})
    assert all("u1" == m["userId"] for m in recorder.messages[1:])
    assert b"secret" not in b"".join(p.body for p in recorder.posts)
    assert [] == recorder.preflights
    assert not [p for p in recorder.posts if "Cookie" in p.headers or not p.headers["Content-Type"].startswith("text/plain")]
