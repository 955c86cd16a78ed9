"""Opens an address data base and answers what network an address belongs to. The door for `maxminddb`.

Two formats: MaxMind's `.mmdb` (AS number, country, and the vendors' fields for the kind of network where they have them) and a CSV file
`cidr,asn,organisation,kind` with an optional fifth column `country`. A CSV look-up tries each prefix length that occurs, longest first.
"""
import csv
from collections.abc import Callable, Iterable
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from pathlib import Path
from typing import Any

import maxminddb

from tracker.model import Network

Lookup = Callable[[str], Network | None]
_REMEMBERED = 16_384
"""Addresses remembered per data base: an office or a crawler asks hundreds of times for the same one."""


def load(path: str | Path) -> Lookup:
    """A function from an address to its Network or None. ValueError or OSError, saying what to correct, where the file cannot be used."""
    file = Path(path)
    if file.suffix.lower() == ".mmdb":
        return _from_mmdb(file)
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return _from_rows(file, csv.reader(lines))


@lru_cache(maxsize=_REMEMBERED)
def parse(address: str) -> tuple[int, int] | None:
    """Version and number of an address, None for what is none. An IPv4 address written as IPv6 (::ffff:192.0.2.1) is the IPv4 one."""
    try:
        found = ip_address(address[:64].strip().strip("[]").partition("%")[0])
    except ValueError:
        return None
    inside = getattr(found, "ipv4_mapped", None)
    return (4, int(inside)) if inside else (found.version, int(found))


def _from_rows(file: Path, rows: Iterable[list[str]]) -> Lookup:
    """The look-up over a CSV file's rows."""
    nets: dict[tuple[int, int], dict[int, Network]] = {}
    for line, row in enumerate(rows, start=1):
        if not row or row[0].startswith("#") or line == 1 and row[0].strip().lower() in ("cidr", "network"):
            continue
        net, network = _row(file, line, row)
        size = net.max_prefixlen
        nets.setdefault((net.version, net.prefixlen), {})[int(net.network_address) >> (size - net.prefixlen)] = network
    order = {version: sorted((length for known, length in nets if known == version), reverse=True) for version in (4, 6)}

    @lru_cache(maxsize=_REMEMBERED)
    def network(address: str) -> Network | None:
        """The Network of the longest prefix that holds this address."""
        parsed = parse(address)
        if parsed is None:
            return None
        version, number = parsed
        size = 32 if version == 4 else 128
        for length in order[version]:
            if found := nets[version, length].get(number >> (size - length)):
                return found
        return None

    return network


def _row(file: Path, line: int, row: list[str]) -> tuple[Any, Network]:
    """One line of the CSV file."""
    cells = [cell.strip() for cell in row] + [""] * 4
    try:
        number = cells[1].upper().removeprefix("AS")
        asn = int(number) if number else 0
        net = ip_network(cells[0], strict=False)
    except ValueError as error:
        raise ValueError(f"{file}, line {line}: {','.join(row)[:120]!r} is no network ({error}). "
                         "Write cidr,asn,organisation,kind, such as 192.0.2.0/24,64500,Example Ltd,business.") from None
    return net, Network(asn=asn, organisation=cells[2][:200], kind=cells[3].lower()[:40], country=cells[4].upper()[:2])


def _from_mmdb(file: Path) -> Lookup:
    """The look-up in a MaxMind data base, held in memory so that nobody can change it under us."""
    try:
        reader = maxminddb.open_database(str(file), maxminddb.MODE_MEMORY)
    except (maxminddb.InvalidDatabaseError, UnicodeError) as error:
        raise ValueError(f"{file}: this is no MaxMind data base ({error}). "
                         "Give a .mmdb file or a CSV file cidr,asn,organisation,kind.") from None

    @lru_cache(maxsize=_REMEMBERED)
    def network(address: str) -> Network | None:
        """The Network that the data base says."""
        parsed = parse(address)
        if parsed is None or parsed[0] == 6 and reader.metadata().ip_version == 4:
            return None
        try:
            return _record(reader.get(IPv4Address(parsed[1]) if parsed[0] == 4 else IPv6Address(parsed[1])))
        except (ValueError, maxminddb.InvalidDatabaseError):
            return None

    return network


def _record(found: Any) -> Network | None:
    """A record of GeoLite2-ASN, -Country, -City, ISP, or of the flat ones (ipinfo, DB-IP) that name their fields differently."""
    if not isinstance(found, dict):
        return None
    country, traits = found.get("country"), found.get("traits")
    traits = traits if isinstance(traits, dict) else {}
    number = found.get("autonomous_system_number") or traits.get("autonomous_system_number") or found.get("asn") or 0
    names = ("autonomous_system_organization", "organization", "as_name", "isp", "as_organization")
    organisation = next((found[name] for name in names if found.get(name)), traits.get("organization") or "")
    kind = found.get("user_type") or traits.get("user_type") or found.get("connection_type") or found.get("type") or ""
    code = country.get("iso_code", "") if isinstance(country, dict) else found.get("country_code") or country or ""
    asn = int("".join(filter(str.isdecimal, str(number)))[:10] or 0)
    return Network(asn=asn, organisation=str(organisation)[:200], kind=_KINDS.get(str(kind).lower(), ""), country=str(code)[:2].upper())


_KINDS = {"business": "business", "cellular": "mobile", "mobile": "mobile", "residential": "isp", "isp": "isp", "hosting": "hosting",
          "college": "education", "school": "education", "education": "education", "library": "education", "government": "government",
          "military": "government", "search_engine_spider": "crawler", "content_delivery_network": "hosting",
          "consumer_privacy_network": "relay"}
"""GeoIP2's `user_type` and ipinfo's `type`, in our words."""
