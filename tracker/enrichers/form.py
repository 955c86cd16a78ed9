"""Recognises a submitted form: who sent it, what about, and whether it was meant."""
import re
from collections import Counter
from functools import lru_cache
from typing import Any

from tracker.model import Enricher, Event, Site, World
from tracker.reading import inner, text
from tracker.reading.forms import TEXT, fake, fields_of, is_form, name_of, person_of
from tracker.reading.letters import read_letter
from tracker.words import text_hits

ENRICHER = Enricher(
    says="A form that was submitted: who, what about, and whether it is a joke.",
    facts={
        "form": "True when this event is a submitted form",
        "form_name": "the form's name or id",
        "form_text": "subject and message, at most 4,000 characters",
        "form_person": "name of the person",
        "form_company": "name of the company",
        "form_title": "job title",
        "form_phone": "telephone number as written",
        "form_reference": "number of a contract, order or customer that the form asked for",
        "form_file": "name of the attached file",
        "form_length": "length of the message, in characters, also where the text was withheld",
        "form_words": "intents of the text (thesis, application, pitch ...), each with the phrase that spoke",
        "form_reads": "who writes, told from all words of the text: one of enquiry, customer, application, pitch ..., with the words that say so most",
        "form_fake": "what shows that the form was not meant: test, keyboard, repeated",
        "form_links": "how many addresses of web sites the text holds; one in the name counts ten",
        "title_words": "intents of the job title, each with the word that spoke",
    },
)
_LINK = re.compile(r"https?://|www\.\w|\b[\w-]{2,40}\.(?:com|net|org|ru|xyz|top|site|online|shop|info|biz|io)/", re.IGNORECASE)


def read(event: Event, site: Site, world: World) -> dict[str, Any]:
    """The facts of the form; of other events only what the job title says."""
    fields = fields_of(event) if event.kind == "track" else {}
    facts: dict[str, Any] = form_facts(event, fields) if fields and is_form(event, fields) else {}
    traits = event.traits
    keys = ("title", "jobTitle", "job_title", "position", "occupation")
    title = facts.get("form_title") or (next((found for key in keys if (found := text(inner(traits, key)))), "") if traits else "")
    if spoken := _words(title, site.languages):
        facts["title_words"] = spoken
    if spoken := _words(facts.get("form_text", ""), site.languages):
        facts["form_words"] = spoken
    if reading := read_letter(facts.get("form_text", "")):
        facts["form_reads"] = {reading.kind: (reading.steps, reading.words)}
    return facts


def form_facts(event: Event, fields: dict[str, str]) -> dict[str, Any]:
    """What the fields say, names of facts by meaning."""
    message = "\n".join(part for part in (fields.get("subject", ""), fields.get("message", "")) if part)[:TEXT]
    person = person_of(fields)
    found = {"form_name": name_of(event), "form_text": message, "form_person": person, "form_fake": fake(person, fields)}
    found |= {f"form_{meaning}": fields.get(meaning) for meaning in ("company", "title", "phone", "reference")} | {"form_file": fields.get("attachment")}
    facts: dict[str, Any] = {"form": True} | {name: value for name, value in found.items() if value}
    length = inner(event.properties, "message_length")
    if isinstance(length, (int, float)) and 0 < length < 1e9:
        facts["form_length"] = min(int(length), 1_000_000)
    elif fields.get("message"):
        facts["form_length"] = len(fields["message"])
    if links := len(_LINK.findall(message)) + 10 * bool(_LINK.search(person)):
        facts["form_links"] = links
    return facts


@lru_cache(maxsize=1024)
def _words(written: str, languages: tuple[str, ...]) -> dict[str, str]:
    """Intents of a text, each with the first phrase that spoke.

    Where the site's own languages speak at least as often as any other, a third language's words are chance: "Ankara'ya" is no
    Swahili invoice, and "bei" no price in a German sentence.
    """
    hits = text_hits(written[:TEXT], frozenset(languages)) if written else ()
    counts = Counter(hit.language for hit in hits)
    own = {code.lower().partition("-")[0] for code in languages}
    foreign = max((count for code, count in counts.items() if code not in own and code != "en"), default=0)
    plain = own and sum(counts[code] for code in own) >= foreign
    spoken: dict[str, str] = {}
    for hit in hits:
        if not plain or hit.language in own or hit.language == "en":
            spoken.setdefault(hit.intent, hit.word)
    return spoken
