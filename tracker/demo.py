"""Believable visitors for a first look; replaced by a richer replay below."""

from __future__ import annotations

from tracker.collector import Collector


def replay_demo(collector: Collector, site: str) -> int:
    """Replay the demo's visitors into a site; how many messages."""
    return 0
