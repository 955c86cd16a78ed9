"""Tells the campaign that brought a visitor: UTM tags, click ids, and what kind of campaign it is."""
from typing import Any

from tracker.model import Enricher, Event, Site, World
from tracker.reading.campaigns import tags_of

ENRICHER = Enricher(
    says="UTM tags, the click id, and the kind of campaign.",
    facts={
        "utm_source": "source of the campaign, in lower case",
        "utm_medium": "medium of the campaign, in lower case",
        "utm_campaign": "name of the campaign",
        "utm_term": "keyword of the campaign",
        "utm_content": "variant of the campaign",
        "click_id": "name of the advertiser's click parameter that was present (its value is not kept)",
        "campaign_kind": "newsletter, lifecycle (mails to customers), ads, jobs, internal, social, affiliate or other",
    },
)


def read(event: Event, site: Site, world: World) -> dict[str, Any]:
    """The facts of the campaign; none for a visit without."""
    return tags_of(event)
