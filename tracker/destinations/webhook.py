"""A webhook: each event is posted as JSON, signed by the Standard Webhooks scheme (webhook-id, -timestamp, -signature).

What it needs for that (`requests_hardened` refuses private addresses and pins the resolved one) is imported with the first message.
"""

from __future__ import annotations

import base64
import secrets
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import msgspec

from tracker import __version__
from tracker.parcel import Parcel, Receipt

SAYS = "each event as signed JSON to a web address"
TIMEOUT, DAY = (5.0, 10.0), 86_400  # seconds to connect, and of silence until the answer; the longest rest granted


def new_secret() -> str:
    """A signing secret: ``whsec_`` and 192 bits in base64."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(24)).decode()


def settled(told: dict[str, Any]) -> dict[str, Any]:
    """The settings of a new webhook, with a secret of its own. Raises ValueError where ``url`` cannot be used."""
    url = str(told.get("url", ""))
    try:
        parts = urlsplit(url)
        whole = parts.hostname and parts.port != 0 and parts.scheme in ("https", "http") and url.isprintable() and " " not in url
    except ValueError:
        whole = False
    if not whole:
        raise ValueError(f"--webhook {url!r} is no web address. Write for example https://crm.example/hooks/winnow.")
    if parts.username or parts.password:
        raise ValueError("--webhook with a name and password in it would show them in every list. Leave them out: the signature says who sends.")
    if parts.scheme == "http" and not told.get("private"):
        raise ValueError(f"--webhook {url!r} would send news of people unencrypted. Use https://, or say --private for a receiver in your own network.")
    return {"url": url, "secret": new_secret(), "private": bool(told.get("private"))}


def due(told: dict[str, Any], now: int) -> int:
    """0: a webhook is told of each event, at no time of its own."""
    return 0


def send(parcel: Parcel, told: dict[str, Any], settings: dict[str, Any]) -> Receipt:
    """Post one message; what came of it. Redirects are not followed, the answer's body is not read."""
    from requests import RequestException
    from requests_hardened import Config, HTTPSession
    from requests_hardened.ip_filter import InvalidIPAddress
    from standardwebhooks import Webhook

    text, second = msgspec.json.encode(parcel.body).decode(), parcel.now // 1000
    keys = [told["secret"], *([told["former"]] if parcel.now < told.get("former_until", 0) else [])]
    signed = " ".join(Webhook(key).sign(parcel.id, datetime.fromtimestamp(second, UTC), text) for key in keys)
    headers = {"Content-Type": "application/json", "webhook-id": parcel.id, "webhook-timestamp": str(second), "webhook-signature": signed}
    config = Config(ip_filter_enable=not told["private"], ip_filter_allow_loopback_ips=False, never_redirect=True, default_timeout=TIMEOUT, user_agent_override=f"Winnow/{__version__}")
    with HTTPSession(config) as session:
        session.trust_env = False  # neither a proxy nor a .netrc of whoever started the server
        try:
            with session.post(told["url"], data=text.encode(), headers=headers, stream=True) as answer:
                status, rest = answer.status_code, _rest(answer.headers.get("Retry-After", ""), parcel.now)
        except InvalidIPAddress as error:
            return Receipt(taken=False, says=f"refused: the address leads to {error}, which is not public; --private allows that")
        except RequestException as error:  # its text may hold the whole address, and that may hold a token
            return Receipt(taken=False, says=f"no answer ({type(error).__name__})")
    return Receipt(taken=200 <= status < 300, says=f"answered {status}", rest=rest, gone=status == 410)


def _rest(asked: str, now: int) -> int:
    try:
        seconds = int(asked) if asked.isdecimal() else parsedate_to_datetime(asked).timestamp() - now / 1000
        return max(0, min(int(seconds), DAY))
    except (ValueError, TypeError, OverflowError):
        return 0
