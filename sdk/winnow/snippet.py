"""The line of HTML that a page needs."""

from __future__ import annotations

from html import escape

from .log import log


def winnow_snippet(write_key: str, host: str) -> str:
    """The snippet's script tag, escaped for HTML; empty, with an error in the log, for a secret key or none.

    >>> winnow_snippet("wk_1", "https://winnow.example.com")
    '<script defer src="https://winnow.example.com/w.js" data-key="wk_1"></script>'
    """
    if not write_key or write_key.startswith("sk_"):
        # A page that shows the secret key gives its reader every lead of the site.
        shown = "a secret key" if write_key else "no key"
        log.error("winnow_snippet() is empty: it needs the site's public write key (wk_...), got %s", shown)
        return ""
    return f'<script defer src="{escape(host.rstrip("/"))}/w.js" data-key="{escape(write_key)}"></script>'
