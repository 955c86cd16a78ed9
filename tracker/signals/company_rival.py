"""Named a company that the owner listed as competitor, by the name in its domain.

A namesake in another trade is possible; who only writes *about* a rival is not meant.
"""

from tracker.fold import fold
from tracker.hosts import brand
from tracker.model import Event, Signal, Site

SIGNAL = Signal(
    says="names a competitor as their company",
    group="address",
    votes={"competitor": 5500, "prospect": -4500, "unknown": -1000},
    half_life=0,
    cap=1,
    daily=1,
    fires={
        "kind": "track",
        "name": "Form Submitted",
        "properties": {"email": "ann@firm.test", "message": "We would like a demo.", "company": "Rivalsoft GmbH"},
    },
    quiet={
        "kind": "track",
        "name": "Form Submitted",
        "properties": {"email": "ann@firm.test", "message": "We would like a demo.", "company": "Firm Ltd"},
    },
    site={"competitor_domains": ["rivalsoft.test"]},
)


def when(event: Event, site: Site) -> str | None:
    """The competitor's domain."""
    company = event.facts.get("form_company") or event.traits.get("company")
    if not isinstance(company, str) or not company:
        return None
    folded = f" {fold(company[:200])} "
    return next((domain for domain in site.competitor_domains if len(brand(domain)) >= 4 and f" {fold(brand(domain))} " in folded), None)
