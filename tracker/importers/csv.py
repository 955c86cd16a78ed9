"""A CRM's list as CSV: a header line, then a person a row, separated by comma, semicolon or tab.

Columns are known by what they mean in several languages; those that are not are kept as traits under their own names. A row is dated by
its last change, else by its creation, else by the import: an old row must not speak as if it were of today.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from tracker.importers import LINE, Ids, Importer, LeftOut, Misfit, Unreadable, short

IMPORTER = Importer(
    says="a CRM's list of people with a header line",
    example="id,email,name,company,title,created,status\n17,ada@pumps.example,Ada Long,Pumps Ltd,Head of Purchasing,2026-03-02,Customer",
    also=("crm",),
)
MEANINGS = {
    "id": "id contactid leadid personid userid customerid recordid kundennummer kundennr idcontacto externalid",
    "email": "email emailaddress mail emailadresse correo correoelectronico courriel eposta epostnaslov emailadres adresemail почта электроннаяпочта workemail",
    "name": "name fullname contactname displayname nombre nom imeinpriimek imięinazwisko naam имя фио ansprechpartner nombrecompleto",
    "firstName": "firstname vorname prenom prénom nombredepila ime givenname voornaam imię nome",
    "lastName": "lastname nachname surname apellido apellidos nomdefamille priimek familyname achternaam nazwisko cognome фамилия",
    "company": "company companyname account accountname organization organisation firma unternehmen empresa entreprise société podjetje azienda bedrijf компания employer",
    "title": "title jobtitle position role funktion cargo puesto poste delovnomesto funzione functie stanowisko должность",
    "phone": "phone phonenumber telephone tel mobile mobilephone telefon telefono teléfono téléphone telefoon телефон",
    "country": "country countrycode land pais país pays država paese kraj страна",
    "city": "city ort stadt ciudad ville mesto città stad miasto город",
    "industry": "industry branche sector secteur panoga settore отрасль",
    "employees": "employees numberofemployees numemployees companysize mitarbeiter empleados effectif",
    "createdAt": "created createdat createdate createddate creationdate dateadded erstellt erstelltam angelegtam fechadecreacion datecreated signupdate",
    "updatedAt": "updated updatedat modified lastmodified lastmodifieddate modifieddate lastactivity lastactivitydate geändertam lastcontacted lastchange",
    "status": "status stage lifecyclestage leadstatus dealstage outcome phase estado statut stanje stato статус",
}
KNOWN = {written: meaning for meaning, names in MEANINGS.items() for written in names.split()}
BACK_END = {"name": "crm-python", "version": "1"}
"""Named like a library of servers, so that nobody looks for a person's device behind it."""
PEOPLE = ("email", "phone", "name", "lastName")
SLASHED = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:[ ,T]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?.{0,6}")
CUSTOMERS = frozenset(("customer", "client", "kunde", "won", "closedwon", "gewonnen", "cliente", "stranka", "клиент", "paying", "evangelist"))
LEADS = frozenset(("lead", "mql", "sql", "opportunity", "interessent", "marketingqualifiedlead", "salesqualifiedlead", "prospect"))


def read(lines: Iterable[str], domain: str) -> Iterator[dict[str, Any] | Unreadable | LeftOut]:
    """An identify message for every row; ``userId`` is the id column, else the e-mail address.

    Ids must be those that the site itself uses, else strangers who share a number would be joined: then leave that column out.
    """
    lines = iter(lines)
    header = next(lines, "").lstrip("\ufeff")[:LINE]
    delimiter = max(",;\t|", key=header.count)
    _, names = next(_rows(iter([header]), delimiter), (1, []))
    columns, ids = _columns(names if isinstance(names, list) else []), Ids("crm")
    if not any(meaning in PEOPLE for meaning in columns):
        yield Unreadable(line=1, why=f"the header {short(header.strip(), 90)} names no column for e-mail, phone or name")
        return
    for number, row in _rows(lines, delimiter):
        try:
            if isinstance(row, str):
                raise Misfit(row)
            if any(cell.strip() for cell in row):
                yield _message(columns, row, delimiter, ids("\x1f".join(row)))
        except Misfit as misfit:
            yield Unreadable(line=number, why=str(misfit))


def _rows(lines: Iterator[str], delimiter: str) -> Iterator[tuple[int, list[str] | str]]:
    """Rows with the number of their last line; a text in place of a row says why there is none."""
    reader = csv.reader((line.replace("\0", "")[:LINE] for line in lines), delimiter=delimiter)
    while True:
        row: list[str] | str
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            row = f"cannot be read: {error}"
        yield reader.line_num + 1, row


def _columns(header: list[str]) -> list[str]:
    """The trait that each column holds; a second column of one meaning, and an unknown one, keep their own names."""
    columns: list[str] = []
    for written in header:
        meaning = KNOWN.get(_letters(written), "")
        columns.append(meaning if meaning and meaning not in columns else written.strip()[:100])
    return columns


def _message(columns: list[str], row: list[str], delimiter: str, message: str) -> dict[str, Any]:
    if len(row) > len(columns):
        raise Misfit(f"has {len(row)} cells where the header names {len(columns)}")
    told: dict[str, Any] = {name: cell.strip() for name, cell in zip(columns, row) if name and cell.strip()}
    user = told.pop("id", "") or told.get("email", "").lower()
    if not user:
        raise Misfit("has neither id nor e-mail address, so nobody could be told apart")
    dates = {name: moment for name in ("createdAt", "updatedAt") if (moment := _moment(told.get(name, ""), delimiter == ";"))}
    stage = _letters(told.get("status", ""))
    stated = {"customer": True} if stage in CUSTOMERS else {"lifecycle_stage": stage} if stage in LEADS else {}
    when = dates.get("updatedAt") or dates.get("createdAt")
    return {
        "type": "identify", "messageId": message, "userId": user, "traits": told | dates | stated,
        **({"timestamp": when} if when else {}), "context": {"library": BACK_END},
    }  # fmt: skip


def _letters(written: str) -> str:
    """Letters and digits only, in lower case, so that "E-mail Address" and "email_address" are one."""
    return "".join(filter(str.isalnum, written[:100].lower()))


def _moment(written: str, day_first: bool) -> str:
    """A date in ISO 8601, "" for what is none. 3/4/2026 is read by what is usual where lists have such separators."""
    try:
        if written.isascii() and written.isdigit():
            return datetime.fromtimestamp(int(written[:10]), UTC).isoformat() if len(written) in (10, 13) else ""
        found = SLASHED.fullmatch(written[:40])
        if not found:
            moment = datetime.fromisoformat(written[:40].replace("/", "-"))
            return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).isoformat()
        first, second, year, hour, minute, seconds = (int(part or 0) for part in found.groups())
        swap = not ("." in written[:5] or first > 12 or (day_first and second <= 12))
        day, month = (second, first) if swap else (first, second)
        return datetime(year, month, day, hour, minute, seconds, tzinfo=UTC).isoformat()
    except ValueError:
        return ""
