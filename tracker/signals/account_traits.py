"""A page that knows plan, seats or contract of a person speaks from inside an account. Said with the public key: believed by half."""

from tracker.fold import fold
from tracker.model import Event, Signal, Site

ACCOUNT = frozenset((
    "plan", "subscription", "subscriptionplan", "subscriptionstatus", "seats", "licences", "licenses", "mrr", "contract", "contractid", "contractnumber",
    "customerid", "customernumber", "customersince", "renewaldate", "accountid", "accountnumber", "policynumber", "tarif", "abonnement", "membership",
    "membershipid", "kundennummer", "kundnr", "anlage", "anlaggning"))
NOTHING = frozenset(("free", "trial", "none", "lead", "false", "0", "no", "guest", "demo"))

SIGNAL = Signal(
    says="has a plan or contract by what the page said",
    group="declared",
    votes={"customer": 2200},
    half_life=0,
    cap=1,
    daily=1,
    fires={"kind": "identify", "account": "u1", "traits": {"plan": "pro", "seats": 12}},
    quiet={"kind": "identify", "account": "u1", "traits": {"email": "ann@firm.test", "plan": "free"}},
)


def when(event: Event, site: Site) -> str | None:
    """The trait that says so; its value is nobody's business."""
    if event.kind not in ("identify", "group"):
        return None
    told = {fold(str(key)).replace(" ", "") for key, value in event.traits.items() if value and str(value).lower() not in NOTHING}
    return next(iter(sorted(told & ACCOUNT)), None)
