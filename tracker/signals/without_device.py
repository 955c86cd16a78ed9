"""A trusted sender told this without the person's agent: a back end's batch, whose times are when it was sent, not when anybody read."""

from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="was told by a back end, without a device",
    group="device",
    votes={},
    half_life=60,
    cap=1,
    daily=1,
    fires={"kind": "page", "trusted": True, "page": {"url": "https://shop.test/", "path": "/"}},
    quiet={"kind": "page", "page": {"url": "https://shop.test/", "path": "/"}},
)


def when(event: Event, site: Site) -> str | None:
    """That it was told so."""
    return "no agent" if event.trusted and not event.agent and event.kind in ("page", "screen") and event.page.url else None
