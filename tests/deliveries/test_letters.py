import re
from datetime import date

import pytest

from wechoose.base.refusals import Invalid
from wechoose.base.words import speaking
from wechoose.deliveries.checking import typed_text
from wechoose.deliveries.letter_texts import Template, check, shipped
from wechoose.deliveries.letters import FIELDS, Facts, LetterText, empty_fields, explained, fill
from wechoose.deliveries.naming import Named

NAMED = Named(
    salutation="Dear Senator Rivera:",
    official="Senator Ana Rivera",
    title="United States Senate, New Jersey",
    state="New Jersey",
    district="",
    constituency="New Jersey",
)
FACTS = Facts(
    named=NAMED,
    demands=("Fund sustainable community schools", "End zero tolerance"),
    campaign="We Choose",
    day=date(2026, 11, 24),
    count_here=12_345,
    count_nation=1_234_567,
    count_new=1,
)


def _text(body: str, language: str = "en") -> LetterText:
    return LetterText(language, "{demand}", body, "Respectfully,\n{campaign}")


def test_every_field_is_filled_with_what_is_so_at_the_cut_off() -> None:
    body = (
        "{salutation}\n\nOn {date}: {count_here} of {count_nation}, {count_new} new, {unassigned} unassigned."
    )
    filled = fill(_text(body), FACTS)
    assert filled.subject == "Fund sustainable community schools; End zero tolerance"
    assert filled.paragraphs == (
        "Dear Senator Rivera:",
        "On November 24, 2026: 12,345 of 1,234,567, 1 new, 0 unassigned.",
    )
    assert filled.closing == ("Respectfully,", "We Choose")


def test_several_demands_are_joined_as_the_language_joins_them() -> None:
    assert fill(_text("{demands}"), FACTS).paragraphs == (
        "“Fund sustainable community schools” and “End zero tolerance”",
    )
    assert "” y “" in fill(_text("{demands}", "es"), FACTS).paragraphs[0]


def test_dates_are_in_the_words_of_the_letter_and_not_of_the_page() -> None:
    with speaking("en"):
        assert fill(_text("{date}", "es"), FACTS).paragraphs == ("24 de noviembre de 2026",)
    with speaking("es"):
        assert fill(_text("{date}"), FACTS).paragraphs == ("November 24, 2026",)


def test_an_empty_line_ends_a_paragraph_and_dashes_make_a_list() -> None:
    body = "One\r\nline.\r\n\r\n \r\nA list:\n- first\n  goes on\n- second\n\n\nEnd."
    assert fill(_text(body), FACTS).paragraphs == (
        "One line.",
        "A list:",
        "• first goes on",
        "• second",
        "End.",
    )


def test_what_is_filled_in_can_not_hold_fields_or_paragraphs_of_its_own() -> None:
    hostile = Facts(NAMED, ("A\n\n{campaign} - B",), "We Choose", FACTS.day, 1, 1, 1)
    filled = fill(_text("{demand}"), hostile)
    assert len(filled.paragraphs) == 1
    assert "{campaign}" in filled.paragraphs[0]
    assert "\n" not in filled.subject


def test_a_field_that_says_nothing_for_an_official_is_named() -> None:
    assert empty_fields(_text("{district} and {state}"), FACTS) == ["district"]


def test_every_field_is_explained() -> None:
    assert explained().keys() == FIELDS.keys()


def _refused(**typed: str) -> dict[str, str]:
    blank = {"name": "A letter", **typed_text(_text("Hello"))}
    with pytest.raises(Invalid) as refusal:
        check(blank | typed)
    return refusal.value.fields


def test_an_unknown_field_is_named_with_those_that_there_are() -> None:
    sentence = _refused(body="Dear {first_name},")["body"]
    assert "{first_name}" in sentence
    assert all("{" + name + "}" in sentence for name in FIELDS)


@pytest.mark.parametrize("body", ["a {", "a } b", "{{state}}", "{state}} x"])
def test_a_brace_alone_is_refused(body: str) -> None:
    assert "brace" in _refused(body=body)["body"] or "no field" in _refused(body=body)["body"]


def test_what_is_missing_or_too_long_or_can_not_be_printed_is_said_field_by_field() -> None:
    wrong = _refused(name=" ", language="fr", subject="x" * 201, body="\u202eolleH", closing="y" * 501)
    assert list(wrong) == ["name", "language", "subject", "body", "closing"]


@pytest.mark.parametrize("template", shipped(), ids=lambda template: template.name)
def test_the_letters_that_the_site_comes_with_can_be_sent_to_anybody(template: Template) -> None:
    check({"name": template.name, **typed_text(template.text)})
    assert not empty_fields(template.text, FACTS)
    filled = fill(template.text, FACTS)
    assert filled.paragraphs[0] == FACTS.named.salutation
    assert not re.search(r"[{}]", " ".join((filled.subject, *filled.paragraphs, *filled.closing)))


def test_the_letters_that_the_site_comes_with_are_the_same_in_both_languages() -> None:
    fields = {"en": [], "es": []}
    for each in shipped():
        used = re.findall(r"{(\w+)}", f"{each.text.subject} {each.text.body} {each.text.closing}")
        fields[each.text.language].append(sorted(used))
    assert fields["en"] == fields["es"]
