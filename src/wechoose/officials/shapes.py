"""Shapes: the files that officials come from, each recognized by its columns, and what a row of it says."""

from collections.abc import Callable, Mapping

import msgspec

from wechoose.base.words import _
from wechoose.officials.committees import Membership
from wechoose.officials.postal import city_line, in_lines, joined

Row = Mapping[str, str]


class Entry(msgspec.Struct, frozen=True):
    """What a file says about one office; `fields` are some of officials.Fields, without those that are empty."""

    source_key: str
    kind: str = ""
    state: str | None = None
    district: int | None = None
    fields: dict[str, str | list[dict[str, str]]] = {}
    source: str = ""


class Shape(msgspec.Struct, frozen=True):
    """A kind of file. `kinds` are the officials that it is about; who is missing in a newer one is out of office.

    `adds` is false for a file that only says more about officials of another one.
    """

    words: Callable[[], str]
    columns: tuple[str, ...]
    kinds: tuple[str, ...]
    read: Callable[[Row], Entry]
    adds: bool = True


def find_shape(columns: list[str]) -> str | None:
    """The name of the file that has all of these columns; it may have more."""
    return next((name for name, shape in SHAPES.items() if set(shape.columns) <= set(columns)), None)


def _congress(row: Row) -> Entry:
    kind = {"senate": "senator", "house": "representative"}.get(row["chamber"], "")
    return Entry(
        f"congress:{row['bioguide']}" if row["bioguide"] else "",
        kind,
        row["state"],
        int(row["district"]) if kind == "representative" else None,
        _fields(row, title=row["title"], contact_form=row["contact_form"], term_end=row["term_end"]),
    )


def _committee(row: Row) -> Entry:
    """One membership; rows of one person are joined by who reads the file."""
    membership = Membership(row["committee_id"], row["committee"], row["subcommittee"], row["role"])
    return Entry(
        f"congress:{row['bioguide']}" if row["bioguide"] else "",
        fields={"committees": [msgspec.to_builtins(membership)]},
    )


def _executive(row: Row) -> Entry:
    kind = {
        "President": "president",
        "Vice President": "vice_president",
        "Secretary of Education": "secretary",
    }.get(row["office"], "")
    return Entry(
        f"executive:{row['office'].lower().replace(' ', '-')}" if row["office"] else "",
        kind,
        fields=_fields(
            row,
            title=row["office"],
            address=joined(row["organization"], row["street"], _city(row)),
            term_end=row["term_end"],
        ),
        source=row["source_note"],
    )


def _governor(row: Row) -> Entry:
    return Entry(
        f"governor:{row['state']}",
        "governor",
        row["state"],
        fields=_fields(
            row,
            title=row["office"],
            email=row["email"],
            contact_form=row["contact_form"],
            term_end=row["term_end"],
        ),
        source="; ".join(filter(None, (row["source"], row["note"]))),
    )


def _agency(row: Row) -> Entry:
    fields = _fields(
        row,
        name=row["chief_name"],
        family_name=row["chief_name"].rpartition(" ")[2],
        title=row["chief_title"],
        place=row["agency"],
        address=joined(row["street"], _city(row)),
    )
    return Entry(f"agency:{row['state']}", "education_agency", row["state"], fields=fields)


def _mayor(row: Row) -> Entry:
    key = row["ocd_jurisdiction"].removeprefix("ocd-jurisdiction/country:us/").removesuffix("/government")
    return Entry(
        f"mayor:{key}" if key else "",
        "mayor",
        row["state"],
        fields=_fields(row, title="Mayor", place=row["place"], email=row["email"], term_end=row["term_end"]),
    )


def _school_district(row: Row) -> Entry:
    """A school of the Bureau of Indian Education is in the state that it stands in."""
    return Entry(
        f"school:{row['leaid']}" if row["leaid"] else "",
        "school_district",
        row["address_state"] if row["state"] == "BI" else row["state"],
        fields=_fields(
            row,
            title="Superintendent",
            place=row["name"],
            address=joined(row["street"], _city(row, "address_state")),
        ),
    )


def _fields(row: Row, **more: str) -> dict[str, str | list[dict[str, str]]]:
    """Those that most files call alike, and more of them; what is empty is not said."""
    said = {
        "name": row.get("full_name", ""),
        "family_name": row.get("last_name", ""),
        "party": row.get("party", ""),
        "address": in_lines(row.get("address", "")),
        "phone": row.get("phone", ""),
        "website": row["website"],
    } | more
    said |= {name: _site(said.get(name, "")) for name in ("website", "contact_form")}
    return {name: value for name, value in said.items() if value}


def _site(text: str) -> str:
    """Nothing but the address of a site: the desk makes it a link."""
    if text.startswith(("http://", "https://")):
        return text
    return "" if ":" in text or not text else f"http://{text}"


def _city(row: Row, state: str = "state") -> str:
    return city_line(row["city"], row[state], row["zip"])


SHAPES = {
    "congress": Shape(
        lambda: _("Congress: senators and representatives"),
        (
            *(
                "bioguide",
                "chamber",
                "title",
                "state",
                "district",
                "full_name",
                "last_name",
                "party",
                "address",
            ),
            *("phone", "website", "contact_form", "term_end"),
        ),
        ("senator", "representative"),
        _congress,
    ),
    "committees": Shape(
        lambda: _("Education committees of Congress"),
        ("committee_id", "committee", "subcommittee", "role", "bioguide"),
        ("senator", "representative"),
        _committee,
        adds=False,
    ),
    "executive": Shape(
        lambda: _("President, Vice President, Secretary of Education"),
        (
            *("office", "full_name", "last_name", "party", "organization", "street", "city", "state", "zip"),
            *("website", "term_end", "source_note"),
        ),
        ("president", "vice_president", "secretary"),
        _executive,
    ),
    "governors": Shape(
        lambda: _("Governors"),
        (
            *("state", "office", "full_name", "last_name", "party", "address", "phone", "email", "website"),
            *("contact_form", "term_end", "source", "note"),
        ),
        ("governor",),
        _governor,
    ),
    "agencies": Shape(
        lambda: _("State education agencies"),
        ("state", "agency", "website", "chief_title", "chief_name", "street", "city", "zip", "phone"),
        ("education_agency",),
        _agency,
    ),
    "mayors": Shape(
        lambda: _("Mayors"),
        (
            *("state", "place", "full_name", "last_name", "address", "phone", "email", "website", "term_end"),
            "ocd_jurisdiction",
        ),
        ("mayor",),
        _mayor,
    ),
    "school_districts": Shape(
        lambda: _("School districts"),
        ("leaid", "state", "name", "street", "city", "address_state", "zip", "phone", "website"),
        ("school_district",),
        _school_district,
    ),
}
