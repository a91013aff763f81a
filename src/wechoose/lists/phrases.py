"""Phrases: our own words, numbers and days on a PDF, in its language."""

from datetime import date

from babel import Locale
from babel.dates import format_skeleton
from babel.numbers import format_decimal

from wechoose.base import words
from wechoose.base.words import _


class Phrases:
    def __init__(self, language: str) -> None:
        with words.speaking(language):
            self.name, self.city, self.city_and_state = _("Name"), _("City"), _("City and state")
            self.zip, self.date = _("ZIP"), _("Date")
            self.signatures = _("Verified signatures:")
            self._names, self._names_of = (
                _("Names %(first)s–%(last)s"),
                _("Names %(first)s–%(last)s of %(all)s"),
            )
            self._locale: Locale = words.locale()
        self._days: dict[date, str] = {}

    def number(self, value: int) -> str:
        return format_decimal(value, locale=self._locale)

    def day(self, day: date) -> str:
        """In digits."""
        known = self._days.get(day)
        if known is None:
            known = self._days[day] = format_skeleton("yMd", day, locale=self._locale)
        return known

    def names(self, first: int, last: int, of: int | None) -> str:
        """Which names stand on a page."""
        pattern = self._names if of is None else self._names_of
        return pattern % {
            "first": self.number(first),
            "last": self.number(last),
            "all": "" if of is None else self.number(of),
        }
