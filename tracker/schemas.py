"""The shapes of the API as JSON Schema (2020-12), made from the rows that the program itself works with."""

from __future__ import annotations

from typing import Any

from tracker.model import CLASSES, GROUPS, OUTCOMES, PLACES, STAGES, STEPS
from tracker.parcel import EVENTS
from tracker.qualify import REASONS
from tracker.rows import COLUMNS, NUMBERS, WITHHELD
from tracker.validate import DROPS

TEXT: dict[str, Any] = {"type": "string"}
WHOLE: dict[str, Any] = {"type": "integer"}
NUMBER: dict[str, Any] = {"type": "number"}
FLAG: dict[str, Any] = {"type": "boolean"}
FREE: dict[str, Any] = {"type": "object"}
MAYBE_TEXT: dict[str, Any] = {"type": ["string", "null"]}
MOMENT: dict[str, Any] = {"type": ["string", "null"], "format": "date-time"}
CLASS: dict[str, Any] = {"type": "string", "enum": list(CLASSES)}
PROBABILITY: dict[str, Any] = {"type": "number", "minimum": 0, "maximum": 1}


def ref(name: str) -> dict[str, Any]:
    """A reference to a shape of this module."""
    return {"$ref": f"#/components/schemas/{name}"}


def listed(of: dict[str, Any]) -> dict[str, Any]:
    """An array of something."""
    return {"type": "array", "items": of}


def record(fields: dict[str, Any], optional: tuple[str, ...] = (), **more: Any) -> dict[str, Any]:
    """An object with fields, all of them there unless named as optional."""
    return {"type": "object", "properties": fields, "required": [name for name in fields if name not in optional], **more}


SPECIAL = {
    "class": CLASS, "second": TEXT, "probability": PROBABILITY, "stage": {"type": "string", "enum": list(STAGES)}, "stage_since": MOMENT, "first_seen": MOMENT, "last_seen": MOMENT,
    "reasons": {**listed(TEXT), "maxItems": 3}, "decision": {**MAYBE_TEXT, "description": "under which the contact data left; null where none did"},
    "list": {"type": "string", "enum": list(PLACES)}, "reason": {"type": "string", "enum": [*REASONS, "not_judged"]}, "fit": {**NUMBER, "minimum": 0, "maximum": 100},
    "engagement": {**NUMBER, "minimum": 0, "maximum": 100}, "email": {**TEXT, "description": "only with people:read and through the gate: leads for sales, and at a desk those who turned to it"},
}  # fmt: skip


def _row() -> dict[str, Any]:
    fields = {name: SPECIAL.get(name, NUMBER if name in NUMBERS else TEXT) for name in COLUMNS}
    # Somebody seen a moment ago has no reason of a verdict yet, and an older row may lack a newer column's reason.
    fields["reason"] = {"type": "string", "enum": ["", *SPECIAL["reason"]["enum"]]}
    fields["stage"] = {"type": "string", "enum": ["", *STAGES]}
    return record({**fields, "withheld": {"type": "string", "enum": ["", *WITHHELD], "description": "why contact data is held back, where people:read asks"}}, optional=("withheld",))


def _explanation() -> dict[str, Any]:
    contribution = record({"signal": TEXT, "group": {"type": "string", "enum": [*GROUPS, ""]}, "says": TEXT, "count": WHOLE, "points": WHOLE, "sample": TEXT, "last": WHOLE}, optional=("sample", "last", "group"))
    one = record({"score": WHOLE, "prior": WHOLE, "probability": PROBABILITY, "contributions": listed(contribution)}, description="prior + the points of all contributions = score, exactly")
    counter = {"anyOf": [{"type": "null"}, record({"without": listed(TEXT), "class": CLASS, "says": TEXT})]}
    return record({
        "id": TEXT, "sentence": TEXT, "class": CLASS, "list": SPECIAL["list"], "reason": TEXT, "says": TEXT, "doubt": TEXT, "rulebook": TEXT, "as_of": WHOLE,
        "classes": record(dict.fromkeys(CLASSES, one)), "counterfactual": counter, "unknown": listed(TEXT),
    })  # fmt: skip


def _visitor() -> dict[str, Any]:
    row = _row()
    sign = record({"signal": TEXT, "day": WHOLE, "count": WHOLE, "first": WHOLE, "last": WHOLE, "sample": TEXT}, optional=("sample",))
    merge = record({"merge": WHOLE, "nodes": listed(TEXT), "author": TEXT, "at": WHOLE})
    more = {"site": TEXT, "probabilities": record(dict.fromkeys(CLASSES, PROBABILITY)), "traits": {"type": "object", "additionalProperties": TEXT},
            "merged": listed(record({"kind": TEXT, "id": TEXT, "node": TEXT})), "merges": listed(merge), "dispositions": listed(FREE), "evidence": listed(sign)}  # fmt: skip
    return {**row, "properties": {**row["properties"], **more}, "required": [*row["required"], *more]}


def _message() -> dict[str, Any]:
    fields = {"type": {"type": "string", "enum": ["identify", "track", "page", "screen", "group", "alias"]}, "messageId": {**TEXT, "maxLength": 200}, "anonymousId": {"type": ["string", "integer", "null"]},
              "userId": {"type": ["string", "integer", "null"]}, "groupId": TEXT, "previousId": TEXT, "event": {**TEXT, "minLength": 1, "maxLength": 200}, "name": TEXT,
              "timestamp": {"type": ["string", "number"]}, "originalTimestamp": {"type": ["string", "number"]}, "sentAt": {"type": ["string", "number"]},
              "properties": FREE, "traits": FREE, "context": FREE, "writeKey": TEXT}  # fmt: skip
    return record(fields, optional=tuple(fields), description="One interaction: anonymousId or userId must be there; at most 32 KB. A repeated messageId changes nothing.")


def _report() -> dict[str, Any]:
    return record({"report": TEXT, "says": TEXT, "picture": TEXT, "site": TEXT})


def _funnel() -> dict[str, Any]:
    stage = record({"stage": {"type": "string", "enum": list(STEPS)}, "count": WHOLE, "standing": WHOLE, "share": NUMBER, "of_previous": NUMBER, "dropped": WHOLE, "classes": {"type": "object", "additionalProperties": WHOLE}})
    conversion = record({"buyers": WHOLE, "leads": WHOLE, "false_leads": WHOLE, "with_false_leads": PROBABILITY, "without_false_leads": PROBABILITY})
    return record({**_report()["properties"], "stages": listed(stage), "beside": record({"bounced": WHOLE, "lapsed": WHOLE}), "conversion": conversion, "class": {"type": ["string", "null"]}})


def _list(title: str) -> dict[str, Any]:
    return record({title: listed(ref("Row")), "next_cursor": MAYBE_TEXT, "total": WHOLE, "counts": record(dict.fromkeys(("leads", "review", "excluded"), WHOLE))})


def _me() -> dict[str, Any]:
    return record({
        "site": TEXT, "id": TEXT, "first_seen": MOMENT, "last_seen": MOMENT, "verdict": TEXT, "class": CLASS, "probabilities": record(dict.fromkeys(CLASSES, PROBABILITY)), "list": SPECIAL["list"],
        "because": TEXT, "stage": TEXT, "fit": NUMBER, "engagement": NUMBER, "objection": TEXT, "kept_for": TEXT, "traits": FREE,
        "evidence": listed(record({"signal": TEXT, "says": TEXT, "day": TEXT, "count": WHOLE, "sample": TEXT})), "purpose": TEXT, "rights": TEXT,
    })  # fmt: skip


def _news() -> dict[str, Any]:
    state = record({"list": SPECIAL["list"], "class": TEXT, "stage": TEXT})
    told = {"id": TEXT, "site": TEXT, "sequence": WHOLE, "before": state, "after": state, "reason": TEXT, "says": TEXT, "into": TEXT, "visitor": {"anyOf": [{"type": "null"}, ref("Row")], "description": "as they stand when this is sent; null where they are gone"}}
    place = record({"site": TEXT, "destination": TEXT, "kind": TEXT, "url": TEXT, "events": listed({"type": "string", "enum": list(EVENTS)}), "contact": FLAG, "private": FLAG, "to": listed(TEXT), "every": TEXT, "hour": WHOLE, "weekday": TEXT, "zone": TEXT, "paused": TEXT,
                    "waiting": WHOLE, "done": WHOLE, "dead": WHOLE, "last": MOMENT, "next_digest": MOMENT}, optional=("url", "events", "private", "to", "every", "hour", "weekday", "zone"))  # fmt: skip
    delivery = record({"destination": TEXT, "sequence": WHOLE, "id": TEXT, "type": TEXT, "visitor": MAYBE_TEXT, "at": MOMENT, "state": {"type": "string", "enum": ["waiting", "done", "dead"]}, "tries": WHOLE,
                       "due": MOMENT, "tried": MOMENT, "says": TEXT})  # fmt: skip
    return {
        "News": record({"type": TEXT, "timestamp": MOMENT, "data": record(told, optional=("id", "sequence", "before", "after", "reason", "says", "into", "visitor"))}),
        "Destinations": record({"destinations": listed(place)}),
        "Deliveries": record({"deliveries": listed(delivery), "next_after": {"type": ["integer", "null"]}}),
        "Tested": record({"success": {"const": True}, "taken": FLAG, "says": TEXT}),
        "Resend": record({"after": WHOLE, "sequence": {**WHOLE, "description": "with neither: what is dead"}}, optional=("after", "sequence")),
        "Resent": record({"success": {"const": True}, "sent": WHOLE}),
    }


def shapes() -> dict[str, Any]:
    """Every shape by name."""
    step = record({"at": MOMENT, "time": MOMENT, "kind": TEXT, "name": TEXT, "url": TEXT, "path": TEXT, "title": TEXT, "referrer": TEXT, "properties": FREE, "flags": listed(TEXT),
                   "messageId": TEXT, "anonymousId": TEXT, "userId": TEXT, "trusted": FLAG, "traits": FREE}, optional=("traits",))  # fmt: skip
    rejection = record({"index": WHOLE, "messageId": TEXT, "code": {"type": "string", "enum": [*DROPS, "unstorable"]}, "message": TEXT})
    doubt = record({"index": WHOLE, "messageId": TEXT, "code": {"const": "far_ahead"}, "message": TEXT})
    return {
        "Message": _message(),
        "Batch": record({"batch": {**listed(ref("Message")), "maxItems": 2500}, "sentAt": {"type": ["string", "number"]}, "context": FREE, "writeKey": TEXT}, optional=("sentAt", "context", "writeKey")),
        "Collected": record({"success": {"const": True}, "accepted": WHOLE, "repeated": WHOLE, "rejected": listed(rejection), "doubted": listed(doubt)}, optional=("doubted",), description="All that is accepted is on disk; of what is doubted, kept with another time, the sender has made a mistake."),
        "Refusal": record({"success": {"const": False}, "code": TEXT, "message": TEXT, "detail": TEXT, "error": TEXT}),
        "Row": _row(), "Leads": _list("leads"), "Review": _list("review"), "Excluded": _list("excluded"),
        "Visitor": _visitor(), "Explanation": _explanation(),
        "Timeline": record({"id": TEXT, "timeline": listed(step), "next_before": {"type": ["integer", "null"]}, "total": WHOLE, "decision": SPECIAL["decision"]}),
        "Disposition": record({"class": {"type": "string", "enum": ["", *CLASSES]}, "outcome": {"type": "string", "enum": ["", *OUTCOMES]}, "note": TEXT}, optional=("class", "outcome", "note")),
        "Regrouping": record({"with": {**TEXT, "description": "merge: any id of the other"}, "node": {**TEXT, "description": "unmerge: a `node` of `merged`"}, "undo": FLAG,
                              "merge": {**WHOLE, "description": "unmerge: `merge` of one of `merges`"}}, optional=("with", "node", "undo", "merge")),  # fmt: skip
        "Draft": record({"text": {**TEXT, "description": "rules as TOML"}, "note": {**TEXT, "description": "why; publish needs it"}}, optional=("note",)),
        "Revert": record({"version": {**TEXT, "description": "number or digest"}, "note": TEXT}),
        **_news(),
        "Objection": record({"reason": TEXT}, optional=("reason",)),
        "MyObjection": record({"token": TEXT, "reason": TEXT}, optional=("reason",)),
        "MyCorrection": record({"token": TEXT, "class": CLASS, "note": TEXT, "traits": FREE}, optional=("class", "note", "traits")),
        "Done": record({"success": {"const": True}}),
        "Report": _report(), "Funnel": _funnel(), "Me": _me(),
        "Audience": record({"audience": TEXT, "says": TEXT, "site": TEXT, "rows": listed({"allOf": [ref("Row"), record({"audience": FREE})]}), "total": WHOLE, "withheld": {"type": "object", "additionalProperties": WHOLE}}),
        "Welcome": record({"class": CLASS, "title": TEXT, "text": TEXT, "url": TEXT}, optional=("title", "text", "url")),
        "Health": record({"ok": FLAG}),
        "Readiness": record({"ok": FLAG, "waiting": WHOLE, "touched": WHOLE, "missing_events": WHOLE}),
        "Free": FREE,
    }  # fmt: skip
