"""Welcomes do not flicker: what Chromium says it painted, and when (element timing), and what it saw move (layout shifts).

Each measure is shown to see what it looks for: the same page with the hiding, or the waiting, taken away fails it.
"""
import pytest

pytestmark = pytest.mark.browser
WATCH = """
  window.painted = {}; window.shifts = [];
  new PerformanceObserver(list => list.getEntries().forEach(e => painted[e.identifier] = e.renderTime)).observe({ type: "element", buffered: true });
  new PerformanceObserver(list => list.getEntries().forEach(e => e.hadRecentInput || shifts.push(e.value))).observe({ type: "layout-shift", buffered: true });
"""
TEXT = "<p elementtiming=text>What everybody sees, and what must stay where it is.</p>"
OTHERS = "<section hidden data-wn-show='customer student'><p elementtiming=student>Free books</p></section>"
HIS = "<section hidden data-wn-show='student job_seeker'><p elementtiming=job>Open positions</p></section>"
BLOCKS = OTHERS.replace("student'", "x'") + OTHERS + HIS
FAR = "<div style=height:3000px></div><section hidden data-wn-show=job_seeker id=far>Open positions</section>"


@pytest.fixture
def shown(page, recorder):
    """`shown(address)`: when each named element was first painted (ms), and how much has moved in all."""
    recorder.welcome = {"class": "job_seeker", "title": "Hello"}
    page.add_init_script(WATCH)

    def look(address=None, wait=700):
        if address:
            page.goto(address)
        page.wait_for_function("painted.text")
        page.wait_for_timeout(wait)
        page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        page.wait_for_timeout(100)
        return page.evaluate("painted"), page.evaluate("shifts.reduce((sum, value) => sum + value, 0)")

    return look


@pytest.mark.parametrize("when", ["", "defer"])
def test_a_block_for_others_is_never_painted(shown, site, when):
    """Not while the answer is awaited, not on the next pages. Without its `hidden` it is painted, and this test sees it."""
    address = site.put("/", body=BLOCKS + TEXT, tag=site.script("data-welcome", when=when))
    for _ in range(3):
        painted, moved = shown(address)
        assert "text" in painted and "student" not in painted and moved == 0

    painted, _ = shown(site.put("/bare", body=BLOCKS.replace("hidden ", "") + TEXT, tag=site.script("data-welcome", when=when)))
    assert painted["student"] > 0


def test_his_block_is_in_the_first_picture(shown, page, site):
    """From the second page on: painted in the same frame as what stands around it, however slowly the page comes, and nothing moves."""
    long = "".join(f"<p>{number} {'and so on ' * 40}</p>" for number in range(3000))
    shown(site.put("/", body=BLOCKS + TEXT, tag=site.script("data-welcome", when="")))
    for address in (site.put("/two", body=BLOCKS + TEXT, tag=site.script("data-welcome", when="")), site.put("/long", body=BLOCKS + TEXT + long, tag=site.script("data-welcome", when=""))):
        painted, moved = shown(address)
        assert painted["job"] == painted["text"] and moved == 0
        assert page.evaluate("sessionStorage.wn_welcome")
    shown(site.put("/far", body=TEXT + FAR, tag=site.script("data-welcome", when="")))
    assert page.is_visible("#far")

    late = "<script>new PerformanceObserver(() => setTimeout(() => document.querySelector('[data-wn-show~=job_seeker]').hidden = false, 50)).observe({ type: 'paint' })</script>"
    painted, moved = shown(site.put("/late", body=BLOCKS + TEXT + late, tag=""))
    assert painted["job"] > painted["text"] and moved > 0


@pytest.mark.parametrize("slow", ["/v1/welcome", "/w.js"])
def test_what_comes_after_the_first_picture_moves_nothing(shown, page, site, recorder, slow):
    """A late answer, or a late script (`defer`): in the window the block waits for the next page; below it, it is there when somebody comes to it."""
    tag = site.script("data-welcome", when="")
    if slow == "/w.js":
        shown(site.put("/first", body=TEXT, tag=site.script("data-welcome", when="")))
        tag = site.script("data-welcome").replace("/w.js", "/w/0.1.0.js")  # an address that the browser has not kept
    recorder.slow = {"/v1/welcome": 0.8, "/w/0.1.0.js": 0.8}
    painted, moved = shown(site.put("/", body=BLOCKS + TEXT + FAR, tag=tag), 1500)
    assert "text" in painted and "job" not in painted and moved == 0
    assert page.is_visible("#far") and page.evaluate("sessionStorage.wn_welcome")

    painted, moved = shown(site.put("/next", body=BLOCKS + TEXT + FAR, tag=site.script("data-welcome", when="")))
    assert painted["job"] == painted["text"] and moved == 0


def test_what_a_page_puts_in_later_comes_with_its_block(shown, page, site, recorder):
    """A single-page site draws its next route: the block is there in the route's first picture. One that was closed stays closed."""
    recorder.slow = {"/v1/welcome": 0.4}
    painted, _ = shown(site.put("/", body=f"<main>{TEXT}</main>", tag=site.script("data-welcome")), 900)
    assert "job" not in painted
    route = f"history.pushState({{}}, '', '/two'); document.querySelector('main').innerHTML = `{BLOCKS}<p elementtiming=two>The second page</p>`"
    page.evaluate(route)
    painted, _ = shown()
    assert painted["job"] == painted["two"] and "student" not in painted

    page.evaluate("document.querySelectorAll('section')[2].hidden = true; document.body.append('something')")
    shown()
    assert not page.is_visible("section >> nth=2")


def test_coming_back_moves_nothing(shown, page, site, recorder):
    """Out of the back/forward cache the old picture is there at once: nothing is put into it, though by now it is known who looks."""
    job, recorder.welcome = recorder.welcome, {"class": "unknown"}
    shown(site.put("/", body=BLOCKS + TEXT, tag=site.script("data-welcome")))
    recorder.welcome = job
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    painted, moved = shown()
    assert page.evaluate("sessionStorage.wn_welcome") and "job" not in painted and moved == 0
