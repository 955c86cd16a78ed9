"""Customer: already buys: signs in, asks for support, orders again."""

from tracker.model import Class

CLASS = Class(
    says="already buys: signs in, asks for support, orders again",
    prior=-2303,
    threshold=420,
    disposition="lead",
    desk="support",
    welcome={"title": "Your account and help", "text": "Everything about orders, invoices and support in one place.", "url": "/account"},
    next_action="Hand to the account's owner; offer what goes with what they have.",
)
