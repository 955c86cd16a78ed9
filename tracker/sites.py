"""A site's profile: what its owner says of it, checked, with the names of the contract."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from tracker.model import CLASSES, PLACES, Site

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


class WrongProfile(ValueError):
    """A profile that cannot be used; the text names field, value and remedy."""


def site_from(name: str, profile: dict[str, Any]) -> Site:
    """A Site from a profile in the corpus' format. Raises WrongProfile."""
    if not NAME.fullmatch(name):
        raise WrongProfile(f"the site name {name!r} cannot be used. Take 1 to 64 letters, digits, dots, dashes and underscores.")
    known = {key: value for key, value in profile.items() if key in Site.__struct_fields__ and value is not None}
    try:
        site = msgspec.convert({**known, "name": name}, Site)
    except msgspec.ValidationError as error:
        raise WrongProfile(f"the profile of {name!r} does not fit: {error}. See docs/reference/profile.md for the fields.") from None
    _check(site)
    return site


def _check(site: Site) -> None:
    for section, patterns in site.sections.items():
        for pattern in patterns:
            try:
                re.compile(pattern)
            except re.error as error:
                raise WrongProfile(f"sections.{section}: {pattern!r} is no regular expression ({error}). Mend it.") from None
    for signal, votes in site.votes.items():
        for name in votes:
            if name not in CLASSES:
                raise WrongProfile(f"votes.{signal}: there is no class {name!r}. Use one of: {', '.join(CLASSES)}.")
    for field, allowed in (("dispositions", PLACES), ("thresholds", None), ("welcomes", None)):
        for key, value in getattr(site, field).items():
            if key not in CLASSES:
                raise WrongProfile(f"{field}: there is no class {key!r}. Use one of: {', '.join(CLASSES)}.")
            if allowed and value not in allowed:
                raise WrongProfile(f"{field}.{key} = {value!r} is unknown. Use one of: {', '.join(allowed)}.")
