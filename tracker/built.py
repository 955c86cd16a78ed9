"""The snippet's builds, as they are shipped with the server; js/ has the source."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

BUILDS = ("w.js", "w.core.js", "w.full.js", "w.loader.js")


@cache
def snippet() -> tuple[dict, dict[str, bytes]]:
    """The manifest of the builds (version, and per file its bytes, gzip and sri), and their bytes by name."""
    folder = files("tracker") / "snippet"
    return json.loads((folder / "manifest.json").read_text()), {name: (folder / name).read_bytes() for name in BUILDS}


def fixed_tag(home: str, key: str) -> str:
    """The tag with the address that never changes and the hash that the browser checks."""
    told, _ = snippet()
    return f'<script defer src="{home}/w/{told["version"]}.js" integrity="{told["files"]["w.js"]["sri"]}" crossorigin data-key="{key}"></script>'
