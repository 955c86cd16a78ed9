"""W3C extended logs, which say themselves which fields they have: IIS (separated by spaces) and CloudFront (by tabs)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from urllib.parse import unquote

from tracker.importers import Drawn, Hit, Ids, Importer, LeftOut, Misfit, Unreadable, each, page, short

IMPORTER = Importer(
    says="W3C extended logs with a #Fields line: IIS, CloudFront",
    example="#Fields: date time c-ip cs-method cs-uri-stem cs-uri-query sc-status cs(Referer) cs(User-Agent)\n"
            "2026-03-02 08:14:05 203.0.113.7 GET /pricing - 200 https://www.search.example/ Mozilla/5.0+(X11)",
    also=("iis", "cloudfront"),
)  # fmt: skip
NEEDED = ("date", "time", "c-ip", "cs-method", "cs-uri-stem")


def read(lines: Iterable[str], domain: str) -> Iterator[dict[str, Any] | Unreadable | LeftOut]:
    """A page message for every request."""
    ids, drawn, table = Ids("log"), Drawn(), Table()
    return each(lines, lambda line: [] if table.takes(line) else [drawn(page(table.hit(line), domain, ids(line)))])


class Table:
    """What the latest #Fields line says of the lines after it."""

    def __init__(self) -> None:
        self.fields: list[str] = []

    def takes(self, line: str) -> bool:
        """Whether this is a directive; #Fields is remembered. Raises Misfit where it lacks a field that is needed."""
        if line.startswith("#Fields:"):
            self.fields = line.removeprefix("#Fields:").split()
            missing = [name for name in NEEDED if name not in self.fields]
            if missing:
                self.fields = []
                raise Misfit(f"#Fields lacks {', '.join(missing)}; have the server log them")
        return line.startswith("#")

    def hit(self, line: str) -> Hit:
        """The request of a line."""
        if not self.fields:
            raise Misfit("stands before any usable #Fields line, so its columns are unknown")
        tabs = "\t" in line
        values = line.split("\t" if tabs else " ")
        if len(values) != len(self.fields):
            raise Misfit(f"has {len(values)} values where #Fields names {len(self.fields)}")
        told = {name: value if value != "-" else "" for name, value in zip(self.fields, values)}
        agent = told.get("cs(User-Agent)")
        query, host = told.get("cs-uri-query", ""), told.get("x-host-header") or told.get("cs-host", "")
        return Hit(
            at=_time(told["date"], told["time"]), address=told["c-ip"], method=told["cs-method"], host=host.rpartition(":")[0] or host,
            target=told["cs-uri-stem"] + ("?" + query if query else ""), status=_number(told.get("sc-status", "")), size=_number(told.get("sc-bytes", "")),
            referrer=unquote(told.get("cs(Referer)", "")), agent=None if agent is None else unquote(unquote(agent)) if tabs else agent.replace("+", " "),
        )  # fmt: skip


def _time(date: str, time: str) -> str:
    try:
        return datetime.fromisoformat(f"{date}T{time}+00:00").isoformat()
    except ValueError:
        raise Misfit(f"{short(date + ' ' + time)} is no time; expected 2026-03-02 08:14:05") from None


def _number(written: str) -> int:
    return int(written) if written.isascii() and written.isdigit() and len(written) < 18 else 0
