"""The published clients that are run, the story that each tells, and what each does when it is ill-treated.

``loses`` names, per scenario, how many messages a client gives up by its own design (of its first
request); what it does not lose must be stored, once. ``script`` is what a browser loads: most are on npm,
the others can be put into ``.setup/clients-extra``. ``nameless``: it keeps no id. Nothing here is about our server: those are
properties of the clients, seen when they were run.
"""

from __future__ import annotations

from dataclasses import dataclass, field

SCENARIOS = {
    "ok": [],
    "429": ["429"],
    "500": ["500"],
    "timeout": ["lost"],
    "bad key": [],
}
SAYS = {
    "ok": "all goes well",
    "429": "the first request gets 429 with Retry-After: 1",
    "500": "the first request gets 500",
    "timeout": "the first request is stored, but its answer never comes",
    "bad key": "every request gets 401",
}
PAGE, VIEWED, WHO, ORDER, GROUP = ("page", ""), ("track", "Product Viewed"), ("identify", ""), ("track", "Order Completed"), ("group", "")
NAMED = ("page", "Pricing")


@dataclass(frozen=True)
class Client:
    """One published client: how it is run, what it tells, what it loses."""

    name: str
    package: str
    driver: str
    story: tuple[tuple[str, str], ...]
    mode: tuple[str, ...] = ()
    trusted: bool = True
    seconds: int = 2
    loses: dict[str, int] = field(default_factory=dict)
    script: str = ""
    nameless: bool = False


SERVER_SIDE = (
    Client("segment-python", "segment-analytics-python 2.4.0", "segment_python.py", (NAMED, VIEWED, WHO, ORDER, GROUP)),
    Client("rudder-python", "rudder-sdk-python 2.1.9", "rudder_python.py", (NAMED, VIEWED, WHO, ORDER, GROUP)),
    Client("posthog-python", "posthog 7.91.1", "posthog_python.py", (PAGE, VIEWED, WHO, ("alias", ""), ORDER, WHO, GROUP, ("alias", ""))),
    Client("posthog-python v1", "posthog 7.91.1, capture_mode v1", "posthog_python.py", (PAGE, VIEWED, WHO, ("alias", ""), ORDER, WHO, GROUP, ("alias", "")), mode=("v1",)),
    Client("snowplow-python", "snowplow-tracker 1.1.0", "snowplow_python.py", (PAGE, VIEWED, ORDER)),
    Client("segment-node", "@segment/analytics-node 3.1.0", "segment_node.mjs", (NAMED, VIEWED, WHO, ORDER, GROUP)),
    Client("rudder-node", "@rudderstack/rudder-sdk-node 3.0.13", "rudder_node.mjs", (NAMED, VIEWED, WHO, ORDER, GROUP)),
    Client("posthog-node", "posthog-node 5.70.0", "posthog_node.mjs", (PAGE, VIEWED, WHO, ("alias", ""), ORDER, GROUP, ("alias", ""))),
    Client("jitsu-node", "@jitsu/js 1.11.0", "jitsu_node.mjs", (PAGE, VIEWED, WHO, ORDER, GROUP), loses={"429": 1, "500": 1}),
    Client("umami-node", "@umami/node 0.4.0", "umami_node.mjs", (PAGE, VIEWED, WHO, ORDER), trusted=False, loses={"429": 1, "500": 1}),
    Client("matomo-node", "matomo-tracker 2.2.4", "matomo_node.cjs", (PAGE, VIEWED, ORDER, ("track", "Products Searched"), ("track", "File Downloaded")), loses={"429": 1, "500": 1}),
    Client("snowplow-node", "@snowplow/node-tracker 4.8.0", "snowplow_node.mjs", (PAGE, VIEWED, ORDER)),
)

NODE, EXTRA = "node_modules", ".setup/clients-extra"
BROWSER = (
    Client("segment-browser", "@segment/analytics-next 1.84.3", "segment.js", (PAGE, VIEWED, WHO, ORDER, GROUP), script=f"{NODE}/@segment/analytics-next/dist/umd/index.js"),
    Client("rudder-browser", "@rudderstack/analytics-js 3.34.1", "rudder.js", (PAGE, VIEWED, WHO, ORDER, GROUP), script=f"{NODE}/@rudderstack/analytics-js/dist/npm/modern/bundled/umd/index.js"),
    Client("rudder-beacon", "@rudderstack/analytics-js 3.34.1, useBeacon", "rudder.js", (PAGE, VIEWED, WHO, ORDER, GROUP), script=f"{NODE}/@rudderstack/analytics-js/dist/npm/modern/bundled/umd/index.js", mode=("beacon",), loses={"429": 5, "500": 5}),
    Client("posthog-browser", "posthog-js 1.449.2", "posthog.js", (PAGE, VIEWED, WHO, ORDER, GROUP), script=f"{NODE}/posthog-js/dist/module.full.no-external.js", loses={"429": 1}),
    Client("plausible", "@plausible-analytics/tracker 0.4.6", "plausible.js", (PAGE, VIEWED, ORDER), script=f"{NODE}/@plausible-analytics/tracker/plausible.js", mode=("domain",), loses={"429": 1, "500": 1}, nameless=True),
    Client("plausible-old", "plausible-tracker 0.3.9", "plausible_old.js", (PAGE, VIEWED, ORDER), script=f"{NODE}/plausible-tracker/build/module/index.js", loses={"429": 1, "500": 1}, nameless=True),
    Client("snowplow-browser", "@snowplow/browser-tracker 4.10.1", "snowplow.js", (PAGE, VIEWED, ORDER, ("track", "Later")), script=f"{NODE}/@snowplow/browser-tracker/dist/index.umd.js"),
    Client("jitsu-browser", "@jitsu/js 1.11.0, browser", "jitsu.js", (PAGE, VIEWED, WHO, ORDER, GROUP), script=f"{NODE}/@jitsu/js/dist/jitsu.es.js", loses={"429": 1, "500": 1}),
    Client("matomo-browser", "matomo.js 5", "matomo.js", (PAGE, VIEWED, ORDER), script=f"{EXTRA}/matomo.js", loses={"429": 1, "500": 1}),
    Client("umami-browser", "umami script 3", "umami.js", (PAGE, VIEWED, WHO, ORDER), script=f"{EXTRA}/umami.js", loses={"429": 1, "500": 1}),
    Client("goatcounter", "goatcounter count.js", "goatcounter.js", (PAGE, VIEWED), script=f"{EXTRA}/count.js", loses={"429": 1, "500": 1}, nameless=True),
)
