"""Prospect: a plausible buyer, or somebody researching for one."""

from tracker.model import Class

CLASS = Class(
    says="a plausible buyer, or somebody researching for one",
    prior=-1715,
    threshold=430,
    disposition="lead",
    desk="sales",
    welcome={"title": "Book a conversation", "text": "We gladly answer questions and make an offer.", "url": "/contact"},
    next_action="Call or write within a day; refer to what they read.",
)
