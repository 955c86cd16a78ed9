"""Came from the site's own administration, or looks at a preview: staff or the agency that builds it."""

import re

from tracker.model import Event, Signal, Site

PREVIEW = re.compile(r"[?&](?:preview(?:_id|_nonce|=true|=1|=[0-9a-f]{6,}|=&|=$)|elementor-preview|customize_changeset|_storyblok|ADMCMD_)", re.IGNORECASE)
"""Parameters by which content systems show a page that is not public yet. Short and closed: no backtracking."""

SIGNAL = Signal(
    says="came from the site's own administration",
    group="referrer",
    votes={"other": 2500},
    half_life=0,
    cap=1,
    daily=1,
    fires={"kind": "page", "page": {"url": "https://shop.test/pricing", "path": "/pricing", "referrer": "https://shop.test/wp-admin/post.php"}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/pricing", "path": "/pricing", "referrer": "https://shop.test/blog"}},
)


def when(event: Event, site: Site) -> str | None:
    """A word instead of the address, which may hold ids."""
    if event.kind not in ("page", "screen"):
        return None
    if event.facts.get("referrer_kind") == "internal":
        return "administration"
    return "preview" if PREVIEW.search(event.page.url) else None
