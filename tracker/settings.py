"""Every setting is one row: name, default (its type is the setting's type) and a sentence.

Read from the environment (``WINNOW_<NAME>``) and from ``settings.toml`` in the data folder; the
environment wins. A wrong one stops the start with key, value and remedy.
"""

from __future__ import annotations

import difflib
import ipaddress
import os
import tomllib
from pathlib import Path
from typing import Any

from tracker.model import Row


class Setting(Row):
    """One setting: its default also says its type."""

    name: str
    default: Any
    says: str
    least: int | None = None
    secret: bool = False


SETTINGS = (
    Setting(name="data", default="./data", says="the folder that holds everything that is kept"),
    Setting(name="networks", default="", says="a .mmdb file, or a CSV `cidr,asn,organisation,kind`, that says who owns an address"),
    Setting(name="host", default="127.0.0.1", says="the address to listen on"),
    Setting(name="port", default=8080, says="the port to listen on", least=1),
    Setting(name="public_url", default="", says="the address under which visitors' browsers reach this server, for the snippet"),
    Setting(name="trusted_proxies", default="", says="addresses or networks, with commas, whose X-Forwarded-For is believed"),
    Setting(name="session_days", default=14, says="how many days a signed-in browser stays signed in", least=1),
    Setting(name="link_minutes", default=1440, says="how many minutes a one-time sign-in link is good for", least=1),
    Setting(name="request_seconds", default=20, says="how many seconds a request may take to arrive", least=1),
    Setting(name="stored_seconds", default=8, says="how many seconds a request waits for the disk before it is asked to come later", least=1),
    Setting(name="requests_per_minute", default=0, says="how many collecting requests one address may make a minute for a site with a public key (0: any number)", least=0),
    Setting(name="connections", default=4000, says="how many connections may be open at once", least=16),
    Setting(name="judge_pause_ms", default=100, says="the least pause between two rounds of judging, in milliseconds", least=0),
    Setting(name="reading_seconds", default=5, says="how many seconds the meaning of one message may take before its reader is ended and the message is read by its words only", least=1),
    Setting(name="smtp_host", default="", says="the mail server that takes digests"),
    Setting(name="smtp_port", default=587, says="its port", least=1),
    Setting(name="smtp_security", default="starttls", says="starttls, tls (from the first byte, usually port 465) or none (a server on this machine)"),
    Setting(name="smtp_user", default="", says="the name to sign in with at the mail server; empty where it asks for none"),
    Setting(name="smtp_password", default="", says="the password to that name", secret=True),
    Setting(name="mail_from", default="", says="the address that digests come from"),
    Setting(name="log_level", default="info", says="debug, info, warning or error"),
)


# What other parts of Winnow read from the environment: the demo, the SDK and its tools, the tests.
ELSEWHERE = ("demo", "write_key", "key", "secret_key", "chromium", "clickhouse", "golden")


class WrongSetting(ValueError):
    """A setting that cannot be used; the text names key, value and remedy."""


def _typed(setting: Setting, told: Any, where: str) -> Any:
    kind = type(setting.default)
    if kind is int and isinstance(told, str) and told.strip().lstrip("-").isdecimal() and told.isascii():
        told = int(told)
    if not isinstance(told, kind) or isinstance(told, bool) != (kind is bool):
        raise WrongSetting(f"{where}: {setting.name} = {told!r} is not {'a whole number' if kind is int else 'text'}. It is {setting.says}; the default is {setting.default!r}.")
    if setting.least is not None and told < setting.least:
        raise WrongSetting(f"{where}: {setting.name} = {told!r} is too small; it must be at least {setting.least}. It is {setting.says}.")
    return told


def _check(values: dict[str, Any]) -> None:
    for part in filter(None, (item.strip() for item in values["trusted_proxies"].split(","))):
        try:
            ipaddress.ip_network(part, strict=False)
        except ValueError:
            raise WrongSetting(f"trusted_proxies = {part!r} is no address or network. Write for example 10.0.0.1 or 10.0.0.0/8.") from None
    if values["log_level"] not in ("debug", "info", "warning", "error"):
        raise WrongSetting(f"log_level = {values['log_level']!r} is unknown. Use debug, info, warning or error.")
    for name in ("port", "smtp_port"):
        if values[name] > 65535:
            raise WrongSetting(f"{name} = {values[name]} does not exist. Use one from 1 to 65535.")
    if values["smtp_security"] not in ("starttls", "tls", "none"):
        raise WrongSetting(f"smtp_security = {values['smtp_security']!r} is unknown. Use starttls, tls or none.")
    if values["mail_from"] and ("@" not in values["mail_from"] or not values["mail_from"].isprintable()):
        raise WrongSetting(f"mail_from = {values['mail_from']!r} is no mail address. Write for example winnow@shop.example.")
    if values["public_url"] and not values["public_url"].startswith(("http://", "https://")):
        raise WrongSetting(f"public_url = {values['public_url']!r} is no web address. Begin it with https:// (or http://).")
    if values["networks"] and not Path(values["networks"]).is_file():
        raise WrongSetting(f"networks = {values['networks']!r} is no file. Give the path of a .mmdb or CSV file, or leave it empty.")


def strays(environ: dict[str, str] | None = None) -> list[str]:
    """A sentence for each ``WINNOW_...`` of the environment that nothing reads, with the nearest name that something does."""
    names = [f"WINNOW_{name.upper()}" for name in (*(setting.name for setting in SETTINGS), *ELSEWHERE)]
    told = []
    for name in sorted(os.environ if environ is None else environ):
        if name.startswith("WINNOW_") and name not in names:
            near = difflib.get_close_matches(name, names, 1)
            told.append(f"the environment has {name}, which is no setting and is ignored. " + (f"Did you mean {near[0]}?" if near else "`winnow settings` lists them all."))
    return told


def load(given: dict[str, Any] | None = None, environ: dict[str, str] | None = None) -> dict[str, Any]:
    """All settings by name: ``given`` (not None ones) first, then environment, then file, then default."""
    environ = dict(os.environ) if environ is None else environ
    known = {setting.name: setting for setting in SETTINGS}
    values = {setting.name: setting.default for setting in SETTINGS}
    told = {key: value for key, value in (given or {}).items() if value is not None}
    folder = Path(told.get("data") or environ.get("WINNOW_DATA") or values["data"])
    file = folder / "settings.toml"
    if file.is_file():
        try:
            written = tomllib.loads(file.read_text())
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise WrongSetting(f"{file} cannot be read: {error}. Mend that line.") from None
        for key, value in written.items():
            if key not in known:
                raise WrongSetting(f"{file}: there is no setting {key!r}. `winnow settings` lists them all.")
            values[key] = _typed(known[key], value, str(file))
    for setting in SETTINGS:
        if environ.get(f"WINNOW_{setting.name.upper()}"):
            values[setting.name] = _typed(setting, environ[f"WINNOW_{setting.name.upper()}"], f"environment WINNOW_{setting.name.upper()}")
    for key, value in told.items():
        values[key] = _typed(known[key], value, f"--{key.replace('_', '-')}")
    values["data"] = str(folder)
    _check(values)
    return values
