"""Other: partner, press, investor, supplier, own staff or researcher."""

from tracker.model import Class

CLASS = Class(
    says="partner, press, investor, supplier, own staff or researcher",
    prior=-3219,
    threshold=360,
    disposition="excluded",
    desk="partners",
    welcome={"title": "The right desk for you", "text": "Press, partners, investors and suppliers reach their contact here.", "url": "/contact"},
    next_action="Hand to the desk concerned (press, partners, investors).",
)
