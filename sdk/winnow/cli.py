"""`winnow-sdk test`: sends one event and says what came back."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Mapping, Sequence

from .answers import Later, Never, Taken, TooLarge
from .delivery import Delivery
from .encode import encode
from .ledger import Ledger, Queued
from .messages import build
from .options import DEFAULT_HOST, check
from .transports import Answer, RequestsTransport, Transport


def main(arguments: Sequence[str] | None = None, transport: Transport | None = None) -> int:
    """Returns 0 if the event is on the collector's disk, 1 if not, 2 for a wrong command line."""
    given = _parser().parse_args(arguments)
    try:
        host = check(given.key, given.host, {})
    except ValueError as error:
        print(f"winnow-sdk: {error}", file=sys.stderr)
        return 2
    wire = _Watched(transport or RequestsTransport())
    event = build("track", {"event": given.event, "properties": {}}, None, given.visitor, None, None, None, None)
    print(f"sending {given.event!r} (messageId {event['messageId']}) to {host}/v1/batch")
    started = time.perf_counter()
    verdict = _send(wire, host, given.key, Queued(event["messageId"], encode(event)), given.timeout)
    wire.close()
    for line in wire.said:
        print(line)
    print(_sentence(verdict, time.perf_counter() - started))
    return 0 if isinstance(verdict, Taken) and not verdict.rejected else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="winnow-sdk", description="Winnow's Python SDK on the command line.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    test = commands.add_parser("test", help="send one event and say what came back")
    test.add_argument("--host", default=DEFAULT_HOST, help="the collector's address (default: %(default)s)")
    test.add_argument("--key", required=True, help="a write key of the site, or its secret key")
    test.add_argument("--event", default="SDK Test", help="the event's name (default: %(default)s)")
    test.add_argument("--visitor", default="winnow-sdk-test", help="the anonymousId (default: %(default)s)")
    test.add_argument("--timeout", type=float, default=5.0, help="seconds (default: %(default)s)")
    return parser


def _send(wire: _Watched, host: str, key: str, item: Queued, timeout: float) -> Taken | Later | TooLarge | Never:
    delivery = Delivery(host, key, wire, Ledger(None, None), compress=True, timeout=timeout, max_retries=0)
    return delivery.attempt([item], 0, timeout)


def _sentence(verdict: Taken | Later | TooLarge | Never, seconds: float) -> str:
    if not isinstance(verdict, Taken):
        return f"NOT TAKEN: {verdict.error}"
    if verdict.rejected:
        return f"REJECTED: {verdict.rejected[0][1]}"
    return f"OK: the event is on the collector's disk ({seconds * 1000:.0f} ms)"


class _Watched:
    """Passes everything on, and remembers the answer as lines to print."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self.said: list[str] = []

    def send(self, url: str, body: bytes, headers: Mapping[str, str], timeout: float) -> Answer:
        answer = self._transport.send(url, body, headers, timeout)
        self.said.append(f"answer {answer.status}: {answer.body[:500].decode('utf-8', 'replace').strip()}")
        if reason := answer.headers.get("X-Winnow"):
            self.said.append(f"X-Winnow: {reason}")
        return answer

    def close(self) -> None:
        self._transport.close()


if __name__ == "__main__":
    sys.exit(main())
