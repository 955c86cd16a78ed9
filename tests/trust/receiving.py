"""A receiver of webhooks in a process of its own, and somebody who asks for an offer: for the tests of webhooks."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from tests.conftest import RunningCollector
from tests.trust.canary import winnow


class Receiving:
    """The receiver's process: ``url``, what it got, how it is to answer."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        self.process = subprocess.Popen([sys.executable, str(Path(__file__).with_name("receiver.py")), str(folder)], stdout=subprocess.PIPE, text=True)
        self.url = f"http://127.0.0.1:{int(self.process.stdout.readline())}/hook/token"

    def answer(self, *told: dict[str, Any]) -> None:
        """How to answer from the first request on; the last for good."""
        (self.folder / "answers").write_text(json.dumps(told))

    def got(self, count: int = 0, seconds: float = 20) -> list[dict[str, Any]]:
        """What came, as soon as there are so many: path, headers, body (text), told (its JSON)."""
        deadline = time.monotonic() + seconds
        while True:
            file = self.folder / "requests"
            rows = [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []
            if len(rows) >= count:
                return [{**row, "told": json.loads(row["body"])} for row in rows]
            assert time.monotonic() < deadline, f"{len(rows)} of {count} messages came: {[row['body'][:300] for row in rows]}"
            time.sleep(0.05)

    def end(self) -> None:
        """Stop it."""
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()



def lead(number: int, event: str = "Quote Requested", **more: Any) -> dict[str, Any]:
    """Somebody who asks for an offer."""
    told = {"email": f"ann{number}@acme{number}.example", "name": f"Ann{number} Buyer", "message": "Please send us an offer for 20 pumps"}
    return {"type": "track", "event": event, "anonymousId": f"lead-{number}", "messageId": f"{event}-{number}", "properties": told, **more}


def hook(running: RunningCollector, receiver: Receiving, *more: str) -> str:
    """Make the destination crm; its secret."""
    return json.loads(winnow(running, "destination", "add", "crm", "--webhook", receiver.url, "--private", "--json", *more))["secret"]


def verified(row: dict[str, Any], secret: str) -> Any:
    """The message as a receiver's library gives it after it has checked signature and time."""
    import standardwebhooks

    return standardwebhooks.Webhook(secret).verify(row["body"], row["headers"])
