"""Messages of Segment's specification, one JSON object a line: an archive of theirs, or what any back end wrote down.

In an archive ``timestamp`` is corrected already and ``originalTimestamp`` is what the visitor's clock said; so the first is believed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from tracker.importers import Ids, Importer, LeftOut, Misfit, Nothing, Unreadable, each, short
from tracker.readjson import read as read_json
from tracker.wire import Refusal

IMPORTER = Importer(
    says="Segment archives and other JSON lines with Segment's messages",
    example='{"type":"track","event":"Signed Up","userId":"u1","messageId":"m1","timestamp":"2026-03-02T08:14:05Z","properties":{}}',
    also=("json",),
)
KINDS = ("identify", "track", "page", "screen", "group", "alias")
ASIDE = ("delete", "suppress", "suppress_with_delete", "regulate")
FIELDS = ("type", "messageId", "anonymousId", "userId", "groupId", "previousId", "timestamp", "event", "name", "properties", "traits", "context")
"""What a message is made of. ``sentAt`` and ``receivedAt`` were used up for ``timestamp``; keys and project ids are nobody's business."""


def read(lines: Iterable[str], domain: str) -> Iterator[dict[str, Any] | Unreadable | LeftOut]:
    """Every message; a line may also hold a list of them, or ``{"batch": [...]}``."""
    ids = Ids("seg")
    return each(lines, lambda line: [_message(told, ids, line) for told in _objects(line)])


def _objects(line: str) -> list[Any]:
    told = read_json(line.rstrip(",").encode("utf-8", "replace"))
    if isinstance(told, Refusal):
        raise Misfit("is no JSON object; write one message a line (jq -c '.[]' FILE makes lines of a list)")
    if isinstance(told, dict) and isinstance(told.get("batch"), list):
        return told["batch"]
    return told if isinstance(told, list) else [told]


def _message(told: Any, ids: Ids, line: str) -> dict[str, Any]:
    if not isinstance(told, dict):
        raise Misfit(f"holds {short(told)} where a message belongs")
    kind = told.get("type") or told.get("action")
    if kind in ASIDE:
        raise Nothing("asks to delete somebody; use `winnow erase`")
    if kind not in KINDS:
        raise Misfit(f"type {short(kind)} is none of {', '.join(KINDS)}")
    message = {field: told[field] for field in FIELDS if told.get(field) is not None} | {"type": kind}
    if "timestamp" not in message and told.get("originalTimestamp") is None:
        raise Misfit("has no timestamp; an old event would count as one of today")
    message.setdefault("timestamp", told.get("originalTimestamp"))
    message.setdefault("messageId", ids(line))
    return message
