"""Unknown: honestly not to be told yet."""

from tracker.model import Class

CLASS = Class(
    says="honestly not to be told yet",
    prior=-799,
    threshold=0,
    disposition="excluded",
    desk="",
    welcome={"title": "Welcome", "text": "Look around; help is one click away.", "url": "/"},
    next_action="Wait for more evidence; do not call.",
)
