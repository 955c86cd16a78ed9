"""A mail with the news of a day or a week: who has become a lead, whom a person should look at, who has left. Plain text and HTML."""

from __future__ import annotations

import re
import smtplib
import ssl
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tracker.parcel import TEST, Parcel, Receipt

SAYS = "the news of a day or a week as a mail, in plain text and HTML"
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ADDRESS = re.compile(r"[^\s@<>,;:\"\\()]+@[^\s@<>,;:\"\\()]+")
TIMEOUT = 20.0  # seconds of silence


def settled(told: dict[str, Any]) -> dict[str, Any]:
    """The settings of a new digest. Raises ValueError for what cannot be used."""
    to, zone = list(told.get("to") or ()), told.get("zone") or "UTC"
    wrong = [address for address in to if not ADDRESS.fullmatch(address)]
    if wrong or not to:
        raise ValueError(f"--mail {(wrong or [''])[0]!r} is no mail address. Write for example --mail sales@shop.example (repeat it for several).")
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"--zone {zone!r} is no time zone. Write for example Europe/Berlin, or leave it out for UTC.") from None
    return {"to": to, "every": told.get("every") or "daily", "hour": int(told.get("hour", 7)), "weekday": told.get("weekday") or "mon", "zone": zone}


def due(told: dict[str, Any], now: int) -> int:
    """The next time (ms) after ``now`` at which the clock of the zone shows the hour; of a weekly one, on its weekday."""
    local = datetime.fromtimestamp(now / 1000, ZoneInfo(told["zone"]))
    at = local.replace(hour=told["hour"], minute=0, second=0, microsecond=0, fold=0)
    while at.timestamp() * 1000 <= now or told["every"] == "weekly" and DAYS[at.weekday()] != told["weekday"]:
        at += timedelta(days=1)
    return int(at.timestamp() * 1000)


def letter(parcel: Parcel, told: dict[str, Any], settings: dict[str, Any]) -> EmailMessage:
    """The mail of a message. Its Message-ID stays the same at every try, so that a mailbox can drop doubles."""
    made, sender = EmailMessage(), settings["mail_from"]
    made["Subject"] = parcel.body.get("subject") or "Winnow: a test"
    made["From"], made["To"] = sender, ", ".join(told["to"])
    made["Date"] = format_datetime(datetime.fromtimestamp(parcel.now // 1000, UTC))
    made["Message-ID"] = f"<{parcel.id}@{sender.rpartition('@')[2].strip(' >')}>"
    made["Auto-Submitted"] = "auto-generated"  # no out-of-office answers, please
    made.set_content(parcel.body.get("text") or parcel.body["data"]["says"])
    if "html" in parcel.body:
        made.add_alternative(parcel.body["html"], subtype="html")
    return made


def send(parcel: Parcel, told: dict[str, Any], settings: dict[str, Any]) -> Receipt:
    """Hand the mail to the server of the settings; what came of it. Where nothing has happened none is sent."""
    if parcel.type != TEST and not parcel.body:
        return Receipt(taken=True, says="nothing had happened: no mail")
    if not settings["smtp_host"] or not settings["mail_from"]:
        return Receipt(taken=False, says="the settings smtp_host and mail_from are empty (winnow settings)")
    secure, context = settings["smtp_security"], ssl.create_default_context()
    kind = {"timeout": TIMEOUT, **({"context": context} if secure == "tls" else {})}
    try:
        with (smtplib.SMTP_SSL if secure == "tls" else smtplib.SMTP)(settings["smtp_host"], settings["smtp_port"], **kind) as server:
            if secure == "starttls":
                server.starttls(context=context)
            if settings["smtp_user"]:
                server.login(settings["smtp_user"], settings["smtp_password"])
            refused = server.send_message(letter(parcel, told, settings))
    except (smtplib.SMTPException, OSError) as error:
        return Receipt(taken=False, says=f"the mail server did not take it ({type(error).__name__} {getattr(error, 'smtp_code', '')})".replace(" )", ")"))
    return Receipt(taken=True, says=f"taken, but not for {len(refused)} of {len(told['to'])} addresses" if refused else "taken")
