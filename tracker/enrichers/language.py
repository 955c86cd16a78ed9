"""Tells the language of the page and of the browser, the time zone, and a guess at the country.

A page's language matters more than a browser's: the lexicon reads "stage" as French only where the page is French.
"""
from typing import Any

from tracker.model import Enricher, Event, Site, World
from tracker.reading import header, inner, text
from tracker.reading.languages import country_of, language_of, tag

ENRICHER = Enricher(
    says="Languages of page and browser, time zone, country.",
    facts={
        "language": "language of the page, two or three letters",
        "browser_language": "first language of the browser, two or three letters",
        "timezone": "time zone of the browser, as IANA names it",
        "country_guess": "country of the time zone, else of the locale, two letters",
    },
)


def read(event: Event, site: Site, world: World) -> dict[str, Any]:
    """The facts of language and place."""
    facts: dict[str, Any] = {}
    page = event.page
    if page.url or page.path:
        shown = language_of(page.url[:500] or page.path[:500], page.title[:300], site.languages)
        facts["language"] = shown or tag(text(inner(event.context, "page", "lang"), 20))[0]
    locale = text(inner(event.context, "locale"), 20)
    spoken, country = tag(locale or (header(event, "accept-language") or "")[:20])
    zone = text(inner(event.context, "timezone"), 60)
    facts |= {"browser_language": spoken, "timezone": zone if "/" in zone or zone == "UTC" else ""}
    facts["country_guess"] = country_of(zone) or country
    return {name: value for name, value in facts.items() if value}
