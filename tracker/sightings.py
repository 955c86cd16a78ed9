"""Reads kept events into what learning a site's structure needs: per visitor which page when, and the signs of what that page is.

Bounded, and the same whatever the order of events: at most VISITORS visitors (those with the smallest digests) of MOMENTS moments (the
first ones). Visitors that declare themselves programs are left out. Only names of fields are looked at, and of texts only the lexicon's words.
"""

from __future__ import annotations

import hashlib
import heapq
import ipaddress
import re
from collections.abc import Hashable, Iterable, Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from tracker.fold import fold
from tracker.hosts import host_of
from tracker.model import Event, Site
from tracker.pagekeys import key_of
from tracker.reading import header, inner, is_backend
from tracker.reading.agents import LIMIT, facts_of
from tracker.reading.forms import fields_of, is_form
from tracker.reading.languages import language_of
from tracker.reading.pages import name_words, without_name
from tracker.reading.places import asked, place_of
from tracker.reading.verbs import action_of, form_action
from tracker.words import page_hits, text_hits

VISITORS, MOMENTS = 20_000, 300
URL, TITLE = 600, 300

ACTIONS = {"applied": "apply", "application_started": "apply", "quote_requested": "quote", "demo_requested": "demo", "support_ticket": "support",
           "webinar": "events", "signed_in": "login", "login_failed": "login", "signed_up": "signup", "viewed_product": "product",
           "added_to_cart": "product", "cart_viewed": "cart", "checkout_started": "checkout", "order_completed": "checkout",
           "order_refunded": "returns", "invoice_paid": "invoice", "lesson": "courses"}  # fmt: skip
TEXTS = {"application": "apply", "salary": "apply", "rfq": "quote", "demo_request": "demo", "support": "support", "complaint_return": "returns",
         "spare_part": "spares", "press": "press", "investor": "investor", "partner": "partner"}  # fmt: skip
PLACES = {"job_board": (("careers", 14),), "ats": (("careers", 14),), "employer_rating": (("careers", 8),), "investor_db": (("investor", 14),),
          "price_portal": (("product", 14), ("pricing", 6)), "review_site": (("pricing", 8), ("product", 6)), "scholar": (("blog", 10),),
          "learning": (("blog", 6),), "academic": (("blog", 6),)}  # fmt: skip
"""What a page is that such places send people to, and how much that says: of 14, five voices suffice."""
FORMS = ("form_submitted", "form_started", "form_abandoned", "applied", "quote_requested", "demo_requested", "support_ticket")
HOLDERS = ("fields", "inputs", "form_data", "formData", "form_fields", "answers")
FIELDS = {
    "apply": "cv resume coverletter cover_letter cover curriculum lebenslauf anschreiben motivation applicant vacancy job_id salary_expectation notice_period",
    "quote": "quantity qty menge stueckzahl quantite cantidad quantidade quantita budget rfq delivery_date incoterms",
    "login": "password passwort otp passwd mot_de_passe contrasena senha haslo parola",
    "support": "ticket serial serial_number seriennummer order_number ordernumber error_message", "returns": "return_reason rma refund_reason iban",
    "checkout": "shipping_address billing_address card_number coupon vat_id delivery_method payment_method",
}  # fmt: skip
"""Names in a form's source, which are English or the developer's whatever language the page is in."""
_FIELD = {fold(name.replace("_", " ")): kind for kind, names in FIELDS.items() for name in names.split()}
_RESUME = re.compile(r"(?:^|[^a-z])(?:cv|resume|lebenslauf|curriculum)(?:[^a-z]|$)", re.IGNORECASE)


class Sign(NamedTuple):
    """One hint: from which source, at what kind of page, how much it says, and in words."""

    source: str
    kind: str
    weight: int
    says: str


class Moment(NamedTuple):
    """Something one visitor did: when, on which page ("" where the message does not say), what that hints at.

    Sorted by time; of one moment (a log has seconds) what comes from outside is first, for it began the visit.
    """

    at: int
    inside: bool
    message: str
    page: bool
    key: str
    title: str
    form: bool
    signs: tuple[Sign, ...]
    ahead: tuple[Sign, ...]


class Seen:
    """One visitor: the first moments, whether it is a program, and the voice it counts as."""

    def __init__(self) -> None:
        self.moments: list[Moment] = []
        self.program = False
        self.first: tuple[int, str, str] | None = None

    def add(self, moment: Moment, address: str) -> None:
        """Keep a moment if it is among the first MOMENTS; whatever the order they come in."""
        self.first = min(self.first or (moment.at, moment.message, address), (moment.at, moment.message, address))
        self.moments.append(moment)
        if len(self.moments) >= 2 * MOMENTS:
            self.moments = sorted(self.moments)[:MOMENTS]


def gather(events: Iterable[tuple[Hashable, Event]], site: Site) -> Iterator[tuple[Hashable, list[Moment]]]:
    """(voice, moments in order) of every visitor that is no declared program. A voice is a network address, else the visitor."""
    own = frozenset(host_of(domain) or domain.lower() for domain in (site.domain, *site.own_domains) if domain)
    names = frozenset(word for domain in (site.domain, *site.own_domains) for word in name_words(domain))
    kept: dict[Hashable, Seen] = {}
    largest: list[tuple[int, str, Hashable]] = []
    bar = 1 << 64
    for visitor, event in events:
        if visitor not in kept:
            digest = int.from_bytes(hashlib.blake2b(str(visitor).encode(), digest_size=8).digest())
            if digest >= bar:
                continue
            kept[visitor] = Seen()
            heapq.heappush(largest, (-digest, str(visitor), visitor))
            if len(kept) > VISITORS:
                bar, _, gone = heapq.heappop(largest)
                bar = -bar
                del kept[gone]
        if (seen := kept.get(visitor)) is not None and not seen.program:
            _see(seen, event, own, names, site.languages)
    for visitor in sorted(kept, key=str):
        seen = kept[visitor]
        if not seen.program and seen.first:
            yield (seen.first[2] or visitor), sorted(seen.moments)[:MOMENTS]


def _see(seen: Seen, event: Event, own: frozenset[str], names: frozenset[str], languages: tuple[str, ...]) -> None:
    """Take an event in, unless it is a back end's, of another kind, or no page of the site."""
    if is_backend(event):
        return
    if event.agent and "bot_name" in facts_of(event.agent[:LIMIT].strip()):
        seen.program, seen.moments = True, []
        return
    url = event.page.url or event.page.path + event.page.search
    key = key_of(url[:URL]) if url else ""
    status = event.properties.get("status")
    if key is None or event.kind not in ("page", "track") or isinstance(status, int) and status >= 400:
        return
    page = event.kind == "page"
    if not page and not (signs := _of_track(event, languages)) or page and not key:
        return
    title, inside, ahead = "", True, ()
    if page:
        title = without_name(event.page.title[:TITLE], names)
        log = inner(event.context, "library", "name") == "server-log"
        referrer = event.page.referrer or (header(event, "referer") or "" if log else "")
        place = place_of(referrer[:1000], own)
        inside, signs = "referrer_host" not in place, _of_page(url[:URL], title, languages) + _of_place(place)
        ahead = _of_search(asked(url.partition("?")[2][:1000])) if "?" in url else ()
    form = any(sign.source == "form" for sign in signs)
    seen.add(Moment(event.at, inside, event.message, page, key, title, form, signs, ahead), _voice(event.address))


@lru_cache(maxsize=16_384)
def _voice(address: str) -> str:
    """What counts as one voice: an IPv4 address, or the /64 of an IPv6 one; "" for none."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return ""
    return str(found) if found.version == 4 else str(ipaddress.ip_network((found, 64), strict=False))


@lru_cache(maxsize=8192)
def _of_page(url: str, title: str, languages: tuple[str, ...]) -> tuple[Sign, ...]:
    """What the title says by the lexicon, in any language."""
    known = frozenset((language_of(url, title, languages),)) - {""} or frozenset(languages)
    return tuple(Sign("title", hit.intent, 12, f"title: '{shown(title)}' ({hit.language} {hit.intent})") for hit in page_hits(title, known)) if title else ()


def _of_place(place: dict[str, Any]) -> tuple[Sign, ...]:
    """What the place says that somebody came from, and what they searched for there."""
    kind = place.get("referrer_kind", "")
    signs = tuple(Sign("referrer", page, weight, f"came from {kind.replace('_', ' ')}s like {shown(place['referrer_host'])}") for page, weight in PLACES.get(kind, ()))
    return signs + _of_search(place.get("search_words", ""))


def _of_search(words: str) -> tuple[Sign, ...]:
    """What a search says of the page that it led to; told by the lexicon's word, because people search for names, too."""
    return tuple(Sign("search", hit.intent, 10, f"had searched for '{shown(hit.word)}'") for hit in page_hits(words[:200])) if words else ()


def _of_track(event: Event, languages: tuple[str, ...]) -> tuple[Sign, ...]:
    """What an action or a form says of the page it happened on: by name, by fields, by the lexicon's phrases in its text."""
    action = action_of(event.name)
    given = event.properties
    fields = fields_of(event) if action in FORMS or not action else {}
    names = dict(field_names(given)) if action in FORMS or not action and (is_form(event, fields) or any(holder in given for holder in HOLDERS)) else {}
    if names:
        form = next((str(given[key])[:120] for key in ("form_id", "formId", "form_name", "formName", "form_title") if given.get(key)), "")
        action = form and form_action(form, languages) or action
    signs = [Sign("form", ACTIONS[action], 20, f"'{shown(event.name)}'")] if action in ACTIONS else []
    signs += [Sign("form", kind, 20, f"a form with '{shown(name)}'") for name, value in names.items() if (kind := _kind_of_field(name, value))]
    if names and fields.get("message"):
        signs += [Sign("form", TEXTS[hit.intent], 12, f"a text with '{shown(hit.word)}'") for hit in text_hits(fields["message"], frozenset(languages)) if hit.intent in TEXTS]
    if not signs and (names or action in FORMS):
        signs = [Sign("form", "contact", 0, "")]  # no vote, only that somebody sent a form here which says nothing
    return tuple(dict.fromkeys(signs))


def field_names(given: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Names of a form's fields, each with its value or its type; at most 60 of each holder."""
    for holder in HOLDERS:
        held = given.get(holder)
        for row in held[:60] if isinstance(held, list) else ():
            if isinstance(row, dict):
                yield str(row.get("name") or row.get("label") or row.get("key") or "")[:80], row.get("value") or row.get("type")
        if isinstance(held, dict):
            yield from ((str(name)[:80], value) for name, value in list(held.items())[:60])
    yield from ((name[:80], value) for name, value in list(given.items())[:60] if isinstance(value, (str, int)))


def _kind_of_field(name: str, value: Any) -> str:
    """The kind of page that has a field of this name, or a file of this name in it; "" for most."""
    folded = fold(name.replace("_", " ").replace("-", " "))
    if kind := _FIELD.get(folded) or next((_FIELD[word] for word in folded.split() if word in ("cv", "resume", "password", "quantity", "qty", "lebenslauf")), ""):
        return kind
    return "apply" if isinstance(value, str) and len(value) < 120 and value.lower().endswith((".pdf", ".doc", ".docx")) and _RESUME.search(value) else ""


def shown(written: Any) -> str:
    """A stranger's text for a terminal: one line of printable characters, at most 60, without quotes and angle brackets."""
    plain = "".join(char if char.isprintable() and char not in "'\"<>" else " " for char in str(written)[:200])
    short = " ".join(plain.split())
    return short if len(short) <= 60 else short[:59] + "…"
