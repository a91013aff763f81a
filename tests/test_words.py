"""Every visible word can be translated: it goes through gettext and stands in the template for translators."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from wechoose.base.paths import tree
from wechoose.base.templates import environment
from wechoose.base.words import choose_language, chosen, in_chosen_language, language, locale, ngettext

ROOT = tree("locale").parent
PAGES = sorted(path.relative_to(tree("templates")).as_posix() for path in tree("templates").rglob("*.html"))
SPOKEN = {"alt", "aria-label", "aria-description", "placeholder", "title", "content"}


def test_the_template_for_translators_is_up_to_date() -> None:
    """If this fails: run the command that locale/babel.cfg begins with."""
    with (ROOT / "locale" / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    found = {
        str(message[0] if isinstance(message, tuple) else message)
        for _file, _line, message, _comments, _context in extract_from_dir(ROOT, methods, options)
    }
    with (ROOT / "locale" / "wechoose.pot").open("rb") as file:
        kept = {
            str(message.id[0] if isinstance(message.id, tuple) else message.id) for message in read_po(file)
        }
    assert found == kept - {""}


# A command is the same in every language.
UNSPOKEN = {"style", "script", "code"}


# Blocks that fill an attribute of the layout.
MARKUP = re.compile(r"\{% block (address|picture|room|robots) %\}.*?\{% endblock %\}")


class Visible(HTMLParser):
    """Collects what a person reads or hears."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in UNSPOKEN
        if tag != "meta":
            self.words += [value or "" for name, value in attrs if name in SPOKEN]

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in UNSPOKEN

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.words.append(data)


@pytest.mark.parametrize("name", PAGES)
def test_no_page_holds_a_word_that_cannot_be_translated(name: str) -> None:
    source = (tree("templates") / name).read_text(encoding="utf-8")
    tokens = environment().lex(MARKUP.sub("", source))
    visible = Visible()
    visible.feed(
        "".join(text if kind == "data" else " " for _line, kind, text in tokens if kind in {"data", "name"})
    )
    words = [word for word in visible.words if any(map(str.isalpha, word)) and "=" not in word]
    assert words == []


@pytest.mark.parametrize(
    ("asked", "accepted", "chosen"),
    [
        (None, "", "en"),
        ("xx", "", "en"),
        (None, "fr-CA, en;q=0.5", "en"),
        (None, "q=;;;,,, \0", "en"),
        ("en", "de", "en"),
    ],
)
def test_a_language_that_we_do_not_speak_becomes_english(
    asked: str | None, accepted: str, chosen: str
) -> None:
    assert choose_language(asked, accepted) == chosen


def test_plurals_and_numbers_follow_the_language() -> None:
    assert language.get() == "en"
    assert ngettext("%(n)s signature", "%(n)s signatures", 1) == "%(n)s signature"
    assert str(locale()) == "en_US"


async def test_a_catalogue_is_compiled_in_memory(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from wechoose.base import words

    folder = tmp_path / "es" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "wechoose.po").write_text(
        'msgid ""\nmsgstr ""\n\nmsgid "Sign"\nmsgstr "Firmar"\n', encoding="utf-8"
    )
    monkeypatch.setattr(words, "tree", lambda _name: tmp_path)
    words.languages.cache_clear()
    words._catalogue.cache_clear()
    try:
        assert words.languages() == ("en", "es")
        assert words.choose_language(None, "es-MX,es;q=0.9,en;q=0.5") == "es"
        token = words.language.set("es")
        assert words._("Sign") == "Firmar"
        words.language.reset(token)
    finally:
        words.languages.cache_clear()
        words._catalogue.cache_clear()


@pytest.mark.parametrize(
    ("address", "in_spanish"),
    [
        ("/", "/?lang=es"),
        ("/#demands", "/?lang=es#demands"),
        ("/demands/a?partner=b#sign", "/demands/a?partner=b&lang=es#sign"),
        ("/demands/a?lang=en", "/demands/a?lang=en"),
        ("https://example.org/x", "https://example.org/x?lang=es"),
    ],
)
def test_an_address_keeps_the_language_that_was_chosen(address: str, in_spanish: str) -> None:
    assert in_chosen_language(address) == address
    asked = chosen.set("es")
    try:
        assert in_chosen_language(address) == in_spanish
    finally:
        chosen.reset(asked)
