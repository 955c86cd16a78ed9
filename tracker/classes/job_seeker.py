"""Job seeker: looks for work at this company."""

from tracker.model import Class

CLASS = Class(
    says="looks for work at this company",
    prior=-2526,
    threshold=360,
    disposition="excluded",
    desk="hr",
    welcome={"title": "Work with us", "text": "Open positions, how we work, and how to apply.", "url": "/careers"},
    next_action="Hand to the HR desk; never to sales.",
)
