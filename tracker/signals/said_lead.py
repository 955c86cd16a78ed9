"""The owner's own system says that this is a lead or an opportunity. Sales people put pitches there, too, by mistake."""

from tracker.model import Event, Signal, Site
from tracker.traits import stage_of

SIGNAL = Signal(
    says="is a lead by the owner's own data",
    group="declared",
    votes={"prospect": 3000},
    half_life=0,
    cap=1,
    daily=1,
    fires={"kind": "identify", "account": "u1", "traits": {"lifecycle_stage": "opportunity"}},
    quiet={"kind": "identify", "account": "u1", "traits": {"lifecycle_stage": "customer"}},
)


def when(event: Event, site: Site) -> str | None:
    """The stage."""
    stage = stage_of(event.traits) if event.kind in ("identify", "group") else ""
    return stage if stage in ("lead", "mql", "sql", "opportunity", "marketingqualifiedlead", "salesqualifiedlead", "interessent") else None
