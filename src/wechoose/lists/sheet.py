"""Sheet: what a PDF for an official says before and beside the names."""

from datetime import date

import msgspec


class Count(msgspec.Struct, frozen=True):
    label: str
    number: int


class Bar(msgspec.Struct, frozen=True):
    """One that is `marked` stands out: the official's own constituency."""

    label: str
    value: int
    marked: bool = False


class Chart(msgspec.Struct, frozen=True):
    title: str
    bars: tuple[Bar, ...]
    note: str = ""


class Section(msgspec.Struct, frozen=True):
    """The names of one demand. `rows` is how many will come, None if nobody knows yet."""

    title: str
    note: str
    rows: int | None


class Sheet(msgspec.Struct, frozen=True):
    """Texts are plain and already in `language`; `with_state` shows each signer's state beside the city.

    Without paragraphs there is no letter, without counts and charts no page of numbers.
    """

    title: str
    author: str
    language: str
    made_on: date
    sections: tuple[Section, ...]
    footer: str = ""
    with_state: bool = False
    letterhead: tuple[str, ...] = ()
    date_text: str = ""
    addressee: tuple[str, ...] = ()
    subject: str = ""
    salutation: str = ""
    paragraphs: tuple[str, ...] = ()
    closing: tuple[str, ...] = ()
    numbers_title: str = ""
    counts: tuple[Count, ...] = ()
    charts: tuple[Chart, ...] = ()
