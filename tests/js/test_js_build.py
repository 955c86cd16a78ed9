"""The built files: within their sizes, as the manifest says, equal to their source; and the npm package made of the same source."""
import base64
import gzip
import hashlib
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
JS = ROOT / "js"
SNIPPET = ROOT / "tracker" / "snippet"
LIMITS = {"w.core.js": 1843, "w.js": 3584, "w.full.js": 4096, "w.loader.js": 4864}


@pytest.fixture(scope="module")
def node_modules():
    """js/node_modules, installed from the lock file where that has not been done yet."""
    if not shutil.which("npm") or not shutil.which("node"):
        pytest.skip("needs node and npm")
    if not (JS / "node_modules" / "esbuild").exists():
        command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        done = subprocess.run(command, cwd=JS, capture_output=True, text=True, timeout=240, check=False)
        if done.returncode:
            pytest.skip(f"npm ci failed: {done.stderr[-300:]}")
    return JS / "node_modules"


@pytest.fixture(scope="module")
def package(node_modules, tmp_path_factory):
    """The npm package as it would be published, unpacked beside a React."""
    run("node", "build.mjs", "--package")
    run("node", "node_modules/typescript/bin/tsc", "-p", "tsconfig.json")
    home = tmp_path_factory.mktemp("consumer")
    modules = home / "node_modules"
    target = modules / "@winnow" / "web"
    packed = run("npm", "pack", "--json", "--ignore-scripts", "--pack-destination", str(home))
    name = json.loads(packed)
    name = (list(name.values()) if isinstance(name, dict) else name)[0]["filename"]
    target.mkdir(parents=True)
    subprocess.run(["tar", "xzf", str(home / name.replace("@", "").replace("/", "-")), "-C", str(target), "--strip-components=1"], check=True)
    for name in ("react", "react-dom", "scheduler", "@types", "csstype"):
        (modules / name).symlink_to(node_modules / name)
    return home


def run(*command, cwd=JS):
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=240, check=False)
    assert 0 == done.returncode, done.stderr + done.stdout
    return done.stdout


@pytest.mark.parametrize("name", LIMITS)
def test_size_limit(name):
    """A hard gate: whoever adds a byte too many has to take one away."""
    assert len(gzip.compress((SNIPPET / name).read_bytes(), 9, mtime=0)) <= LIMITS[name]


def test_manifest_says_what_lies_there():
    """Bytes, size after gzip and the hash for Subresource Integrity, of exactly the files that are shipped."""
    manifest = json.loads((SNIPPET / "manifest.json").read_text())
    version = json.loads((JS / "package.json").read_text())["version"]

    assert version == manifest["version"]
    assert sorted(LIMITS) == sorted(manifest["files"]) == sorted(p.name for p in SNIPPET.glob("*.js"))
    for name, said in manifest["files"].items():
        text = (SNIPPET / name).read_bytes()
        assert {
            "bytes": len(text),
            "sri": "sha384-" + base64.b64encode(hashlib.sha384(text).digest()).decode(),
        } == {key: said[key] for key in ("bytes", "sri")}
        assert abs(said["gzip"] - len(gzip.compress(text, 9, mtime=0))) <= 40  # node's zlib and Python's differ by a few bytes
        assert version.encode() in text


def test_built_files_match_their_source(node_modules):
    """`node build.mjs --check` builds anew and compares byte for byte."""
    run("node", "build.mjs", "--check")


@pytest.mark.parametrize("name", LIMITS)
def test_no_eval_no_cookie_no_value(name):
    """What the built files cannot do, because the words for it are not in them."""
    text = (SNIPPET / name).read_text()

    assert not re.search(r"\beval\b|new Function|document\.cookie|innerHTML|document\.write|userAgent", text)
    assert not re.search(r"\.value\b|FormData|valueAs|textLength|innerText|textContent", text.replace("value:", ""))


def test_types_are_strict(node_modules):
    run("node", "node_modules/typescript/bin/tsc", "-p", "tsconfig.json", "--noEmit")


def test_lock_file_names_no_registry():
    lock = (JS / "package-lock.json").read_text()
    assert '"resolved"' not in lock and "http://" not in lock and "https://" not in lock.replace("https://github.com", "").replace(
        "https://opencollective.com", ""
    )


def test_sources_are_short():
    long = {p.name: n for p in [*JS.glob("src/**/*.ts*"), JS / "build.mjs"] if (n := len(p.read_text().splitlines())) > 300}
    assert {} == long


def test_package_depends_on_nothing():
    package = json.loads((JS / "package.json").read_text())
    assert "dependencies" not in package
    assert {"react": {"optional": True}} == package["peerDependenciesMeta"]


def test_package_types_serve_a_consumer(package):
    """A strict TypeScript consumer compiles with right calls and is stopped at wrong ones."""
    (package / "use.tsx").write_text(
        """import winnow, { init, track, type Consent } from "@winnow/web";
import { WinnowProvider, useWinnow } from "@winnow/web/react";
import { Winnow } from "@winnow/web/next";
import { withWinnow } from "@winnow/web/next/config";
init({ writeKey: "k", host: "https://c.example", consent: "required", hash: true, query: ["a", "b"] });
const given: Consent = { analytics: true };
track("Trial Started", { days: 14 }); winnow.consent(given); winnow.identify("u", { plan: "team" });
winnow.welcome((w) => console.log(w.class.length, w.title?.length)); window.winnow?.page("Pricing");
export const config = withWinnow({ reactStrictMode: true }, { host: "https://c.example" }).reactStrictMode;
function Child() { useWinnow().track("Seen"); return null; }
export const app = <WinnowProvider writeKey="k"><Child /><Winnow writeKey="k" /></WinnowProvider>;
// @ts-expect-error a key is needed
init({});
// @ts-expect-error an event is a text
track(5);
"""
    )
    options = {
        "strict": True, "noEmit": True, "jsx": "react-jsx", "module": "esnext", "moduleResolution": "bundler", "target": "es2022",
        "lib": ["es2022", "dom", "dom.iterable"], "types": [],
    }  # fmt: skip
    (package / "tsconfig.json").write_text(json.dumps({"compilerOptions": options, "files": ["use.tsx"]}))
    run("node", str(JS / "node_modules/typescript/bin/tsc"), "-p", str(package), cwd=package)


def test_package_is_harmless_on_a_server(package):
    """Imported and called under node it does nothing and keeps nothing; React renders through it; Next's rewrites are added."""
    (package / "server.mjs").write_text(
        """import winnow, { init } from "@winnow/web";
import { WinnowProvider, useWinnow } from "@winnow/web/react";
import { Winnow } from "@winnow/web/next";
import { withWinnow } from "@winnow/web/next/config";
import { createElement as h } from "react";
import { renderToString } from "react-dom/server";
init({ writeKey: "k" }); winnow.track("x"); winnow("track", "y");
const Child = () => { useWinnow().track("z"); return h("b", null, "child") };
const html = renderToString(h(WinnowProvider, { writeKey: "k" }, h(Child), h(Winnow, { writeKey: "k" })));
const list = await withWinnow({ rewrites: () => [{ source: "/a", destination: "/b" }] }, { host: "https://c.example/" }).rewrites();
const object = await withWinnow({ rewrites: async () => ({ fallback: [] }) }, { host: "https://c.example", path: "/w" }).rewrites();
console.log(JSON.stringify({ html, why: winnow.why(), list, object }));
"""
    )
    told = json.loads(run("node", "server.mjs", cwd=package))

    assert "<b>child</b>" == told["html"]
    assert [{"source": "/a", "destination": "/b"}, {"source": "/stats/:path*", "destination": "https://c.example/:path*"}] == told["list"]
    assert {"fallback": [], "beforeFiles": [{"source": "/w/:path*", "destination": "https://c.example/:path*"}]} == told["object"]


@pytest.mark.browser
def test_package_in_a_react_page(package, page, site, recorder, until):
    """In Chromium: a child's effect runs before the provider's, and is sent all the same; strict mode's double start counts once."""
    (package / "app.jsx").write_text(
        f"""import {{ StrictMode, useEffect }} from "react"; import {{ createRoot }} from "react-dom/client";
import {{ WinnowProvider, useWinnow }} from "@winnow/web/react"; import {{ Winnow }} from "@winnow/web/next";
function Child() {{
  const w = useWinnow();
  useEffect(() => {{ w.track("Seen") }}, [w]);
  return <button onClick={{() => w.track("Pressed")}}>press</button>;
}}
createRoot(document.querySelector("#root")).render(<StrictMode>
  <WinnowProvider writeKey="KEY" host="{recorder.url}/"><Child /><Winnow writeKey="KEY" host="{recorder.url}" /></WinnowProvider>
</StrictMode>);
"""
    )
    esbuild = JS / "node_modules" / ".bin" / "esbuild"
    text = run(str(esbuild), "app.jsx", "--bundle", "--format=iife", "--jsx=automatic", cwd=package)
    site.pages["/app.js"] = (200, {"Content-Type": "text/javascript"}, text.encode())
    page.goto(site.put("/", body="<div id=root></div>", tag="<script defer src=/app.js></script>"))
    page.click("button")
    until(lambda: recorder.named("Pressed"))

    assert 1 == len(recorder.named("page"))
    assert recorder.named("Seen")
    assert all("KEY" == p.json["writeKey"] for p in recorder.posts)

