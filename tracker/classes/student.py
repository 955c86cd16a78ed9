"""Student: studies or teaches: thesis, term paper, class."""

from tracker.model import Class

CLASS = Class(
    says="studies or teaches: thesis, term paper, class",
    prior=-2996,
    threshold=370,
    disposition="excluded",
    desk="support",
    welcome={"title": "Free material for study and teaching", "text": "Texts, data sheets and figures you may use and cite.", "url": "/resources"},
    next_action="Send free material; no sales call.",
)
