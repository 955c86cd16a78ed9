"""Every code block of js/README.md, which is the npm package's too, runs as it stands there, against the real collector; only key, hash and address are put in.

The proxies' configurations run in test_js_proxies.py.
"""
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.browser
JS = Path(__file__).parents[2] / "js"
README = (JS / "README.md").read_text()
NEXT = re.findall(r"^```jsx?\n(.*?)^```$", (JS.parent / "docs" / "recipes" / "nextjs.md").read_text(), re.DOTALL | re.MULTILINE)
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)
PIECES = {
    "tag": '<script defer src="https://collector.example/w.js" data-key', "fixed": 'integrity="sha384-', "button": "data-wn-event=",
    "calls": 'winnow.track("Trial Started", { days: 14 })\nwinnow.identify', "stub": "window.winnow = window.winnow", "segment": "analytics.min.js", "jitsu": "data-write-key",
    "welcome": "data-welcome></script>", "section": "<section hidden data-wn-show", "nginx": "location /stats/ {", "caddy": "handle_path", "config": "withWinnow({ /* your",
    "package": 'import { init, track } from "@winnow/web"', "react": "createRoot(", "next": "export default function Layout",
}  # fmt: skip
"""What each block is, by a piece that no other holds."""


@pytest.fixture
def block(collector):
    """`block("tag")`: the block that PIECES names so, with the collector's address and key."""

    def take(name, host="https://collector.example"):
        [found] = [text for _, text in BLOCKS if PIECES[name] in text]
        manifest = json.loads((JS.parent / "tracker" / "snippet" / "manifest.json").read_text())
        assert manifest["version"] in README, "the README's fixed address is this version's"
        text = found.replace("sha384-...", manifest["files"]["w.js"]["sri"])
        return text.replace(host, collector.url).replace("WRITE_KEY", collector.write_key)

    return take


@pytest.fixture
def told(page, collector):
    """The visitor's events in the real collector once these names are among them, by name."""

    def rows(*names):
        page.evaluate("winnow.flush()")
        visitor = page.evaluate("localStorage.wn_id")
        assert visitor, page.evaluate("winnow.why()")

        def by_name(answer):
            return {row["name"] or row["kind"]: row for row in answer["timeline"]}

        return by_name(collector.until(f"/v1/visitors/{visitor}/timeline", lambda answer: set(names) <= set(by_name(answer))))

    return rows


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    """The npm package, packed and unpacked beside a React; `package(text)` bundles a program that uses it."""
    if not shutil.which("npm") or not (JS / "node_modules" / "esbuild").exists():
        pytest.skip("needs node, npm, and js/node_modules: cd js && npm ci")
    home = tmp_path_factory.mktemp("readme")
    target = home / "node_modules" / "@winnow" / "web"
    target.mkdir(parents=True)
    run("node", "build.mjs", "--package", cwd=JS)
    run("npm", "pack", "--ignore-scripts", "--pack-destination", str(home), cwd=JS)
    run("tar", "xzf", str(next(home.glob("*.tgz"))), "-C", str(target), "--strip-components=1", cwd=home)
    for name in ("react", "react-dom", "scheduler"):
        (home / "node_modules" / name).symlink_to(JS / "node_modules" / name)

    def bundle(text, *options):
        (home / "app.jsx").write_text(text)
        return run(str(JS / "node_modules" / ".bin" / "esbuild"), "app.jsx", "--bundle", "--format=iife", "--jsx=automatic", *options, cwd=home)

    bundle.home = home
    return bundle


def run(*command, cwd):
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=240, check=False)
    assert 0 == done.returncode, done.stderr + done.stdout
    return done.stdout


def test_no_block_is_left_out():
    """A new block needs a name in PIECES; and each name is asked for by a test, here or in test_js_proxies.py."""
    assert [sum(piece in text for piece in PIECES.values()) for _, text in BLOCKS] == [1] * len(BLOCKS) == [1] * len(PIECES)
    tests = Path(__file__).read_text() + Path(__file__).with_name("test_js_proxies.py").read_text()
    assert [] == [name for name in PIECES if not re.search(rf'(?:block|recipe)\("{name}"|^@.*"{name}"', tests, re.MULTILINE)]


@pytest.mark.parametrize("name", ["tag", "fixed"])
def test_the_tags(page, site, block, told, name):
    page.goto(site.put("/", tag=block(name)))
    page.wait_for_function("window.winnow && winnow.why() == ''")
    assert told("page")["page"]["url"].endswith("/")


def test_the_button(page, site, collector, block, told):
    page.goto(site.put("/", body=block("button"), tag=f'<script defer src="{collector.url}/w.js" data-key="{collector.write_key}"></script>'))
    page.click("button")
    assert told("Plan Chosen")["Plan Chosen"]["properties"] == {"plan": "team"}


def test_the_calls(page, site, collector, block, told):
    """Line by line, each sent before the next: the last ones forget what waits."""
    page.goto(site.put("/", tag=f'<script defer src="{collector.url}/w.js" data-key="{collector.write_key}"></script>'))
    lines = block("calls").splitlines()
    opted = next(place for place, line in enumerate(lines) if "optOut" in line)
    for line in lines[:opted]:
        page.evaluate(f"async () => {{ {line}\nawait winnow.flush() }}")
    rows = told("Trial Started", "identify", "Pricing", "group", "alias")
    assert rows["Trial Started"]["properties"] == {"days": 14} and rows["identify"]["userId"] == "user-1"
    for line in lines[opted:]:
        page.evaluate(f"async () => {{ {line}\nawait winnow.flush() }}")
    assert page.evaluate("[winnow.why(), localStorage.wn_id]") == ["opt-out", None]
    assert {re.match(r"winnow\.(\w+)", line)[1] for line in lines} == set(page.evaluate("Object.keys(winnow)"))


def test_the_stub(page, site, collector, block, told):
    page.goto(site.put("/", tag=block("stub") + f'<script defer src="{collector.url}/w.js" data-key="{collector.write_key}"></script>'))
    page.wait_for_function("!!winnow.why")
    assert told("Seen Early")


def test_segments_loader(page, site, collector, block, told):
    """The line, in the place that it has in Segment's snippet (the whole one: tests/clients/test_loaders.py)."""
    head = f"""<script>window.analytics = []; analytics.initialize = false; analytics._writeKey = "{collector.write_key}"; analytics.push(["page"]);
      var key = analytics._writeKey, t = document.createElement("script"); t.async = 1; {block("segment")}; document.head.append(t);</script>"""
    page.goto(site.put("/", tag=head))
    page.wait_for_function("window.winnow && winnow.why() == ''")
    assert told("page")


def test_jitsus_tag(page, site, block, told):
    page.goto(site.put("/", tag=block("jitsu")))
    page.wait_for_function("window.winnow && winnow.why() == ''")
    assert told("page")


def test_the_welcome(page, site, own_collector, block, collector):
    """A real server with welcomes on, and somebody whom a person called a job seeker: the block is shown on the next page."""
    running = own_collector()
    assert "winnow site set NAME --welcome on" in README
    run(sys.executable, "-m", "tracker", *"site set main --welcome on --data".split(), str(running.folder), cwd=JS.parent)
    tag = block("welcome").replace(collector.url, running.url).replace(collector.write_key, running.write_key)
    page.goto(site.put("/", tag=tag, body=block("section")))
    page.wait_for_timeout(600)
    visitor = page.evaluate("localStorage.wn_id")
    running.until(f"/v1/visitors/{visitor}", bool)
    assert not page.is_visible("section")
    running.call(f"/v1/visitors/{visitor}/disposition", {"class": "job_seeker", "note": "asked"}, {"Authorization": f"Bearer {running.secret_key}", "Content-Type": "application/json"})
    running.until(f"/v1/visitors/{visitor}", lambda shown: shown["class"] == "job_seeker")
    for _ in range(2):
        page.reload()
        page.wait_for_timeout(600)
    assert page.is_visible("section")


def test_next_config(package, block, collector):
    (package.home / "config.mjs").write_text(block("config"))
    (package.home / "ask.mjs").write_text('import config from "./config.mjs"; console.log(JSON.stringify(await config.rewrites()));')
    assert json.loads(run("node", "ask.mjs", cwd=package.home)) == [{"source": "/stats/:path*", "destination": f"{collector.url}/:path*"}]


def test_the_package(page, site, package, block, told):
    """With `consent: "required"`, as it stands there: nothing before the yes, everything after it. The package's README is this one."""
    assert (package.home / "node_modules" / "@winnow" / "web" / "README.md").read_text() == README
    site.pages["/app.js"] = (200, {"Content-Type": "text/javascript"}, package(block("package")).encode())
    page.goto(site.put("/", tag="<script defer src=/app.js></script>"))
    page.wait_for_function("window.winnow && winnow.why() == 'no-consent'")
    assert page.evaluate("localStorage.length") == 0
    page.evaluate("winnow.consent(true)")
    assert told("page", "Trial Started")["Trial Started"]["properties"] == {"days": 14}


def test_react(page, site, package, block, told):
    site.pages["/app.js"] = (200, {"Content-Type": "text/javascript"}, package(block("react", "/stats")).encode())
    page.goto(site.put("/", body="<div id=root></div>", tag="<script defer src=/app.js></script>"))
    page.click("button")
    assert told("page", "Trial Started")


def test_next(page, site, package, block, told):
    """The layout, drawn by React as Next draws it: the whole document."""
    draw = 'import { createRoot } from "react-dom/client"; createRoot(document).render(<Layout><main>here</main></Layout>);'
    text = block("next", "/stats").replace("export default ", "")
    site.pages["/app.js"] = (200, {"Content-Type": "text/javascript"}, package(text + draw).encode())
    page.goto(site.put("/", tag="<script defer src=/app.js></script>"))
    page.wait_for_selector("main")
    assert told("page")


def test_the_recipe_of_next(page, site, package, told, collector):
    """docs/recipes/nextjs.md: the layout with a component in it, and the configuration, as they stand there."""
    layout, config, trial = NEXT
    (package.home / "layout.jsx").write_text(layout.replace("/stats", collector.url))
    (package.home / "trial.jsx").write_text(trial)
    draw = 'import { createRoot } from "react-dom/client"; import Layout from "./layout"; import Trial from "./trial"; createRoot(document).render(<Layout><Trial /></Layout>);'
    text = package(draw, f'--define:process.env.NEXT_PUBLIC_WINNOW_KEY="{collector.write_key}"')
    site.pages["/app.js"] = (200, {"Content-Type": "text/javascript"}, text.encode())
    page.goto(site.put("/", tag="<script defer src=/app.js></script>"))
    page.click("button")
    assert told("page", "Trial Started")["Trial Started"]["properties"] == {"days": 14}

    (package.home / "next.mjs").write_text(config)
    (package.home / "ask.mjs").write_text('import config from "./next.mjs"; console.log(JSON.stringify(await config.rewrites()));')
    assert json.loads(run("node", "ask.mjs", cwd=package.home)) == [{"source": "/stats/:path*", "destination": "https://collector.example/:path*"}]
