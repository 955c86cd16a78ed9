"""A mail server in a process of its own (aiosmtpd): keeps each mail as a file, answers as it is told to.

``python mailbox.py FOLDER [CERTIFICATE KEY]``: prints its port; with a certificate it demands STARTTLS and the password "pw" of "ann".
``FOLDER/answers`` holds ``[{"says": "250 OK", "seconds": 0}, ...]``, the last one for good.
"""

from __future__ import annotations

import asyncio
import json
import ssl
import sys
from pathlib import Path

from aiosmtpd.smtp import SMTP, AuthResult

FOLDER = Path(sys.argv[1])


class Mailbox:
    """Takes mails."""

    async def handle_DATA(self, server: object, session: object, envelope: object) -> str:
        """Keep a mail, then answer."""
        number = len(list(FOLDER.glob("*.eml")))
        told = {"from": envelope.mail_from, "to": envelope.rcpt_tos, "tls": session.ssl is not None, "who": session.authenticated}
        (FOLDER / f"{number:03d}.json").write_text(json.dumps(told))
        (FOLDER / f"{number:03d}.eml").write_bytes(envelope.content)
        answers = json.loads((FOLDER / "answers").read_text()) if (FOLDER / "answers").exists() else [{}]
        answer = answers[min(number, len(answers) - 1)]
        await asyncio.sleep(answer.get("seconds", 0))
        return answer.get("says", "250 OK")


def known(server: object, session: object, envelope: object, mechanism: str, data: object) -> AuthResult:
    """Whether name and password are right."""
    return AuthResult(handled=False, success=(data.login, data.password) == (b"ann", b"pw"))


async def serve(**secure: object) -> None:
    """Listen until killed."""
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(Mailbox(), hostname="localhost", **secure), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    secure = {}
    if len(sys.argv) > 2:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(sys.argv[2], sys.argv[3])
        secure = {"tls_context": context, "require_starttls": True, "auth_required": True, "authenticator": known}
    asyncio.run(serve(**secure))
