"""What annoys people in forms: which field is left empty, retyped, refused, or where they give up; phone and desktop apart.

From the `fields` that the snippet sends with Form Submitted and Form Abandoned (efforts, never what was written); what a
server tells of the same form is no second one.
Looked at are those among the 5,000 visitors seen last who began a form, at most 1,000 of them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from statistics import median
from typing import Any

from tracker.enrichers import agent
from tracker.model import Event, Site, World
from tracker.reading.forms import teller_of
from tracker.reading.verbs import action_of
from tracker.reports import Report, share
from tracker.wall import counting

REPORT = Report(says="Which form fields are left empty, retyped, refused or make people give up; phone and desktop apart.", picture="bars", arguments={"form": "only one form, by its id or name"})
SEEN, LOOKED_AT, FIELDS = 5000, 1000, 40
SENT, LEFT, BEGUN = "form_submitted", "form_abandoned", "form_started"
PHONES = ("phone", "tablet")


def make(store: Any, site: Site, now: int, arguments: dict[str, str]) -> dict[str, Any]:
    """Forms, most abandoned first, each with its fields per kind of device."""
    numbers = store.ask(counting.recent, site.name, SEEN)
    touched = store.ask(counting.marks, site.name, numbers, [f"action:{name}" for name in (f"{SENT}:snippet", SENT, LEFT, BEGUN)] + ["began_form"])
    forms: dict[tuple[str, str], dict[str, Any]] = {}
    for _, events in store.ask(counting.events, site.name, [number for number in numbers if number in touched][:LOOKED_AT]):
        for event in events:
            if event.kind == "track" and teller_of(event) == "snippet" and _ended(event):
                _add(forms, event, site, event.properties["fields"], arguments.get("form", ""))
    told = sorted(map(_form, forms.items()), key=lambda row: (-row["abandoned"], row["form"], row["device"]))
    return {"forms": told, "visitors": min(len(touched), LOOKED_AT)}


def _ended(event: Event) -> bool:
    """Whether a form ended here: sent (also where its name says what for) or left."""
    return event.name in ("Form Submitted", "Form Abandoned") or action_of(event.name) in (SENT, LEFT)


def _add(forms: dict, event: Event, site: Site, fields: list, wanted: str) -> None:
    name = next((str(event.properties[key])[:120] for key in ("form_id", "form_name", "form") if event.properties.get(key)), "(without a name)")
    if wanted and wanted != name:
        return
    device = "phone" if agent.read(event, site, World()).get("device") in PHONES else "desktop"
    form = forms.setdefault((name, device), {"sent": 0, "left": 0, "fields": defaultdict(list), "gave_up_at": Counter()})
    left = event.name == "Form Abandoned" or action_of(event.name) == LEFT
    form["left" if left else "sent"] += 1
    last = ""
    for field in _fields(fields):
        form["fields"][field["name"]].append(field)
        last = field["name"] if field["edits"] or field["ms"] else last
    if left and last:
        form["gave_up_at"][last] += 1


def _fields(told: list) -> Iterator[dict[str, Any]]:
    """The fields of an event, with numbers where numbers belong: strangers send these."""
    for field in told[:FIELDS]:
        if isinstance(field, dict) and isinstance(field.get("name"), str):
            numbers = {key: max(0, min(int(field[key]), 10**9)) if isinstance(field.get(key), (int, float)) else 0 for key in ("edits", "ms", "errors")}
            yield {"name": field["name"][:120], "type": str(field.get("type", ""))[:40], "empty": field.get("empty") is True, **numbers}


def _form(item: tuple[tuple[str, str], dict[str, Any]]) -> dict[str, Any]:
    (name, device), form = item
    total = form["sent"] + form["left"]
    rows = [_field(field, told, form["gave_up_at"][field], form["left"]) for field, told in form["fields"].items()]
    return {"form": name, "device": device, "submitted": form["sent"], "abandoned": form["left"], "abandonment": share(form["left"], total),
            "fields": sorted(rows, key=lambda row: (-row["gave_up"], -row["errors"], -row["retyped"], row["name"]))}  # fmt: skip


def _field(name: str, told: list[dict[str, Any]], gave_up: int, left: int) -> dict[str, Any]:
    times = [field["ms"] for field in told if field["ms"]]
    return {
        "name": name, "type": told[-1]["type"], "seen": len(told), "empty": share(sum(field["empty"] for field in told), len(told)),
        "retyped": share(sum(field["edits"] > 1 for field in told), len(told)), "errors": share(sum(field["errors"] > 0 for field in told), len(told)),
        "median_ms": round(median(times)) if times else 0, "gave_up": gave_up, "gave_up_share": share(gave_up, left),
    }  # fmt: skip
