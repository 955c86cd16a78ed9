"""Tells whether an address or an event names a record of one's own: a contract, a booking, an order, a customer number."""
from typing import Any

from tracker.hosts import parameters
from tracker.model import Enricher, Event, Site, World
from tracker.reading.forms import meaning_of
from tracker.reading.verbs import action_of

ENRICHER = Enricher(
    says="Records of a business that runs already.",
    facts={"record": "the name under which an address or event gives the number of a contract, booking, order or customer; never the number"},
)
_NAMES = frozenset((
    "contract", "contract_id", "booking", "booking_id", "reservation", "reservation_id", "policy_id", "subscription_id", "vertrag", "buchung",
    "auftrag", "police", "contrat", "contrato", "contratto", "reserva", "prenotazione", "boeking", "umowa", "rezerwacja", "smlouva",
    "objednavka", "pogodba", "ugovor", "sopimus", "varaus", "avtal", "bokning", "szerzodes", "foglalas", "sozlesme", "dogovor", "zakaz", "sifaris",
    "rma"))
"""Names that need a number beside them; `meaning_of` knows the longer ones ("customer_number", "n_client")."""
_RUNNING = ("", "invoice_paid", "order_other", "support_ticket", "subscription_renewed", "subscription_upgraded")
"""Actions beside which a number is of something that runs; a cart and a checkout number what is not bought yet."""


def read(event: Event, site: Site, world: World) -> dict[str, Any]:
    """The fact `record`, where one is named."""
    given: dict[str, Any] = {}
    if event.kind in ("page", "screen") and "?" in event.page.url:
        given = dict(parameters(event.page.url.partition("?")[2]))
    elif event.kind == "track" and isinstance(event.properties, dict) and action_of(event.name) in _RUNNING:
        given = event.properties
    found = next((name for name, value in list(given.items())[:60] if isinstance(name, str) and _numbered(value) and _of_own(name)), "")
    return {"record": found[:40]} if found else {}


def _numbered(value: Any) -> bool:
    """Whether a value is a number of something: three digits and more, short, no date of many parts."""
    written = value if isinstance(value, str) else str(value) if isinstance(value, int) and not isinstance(value, bool) else ""
    return 3 <= len(written) <= 40 and sum(map(str.isdigit, written)) >= 3


def _of_own(name: str) -> bool:
    """Whether a parameter or property of this name holds such a number."""
    return name.lower() in _NAMES or meaning_of(name[:80]) == "reference"
