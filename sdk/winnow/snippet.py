"""The line of HTML that a page needs."""

from __future__ import annotations

from html import escape


def winnow_snippet(write_key: str, host: str) -> str:
    """The snippet's script tag, escaped for HTML. It takes the public write key, never a secret key.

    >>> winnow_snippet("wk_1", "https://winnow.example.com")
    '<script defer src="https://winnow.example.com/w.js" data-key="wk_1"></script>'
    """
    return f'<script defer src="{escape(host.rstrip("/"))}/w.js" data-key="{escape(write_key)}"></script>'
