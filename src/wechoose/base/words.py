"""Languages: every visible word passes through here, in the language of the person being answered."""

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from gettext import NullTranslations

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

from wechoose.base.paths import tree

SOURCE_LANGUAGE = "en"
DOMAIN = "wechoose"

language: ContextVar[str] = ContextVar("language", default=SOURCE_LANGUAGE)

ASKED = re.compile(r"[?&]lang=")

chosen: ContextVar[str] = ContextVar("chosen", default="")
"""The language that the address asked for, against what the browser says; "" when it asked for none."""


@cache
def languages() -> tuple[str, ...]:
    """The languages this site speaks: English, the source, and every one with a catalogue."""
    return (
        SOURCE_LANGUAGE,
        *sorted(path.parts[-3] for path in tree("locale").glob(f"*/LC_MESSAGES/{DOMAIN}.po")),
    )


def choose_language(asked: str | None, accepted: str) -> str:
    """The language asked for by name, else the first acceptable one of an Accept-Language header, else English."""
    if asked in languages():
        return asked
    preferred = sorted(_preferences(accepted), key=lambda pair: -pair[1])
    return next((code for code, weight in preferred if weight > 0 and code in languages()), SOURCE_LANGUAGE)


def speak_as(code: str) -> None:
    """Write in this language to somebody who chose it; English is what pages speak to them without being asked."""
    language.set(choose_language(code, accepted=""))
    chosen.set("" if language.get() == SOURCE_LANGUAGE else language.get())


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Write in this language for a while, such as a letter on a page in another one."""
    before = language.set(choose_language(code, accepted=""))
    try:
        yield
    finally:
        language.reset(before)


def in_chosen_language(address: str) -> str:
    """An address of this site, asking for the language that was chosen, so that the next page is in it too."""
    page, mark, place = address.partition("#")
    if not chosen.get() or ASKED.search(page):
        return address
    return f"{page}{'&' if '?' in page else '?'}lang={chosen.get()}{mark}{place}"


def _preferences(header: str) -> list[tuple[str, float]]:
    pairs = []
    for part in header[:200].split(","):
        code, _semicolon, weight = part.partition(";")
        try:
            pairs.append((code.strip().split("-")[0].lower(), float(weight.strip().removeprefix("q=") or 1)))
        except ValueError:
            continue
    return pairs


@cache
def _catalogue(code: str) -> NullTranslations:
    """The catalogue as translators write it, compiled in memory: there is no build step to forget."""
    if code == SOURCE_LANGUAGE:
        return NullTranslations()
    compiled = io.BytesIO()
    with (tree("locale") / code / "LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as file:
        write_mo(compiled, read_po(file, locale=code))
    compiled.seek(0)
    return Translations(compiled)


def _(message: str) -> str:
    return _catalogue(language.get()).gettext(message)


def ngettext(one: str, many: str, count: int) -> str:
    return _catalogue(language.get()).ngettext(one, many, count)


def locale() -> Locale:
    """Babel's rules for numbers and dates in the present language (as the United States write them)."""
    return _american(language.get())


@cache
def _american(code: str) -> Locale:
    # Parsed anew for every number, it was a fifteenth of all that a web process did.
    return Locale.parse(f"{code}_US")
