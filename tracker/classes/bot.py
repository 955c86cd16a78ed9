"""Bot: a program: crawler, scanner, monitor, preview, scraper."""

from tracker.model import Class

CLASS = Class(
    says="a program: crawler, scanner, monitor, preview, scraper",
    prior=-2659,
    threshold=500,
    disposition="excluded",
    desk="",
    welcome={"title": "Machine-readable pages", "text": "A sitemap and a feed are provided.", "url": "/sitemap.xml"},
    next_action="Leave out of every count of people.",
)
