"""Templates: one Jinja environment for pages and letters, strict about names and escaping."""

import datetime as days
from datetime import datetime
from functools import cache, lru_cache

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from wechoose.base import words
from wechoose.base.paths import tree


@cache
def environment() -> Environment:
    env = Environment(
        loader=FileSystemLoader(tree("templates")),
        # Letters in plain text end in .txt and must not turn an apostrophe into an entity.
        autoescape=lambda name: not (name or "").endswith(".txt"),  # noqa: S701
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    env.install_gettext_callables(words._, words.ngettext, newstyle=True)  # type: ignore[attr-defined]
    env.globals.update(
        number=number, date=date, moment=moment, to=words.in_chosen_language, in_language=in_language
    )
    return env


def render(name: str, **values: object) -> str:
    return (
        environment()
        .get_template(name)
        .render(values, language=words.language.get(), languages=words.languages())
    )


def number(value: float, decimals: int | None = None) -> str:
    """As the language writes it; with `decimals` exactly so many, so that the numbers of a column line up."""
    return _number(words.language.get(), value, decimals)


# A page shows some two hundred numbers, most of them the same from one page to the next, at 20 µs each.
@lru_cache(maxsize=8192)
def _number(_language: str, value: float, decimals: int | None) -> str:
    pattern = None if decimals is None else f"#,##0.{'0' * decimals}"
    return format_decimal(value, format=pattern, locale=words.locale())


def date(value: days.date) -> str:
    return format_date(value, format="long", locale=words.locale())


def in_language(code: str) -> str:
    """The attribute for text in this language: screen readers say it with its sounds. "" where the page speaks it."""
    return "" if code == words.language.get() else Markup(' lang="{}"').format(code)


def moment(value: datetime) -> str:
    """Date and time to the minute, in UTC, for leaders."""
    return format_datetime(value, format="medium", locale=words.locale())
