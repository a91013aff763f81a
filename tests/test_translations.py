"""A translation says everything: each message once, with the placeholders and the shape of the English one."""

import io
import re

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from wechoose.base.paths import tree

# A lone % is one too: where a sentence is filled in, it would break it.
PLACEHOLDER = re.compile(r"%\(\w+\)\w|%%|%|\{\w*\}")
ENDINGS = ".?!:…"


def faults(template: Catalog, translation: Catalog) -> list[str]:
    """What is wrong with a catalogue, a sentence each."""
    found = [f"obsolete: {_name(message)}" for message in translation.obsolete.values()]
    found += [
        f"not in the template: {_name(message)}"
        for message in translation
        if message.id and message.id not in template
    ]
    for message in template:
        if message.id:
            found += [
                f"{fault}: {_name(message)}"
                for fault in _faults_of(message, translation.get(message.id), translation.num_plurals)
            ]
    return found


def _faults_of(english: Message, ours: Message | None, num_plurals: int) -> list[str]:
    if ours is None or ours.string is None:
        return ["missing"]
    if ours.fuzzy:
        return ["fuzzy"]
    forms = _texts(ours.string)
    if len(forms) != (num_plurals if english.pluralizable else 1):
        return ["plural forms"]
    if not all(forms):
        return ["untranslated"]
    # The form for one may leave out the number, as the English one may.
    one, *many = _texts(english.id)
    models = [{*map(_placeholders, (one, *many))}, *[{_placeholders(many[0])} for _ in forms[1:] if many]]
    checks = {
        "placeholders": all(_placeholders(form) in model for form, model in zip(forms, models, strict=True)),
        "spaces at the edges": all(_edges(form) == _edges(one) for form in forms),
        "how it ends": all(_ending(form) == _ending(one) for form in forms),
    }
    return [fault for fault, is_right in checks.items() if not is_right]


def _name(message: Message) -> str:
    return _texts(message.id)[0]


def _texts(text: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def _placeholders(text: str) -> frozenset[str]:
    return frozenset(PLACEHOLDER.findall(text))


def _edges(text: str) -> tuple[str, str]:
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]


def _ending(text: str) -> str:
    last = text.rstrip()[-1:]
    return last if last in ENDINGS else ""


def test_every_translation_says_all_that_the_english_one_says() -> None:
    with (tree("locale") / "wechoose.pot").open("rb") as file:
        template = read_po(file)
    found = {}
    for path in sorted(tree("locale").glob("*/LC_MESSAGES/*.po")):
        with path.open("rb") as file:
            found[path.parts[-3]] = faults(template, read_po(file, locale=path.parts[-3]))
    assert {code: wrong for code, wrong in found.items() if wrong} == {}


TEMPLATE = """
msgid "Sign"
msgstr ""

msgid "Is it %(share)s%%?"
msgstr ""

msgid "as of {time}"
msgstr ""

msgid "One demand."
msgid_plural "%(num)s demands."
msgstr[0] ""
msgstr[1] ""
"""

WHOLE = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "Sign"
msgstr "Firmar"

msgid "Is it %(share)s%%?"
msgstr "¿Es %(share)s%%?"

msgid "as of {time}"
msgstr "a las {time}"

msgid "One demand."
msgid_plural "%(num)s demands."
msgstr[0] "Una petición."
msgstr[1] "%(num)s peticiones."
"""


def found_in(text: str) -> list[str]:
    template, translation = (io.BytesIO(each.encode()) for each in (TEMPLATE, text))
    return faults(read_po(template), read_po(translation, locale="es"))


def test_a_whole_translation_has_no_faults() -> None:
    assert found_in(WHOLE) == []


@pytest.mark.parametrize(
    ("whole", "broken", "fault"),
    [
        ('msgid "Sign"\nmsgstr "Firmar"\n', "", "missing: Sign"),
        ('"Firmar"', '""', "untranslated: Sign"),
        ('msgid "Sign"', '#, fuzzy\nmsgid "Sign"', "fuzzy: Sign"),
        ('"Firmar"', '" Firmar"', "spaces at the edges: Sign"),
        ('"Firmar"', '"Firmar."', "how it ends: Sign"),
        ("a las {time}", "a las {hora}", "placeholders: as of {time}"),
        ("¿Es %(share)s%%?", "¿Es %(share)s%?", "placeholders: Is it %(share)s%%?"),
        ("%(num)s peticiones.", "Varias peticiones.", "placeholders: One demand."),
        ("Una petición.", "%(count)s petición.", "placeholders: One demand."),
        ('msgstr[1] "%(num)s peticiones."', 'msgstr[1] ""', "untranslated: One demand."),
        ('msgstr[1] "%(num)s peticiones."\n', "", "untranslated: One demand."),
        ("nplurals=2; plural=(n != 1)", "nplurals=3; plural=n % 3", "untranslated: One demand."),
        (WHOLE[WHOLE.index("msgid_plural") :], 'msgstr "Una petición."', "plural forms: One demand."),
        ('msgid "Sign"', 'msgid "Old"\nmsgstr "Viejo"\n\nmsgid "Sign"', "not in the template: Old"),
        ('msgid "Sign"', '#~ msgid "Gone"\n#~ msgstr "Ido"\n\nmsgid "Sign"', "obsolete: Gone"),
    ],
)
def test_a_broken_translation_is_found_out(whole: str, broken: str, fault: str) -> None:
    assert WHOLE.count(whole) == 1
    assert found_in(WHOLE.replace(whole, broken)) == [fault]
