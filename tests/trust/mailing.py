"""A mail server in a process of its own: for the tests of the digest."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any


class Mailbox:
    """The mail server's process: ``port``, what it got, how it is to answer."""

    def __init__(self, folder: Path, *more: str) -> None:
        self.folder = folder
        folder.mkdir()
        self.process = subprocess.Popen([sys.executable, "-W", "ignore", str(Path(__file__).with_name("mailbox.py")), str(folder), *more], stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline())

    def answer(self, *told: dict[str, Any]) -> None:
        """How to answer from the first mail on; the last for good."""
        (self.folder / "answers").write_text(json.dumps(told))

    def got(self, count: int = 0, seconds: float = 20) -> list[EmailMessage]:
        """The mails that came, as soon as there are so many."""
        deadline = time.monotonic() + seconds
        while len(found := sorted(self.folder.glob("*.eml"))) < count:
            assert time.monotonic() < deadline, f"{len(found)} of {count} mails came"
            time.sleep(0.05)
        return [message_from_bytes(file.read_bytes(), policy=policy.default) for file in found]

    def envelope(self, number: int) -> dict[str, Any]:
        """From, to, whether encrypted, whether signed in."""
        return json.loads((self.folder / f"{number:03d}.json").read_text())

    def end(self) -> None:
        """Stop it."""
        self.process.kill()
        self.process.communicate()
