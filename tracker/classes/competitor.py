"""Competitor: works for, or gathers intelligence for, a rival."""

from tracker.model import Class

CLASS = Class(
    says="works for, or gathers intelligence for, a rival",
    prior=-3507,
    threshold=500,
    disposition="excluded",
    desk="",
    welcome={"title": "Welcome", "text": "Everything that is public is here to read.", "url": "/"},
    next_action="Do not call. Note what interests them.",
)
