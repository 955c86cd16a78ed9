"""Labelled journeys (format 1) -> the real pipeline, in a store of its own."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from tracker import networks
from tracker.judge import judge_touched
from tracker.model import Entry, Judged, Row, Sender, Site, World
from tracker.pipeline import ingest
from tracker.rulebook import Rulebook
from tracker.sites import site_from
from tracker.stores.memory import MemoryStore
from tracker.validate import milliseconds
from tracker.wire import Ask, Delivery

BROWSER = ("analytics.js", "winnow.js")


class Journey(Row):
    """One labelled visitor: the truth, and the requests in order of arrival."""

    id: str
    site: str
    label: str
    outreach: bool
    difficulty: str
    language: str
    requests: list[dict[str, Any]]
    why: str = ""


class Answer(Row):
    """What the pipeline said of a journey; of ``visitors`` the first is the one that answers."""

    journey: Journey
    said: str
    probabilities: dict[str, float]
    lead: bool
    row: dict[str, Any]
    visitors: tuple[str, ...] = ()


def read(folder: Path) -> tuple[dict[str, Site], list[Journey]]:
    """Sites and journeys of a corpus folder. Raises ValueError naming the file that does not fit."""
    try:
        told = json.loads((folder / "sites.json").read_text())
        sites = {name: site_from(name, profile) for name, profile in told.items()}
        lines = (folder / "journeys.jsonl").read_text().splitlines()
        fields = Journey.__struct_fields__
        journeys = [Journey(**{key: value for key, value in json.loads(line).items() if key in fields}) for line in lines if line]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ValueError(f"{folder} holds no corpus of format 1 ({error}). It needs sites.json and journeys.jsonl.") from error
    return sites, journeys


def delivered(request: dict[str, Any], site: Site) -> tuple[Delivery, Sender]:
    """A request of a journey as the front would see it: a browser's call with its connection, a log's or
    a back end's call with a trusted key."""
    call, headers = request["call"], {name.lower(): value for name, value in request["headers"].items()}
    received = milliseconds(request["t"]) or 0
    library = (call.get("context", {}).get("library") or {}).get("name")
    if library in BROWSER:
        sender = Sender(site=site, address=request["ip"], agent=headers.get("user-agent", ""), headers=headers, received=received)
        return Delivery(messages=(call,), single=True), sender
    context = {**call.get("context", {})}
    if library == "server-log":
        context |= {"ip": request["ip"], "userAgent": headers.get("user-agent", ""), "headers": request["headers"]}
    return Delivery(messages=({**call, "context": context},), single=True), Sender(site=site, trusted=True, received=received)


def replay(journeys: Iterable[Journey], sites: dict[str, Site], rulebook: Rulebook, world: World, tell: Callable[[int], Any] = lambda done: None) -> MemoryStore:
    """A store that has seen all requests in order of arrival, with everybody judged."""
    store = MemoryStore(sites.values())
    moments = sorted(((milliseconds(request["t"]) or 0, number, request, journey) for number, journey in enumerate(journeys) for request in journey.requests), key=lambda item: item[:2])
    for _, _, request, journey in moments:
        delivery, sender = delivered(request, sites[journey.site])
        store.record([result for result in ingest(delivery, sender, rulebook, world) if isinstance(result, Entry)])
        tell(1)
    last = moments[-1][0] if moments else 0
    while judge_touched(store, lambda work: work(), rulebook, last):
        pass
    return store


def end(journeys: Iterable[Journey]) -> int:
    """The moment of the last request: then everybody is judged."""
    return max((milliseconds(request["t"]) or 0 for journey in journeys for request in journey.requests), default=0)


def answers(journeys: Iterable[Journey], store: MemoryStore) -> list[Answer]:
    """What the store says of each journey."""
    rows = {(row.site, row.visitor): row for name in store.sites() for place in ("lead", "review", "excluded") for row in _all(store, name, place)}
    found = []
    for journey in journeys:
        ids = {request["call"].get(field) for request in journey.requests for field in ("anonymousId", "userId")} - {None}
        visitors = {store.resolve(journey.site, identity) for identity in ids} - {None}
        found.append(answer(journey, [rows[journey.site, visitor] for visitor in sorted(visitors) if (journey.site, visitor) in rows]))
    return found


def answer(journey: Journey, own: list[Judged]) -> Answer:
    """What the judged visitors of a journey say together; one that fell into several is answered by the one with most events."""
    best, *others = sorted(own, key=lambda row: (row.row["events"], row.visitor), reverse=True)
    return Answer(
        journey=journey, said=best.row["class"], probabilities=best.row["probabilities"], row=best.row,
        lead=any(row.place == "lead" for row in own), visitors=(best.visitor, *[row.visitor for row in others]),
    )  # fmt: skip


def _all(store: MemoryStore, site: str, place: str) -> tuple[Judged, ...]:
    return store.slice(Ask(site=site, place=place, limit=10**9)).rows


def world_of(folder: Path) -> World:
    """The address data base that lies beside a corpus, if one does."""
    file = folder / "networks.csv"
    return World(network=networks.load(file) if file.exists() else None)
