"""Reads the fields of a submitted form, whatever the site's language and however its form plug-in writes them.

Five shapes are read: a list of {name, value}, a `fields` object, an `inputs` object with your-... names, flat properties in English, and
flat ones in the site's language. The object may have any name ("champs") where the event says that it is a form; fields whose names say
nothing are told by what was written into them (`tracker/reading/values.py`). Fakes are told by keyboard runs and test words, never by shortness: Ng, JT, Krk and Vlk are names.
"""
import re
from functools import cache, lru_cache
from typing import Any

from tracker.fold import fold
from tracker.model import Event
from tracker.reading import inner, is_backend, table, text
from tracker.reading.values import told_by_value
from tracker.reading.verbs import action_of

__all__ = ["TEXT", "fake", "fields_of", "is_form", "may_hold_letter", "meaning_of", "name_of", "person_of", "teller_of"]

TEXT = 4_000
_FIELDS = 60
_SHORTEST = 13
"""Characters of a text that has forty pieces, the least that is read (`letters.LEAST`): 3 n - 1 were the most seen of n."""
_NOT_FORMS = frozenset((
    "viewed_product", "added_to_cart", "removed_from_cart", "cart_viewed", "checkout_started", "order_completed", "order_refunded",
    "order_other", "coupon", "wishlist", "reviewed", "shared", "liked", "followed", "referred", "signed_up", "signed_in", "login_failed",
    "logged_out", "trial_started", "trial_ended", "invite_sent", "account_created", "searched", "form_started", "form_abandoned",
    "subscription_started", "subscription_renewed", "subscription_upgraded", "subscription_cancelled", "video", "lesson", "unsubscribed",
    "engaged", "outbound", "invoice_paid", "payment_failed", "page_not_found", "contact_click"))
"""Actions whose events hold an address or a name without being a form somebody wrote to the firm with."""
_HOLDERS = ("fields", "inputs", "form_data", "formData", "form_fields", "values", "answers", "submission", "data", "payload", "form")
_FORMS = ("form_submitted", "applied", "demo_requested", "quote_requested", "newsletter", "webinar", "support_ticket")
_PREFIXES = frozenset((
    "your", "form", "fields", "field", "input", "inputs", "contact", "billing", "lead", "customer", "user", "wpforms", "contactform",
    "cf7", "hs", "nf", "ihre", "ihr", "uw", "votre", "tu", "su", "seu"))
_NOT_FIELDS = frozenset((
    "form_name", "formname", "form_id", "formid", "form_title", "form_type", "message_length", "message_id", "messageid", "content_type",
    "event_name", "page_title", "url", "product_name", "file_name", "filename", "utm_content", "utm_source", "status", "method",
    "category", "brand", "sku", "product_id", "asset", "campaign_name", "website_name", "list", "title", "page", "path", "referrer",
    "search", "webinar", "job", "vacancy", "course", "product", "variant", "plan", "label"))
_NOT_HOLDERS = frozenset(("products", "product", "items", "page", "context", "utm", "campaign", "ecommerce"))
_NUMBERS = frozenset(("length", "count", "id", "type", "size", "valid", "optin", "consent", "opt", "verified", "domain"))
_RUNS = re.compile(r"asdf|sdfg|dfgh|fghj|ghjk|hjkl|qwer|zxcv|xcvb|cvbn|yxcv|azerty|qsdf|[йи]цук|фыва|ячсм|пролд|(.)\1{3,}",
                   re.IGNORECASE)
"""Runs along a keyboard that no name contains: Wertz and Hertz are surnames, Azer is a first name."""
_TESTS = frozenset((
    "test", "tests", "testing", "teste", "prueba", "prova", "tester", "asdf", "xyz", "abc", "foo", "bar", "foobar", "qwerty", "qwertz",
    "blabla", "bla", "xxx", "zzz", "aaa", "bbb", "no", "none", "nobody", "anonymous", "fake", "тест", "проба", "ttt", "dummy", "lorem",
    "lol"))
_SHAM = frozenset(("no", "none", "anonymous", "tester", "bla", "bar"))


def is_form(event: Event, fields: dict[str, str]) -> bool:
    """Whether a track event is a submitted form: by its name, or because somebody left an address or a message."""
    return _is_form(event.name, fields)


def _is_form(name: str, fields: dict[str, str]) -> bool:
    action = action_of(name)
    if action in _NOT_FORMS:
        return False
    return action in _FORMS or bool(fields.get("email") or fields.get("message"))


def may_hold_letter(message: Any) -> bool:
    """Whether a message as it came is a form with a text long enough to be read: reading it may take long. Never raises."""
    if not isinstance(message, dict) or message.get("type") != "track":
        return False
    name, given = text(message.get("event")), message.get("properties")
    fields = _fields_in(name, given, None) if isinstance(given, dict) and action_of(name) not in _NOT_FORMS else {}
    return _is_form(name, fields) and len(fields.get("subject", "")) + len(fields.get("message", "")) + 1 >= _SHORTEST


def teller_of(event: Event) -> str:
    """Who tells of a form: the "snippet", which sees what trouble its fields gave and no word of them, the "server", or ("") the page's own code."""
    fields = event.properties.get("fields")
    if isinstance(fields, list) and fields and isinstance(fields[0], dict) and "edits" in fields[0]:
        return "snippet"
    return "server" if event.trusted or is_backend(event) else ""


def person_of(fields: dict[str, str]) -> str:
    """The person's name, put together where it was asked in two fields."""
    parts = [fields.get("first_name", ""), fields.get("last_name", "")]
    return fields.get("name") or " ".join(part for part in parts if part)


def name_of(event: Event) -> str:
    """The form's name, in the site's words where it has one, else its id."""
    given = event.properties
    keys = ("form_name", "formName", "form_title", "formTitle", "form_id", "formId", "form")
    return next((found for key in keys if (found := text(inner(given, key), 120))), "")


def fields_of(event: Event) -> dict[str, str]:
    """The form's fields by meaning (email, name, company, message ...), as short strings; the first of each meaning wins."""
    given = event.properties
    return _fields_in(event.name, given, event.page.title) if isinstance(given, dict) else {}


def _fields_in(event_name: str, given: dict[str, Any], page_title: str | None) -> dict[str, str]:
    """The fields of an event of this name and these properties, on a page of this title."""
    action = action_of(event_name)
    pairs = _held(given, any_holder=action in _FORMS)
    if not pairs or any(key in given for key in ("email", "message")):
        # The title of the page lies beside flat fields; it is nobody's job title, whichever of them comes first.
        pairs += [item for item in given.items() if not (item[0] == "title" and item[1] == page_title)][:_FIELDS]
    found: dict[str, str] = {}
    unnamed: list[tuple[Any, Any]] = []
    for name, value in pairs[:2 * _FIELDS]:
        meaning = meaning_of(name[:80]) if isinstance(name, str) else ""
        if not meaning and not _says_nothing_of_it(name):
            unnamed.append((name, value))
        written = text(value, TEXT if meaning == "message" else 200) if meaning else ""
        if written:
            found.setdefault(meaning, written)
    if action not in _NOT_FORMS and unnamed:
        told = told_by_value(unnamed, TEXT)
        # An event of an unknown name is a form only where an address and a message lie together.
        if action in _FORMS or not action and {"email", "message"} <= found.keys() | told.keys():
            found = told | found
    return found


def _held(given: dict[str, Any], any_holder: bool) -> list[tuple[Any, Any]]:
    """Names and values of the object or list that holds the fields; of any name where the event is known to be a form."""
    pairs = [pair for key in _HOLDERS for pair in _pairs(given.get(key))]
    if not pairs and any_holder:
        pairs = [pair for key, value in list(given.items())[:_FIELDS] if key not in _NOT_HOLDERS for pair in _pairs(value)]
    return pairs


def _says_nothing_of_it(name: Any) -> bool:
    """Whether what such a field holds was written by the form, not by the visitor: its own name, the page's title, a consent."""
    if not isinstance(name, str):
        return False
    return name.lower() in _NOT_FIELDS or bool(_NUMBERS & set(fold(name[:80]).split()))


def _pairs(value: Any) -> list[tuple[Any, Any]]:
    """Names and values of an object, or of a list of {name|label|key|id, value}."""
    if isinstance(value, dict):
        return [(name, inner(row, "value") if isinstance(row, dict) else row) for name, row in list(value.items())[:_FIELDS]]
    if isinstance(value, list):
        rows = [row for row in value[:_FIELDS] if isinstance(row, dict)]
        return [(row.get("name") or row.get("label") or row.get("key") or row.get("id"), row.get("value")) for row in rows]
    return []


@lru_cache(maxsize=4096)
def meaning_of(name: str) -> str:
    """What a field of this name holds, or ""."""
    meanings = _meanings()
    written = fold(re.sub(r"[\[\].:_]+", " ", name))
    if " " in written and meanings.get(written) == "reference":
        return "reference"  # "customer_number": what is a prefix elsewhere belongs to the meaning here
    words = [word for word in written.split() if word not in _PREFIXES]
    whole = " ".join(words)
    if not words or name.lower() in _NOT_FIELDS:
        return ""
    if whole in meanings or len(words) == 1 or len(words) > 4 or _NUMBERS & set(words):
        return meanings.get(whole, "")
    return meanings.get(words[-1]) or meanings.get(words[0], "")


@cache
def _meanings() -> dict[str, str]:
    """Meaning by folded name; the earlier meaning of the table wins."""
    found: dict[str, str] = {}
    for meaning, names in table("fields").items():
        for name in names:
            found.setdefault(fold(name), meaning)
    return found


def fake(person: str, fields: dict[str, str]) -> str:
    """How a form shows that it was not meant; "" for every name that somebody might have. Two sham answers are needed, or a sham name."""
    given = (person, fields.get("company", ""), fields.get("message", ""), fields.get("email", "").partition("@")[0])
    shown = [fold(value[:200]) for value in given if value]
    sham = [part for part in shown if part and set(part.split()) <= _TESTS]
    name = fold(person[:200])
    if name and set(name.split()) <= _TESTS - _SHAM or len(sham) >= 2:
        return "test"
    message = fields.get("message", "")
    if len(message) < 60 and re.match(r"(?:this is )?(?:a )?test(?:ing)?\b", fold(message)):
        return "test"
    runs = [part for part in shown if len(part) < 40 and _RUNS.search(part) and not re.search(r"\d", part)]
    return "keyboard" if name and name in runs or len(runs) >= 2 else ""
