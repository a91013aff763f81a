import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.partners.conftest import FORM
from wechoose.base.refusals import Invalid
from wechoose.partners.details import FIELDS, MOST_ORIGINS, check

STATE = {"kind": "state", "state": "NJ"}


def wrong(**typed: str) -> dict[str, str]:
    """What is said of each field."""
    with pytest.raises(Invalid) as refusal:
        check(FORM | typed)
    return refusal.value.fields


def test_what_is_right_is_taken_as_it_is() -> None:
    details = check(FORM)
    assert (details.name, details.code, details.kind, details.state) == (
        FORM["name"],
        "parents",
        "national",
        None,
    )
    assert (details.website, details.origins) == (FORM["website"], (FORM["website"],))


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("name", ""),
        ("name", " \t "),
        ("name", "x" * 101),
        ("name", "Parents\u202eslooh"),
        ("name", "Parents\x00"),
        ("name", "\ud800"),
        ("code", ""),
        ("code", "New Jersey"),
        ("code", "new--jersey"),
        ("code", "-nj"),
        ("code", "nj-"),
        ("code", "nj/../mi"),
        ("code", "ñj"),
        ("code", "x" * 41),
        ("code", "new"),
        ("kind", ""),
        ("kind", "county"),
        ("asks", ""),
        ("asks", "always"),
        ("website", "http://parents.example.org"),
        ("website", "parents.example.org"),
        ("website", "javascript:alert(1)"),
        ("website", "https://"),
        ("website", "https://[::1"),
        ("website", "https://user:word@example.org"),
        ("website", "https://exa mple.org"),
        ("website", 'https://example.org"onclick="x'),
        ("website", "https://example.org/" + "x" * 300),
        ("origins", "example.org"),
        ("origins", "http://example.org"),
        ("origins", "https://*.example.org"),
        ("origins", "https://example.org/page"),
        ("origins", "https://example.org; script-src *"),
        ("origins", "https://" + "x" * 5000),
        ("english", "x" * 301),
        ("spanish", "x" * 301),
        ("english", ""),
        ("spanish", ""),
        ("english", "two\x0blines\x07"),
        ("postal_address", "x" * 301),
        ("postal_address", "1 Main\x00 Street"),
    ],
)
def test_what_is_wrong_is_said_of_that_field_alone(field: str, text: str) -> None:
    said = wrong(**{field: text})
    assert list(said) == [field]
    assert (
        said[field].rstrip('"').endswith((".", "https://", "https://www.example.org", "https://example.org"))
    )


def test_everything_that_is_wrong_is_said_at_once_in_the_order_of_the_form() -> None:
    assert list(wrong(**dict.fromkeys(FIELDS, "\x00"))) == [field for field in FIELDS if field != "state"]


def test_a_state_coalition_has_a_state_and_nobody_else() -> None:
    assert check(FORM | STATE).state == "NJ"
    assert check(FORM | {"kind": "national", "state": "NJ"}).state is None
    for state in ("", "XX", "New Jersey"):
        assert list(wrong(kind="state", state=state)) == ["state"]


def test_each_wrong_line_has_a_sentence_of_its_own() -> None:
    lines = "https://a.example.org\nnonsense\n\nhttps://b.example.org/page\nhttp://c.example.org"
    said = wrong(origins=lines)["origins"].split("\n")
    assert [sentence.partition(":")[0] for sentence in said] == ["Line 2", "Line 4", "Line 5"]


def test_the_same_site_twice_is_one_site() -> None:
    lines = "https://Example.org\r\n https://example.org:443 \r\n\r\nhttps://example.org/\r\nhttp://localhost:8000"
    assert check(FORM | {"origins": lines}).origins == ("https://example.org", "http://localhost:8000")


def test_there_is_room_for_twenty_sites() -> None:
    lines = [f"https://{number}.example.org" for number in range(MOST_ORIGINS + 1)]
    assert len(check(FORM | {"origins": "\n".join(lines[:-1] * 3)}).origins) == MOST_ORIGINS
    assert list(wrong(origins="\n".join(lines))) == ["origins"]


def test_a_line_in_one_language_is_asked_for_in_the_other_also_while_nobody_is_asked() -> None:
    assert list(wrong(asks="never", spanish="")) == ["spanish"]
    assert list(wrong(asks="everywhere", english="", spanish="")) == ["english", "spanish"]
    assert check(FORM | {"asks": "never", "english": "", "spanish": ""}).english == ""


def test_spaces_and_line_breaks_are_tidied() -> None:
    tidied = check(
        FORM
        | {
            "name": "  Parents \n for   Schools ",
            "english": "One\r\nline ",
            "postal_address": " 1 Main Street \r\n\r\n Newark ",
            "code": " parents ",
        }
    )
    assert (tidied.name, tidied.english, tidied.code) == ("Parents for Schools", "One line", "parents")
    assert tidied.postal_address == "1 Main Street\nNewark"


def test_a_website_keeps_its_path_and_query_in_letters_that_go_over_the_line() -> None:
    site = check(FORM | {"website": "https://Café.example.org/über uns?q=a b&c=<d>"}).website
    assert site == "https://xn--caf-dma.example.org/%C3%BCber%20uns?q=a%20b&c=%3Cd%3E"


def test_the_code_of_a_partner_that_is_there_is_not_read() -> None:
    assert check(FORM | {"code": "Something Else"}, "j4j").code == "j4j"


@given(st.fixed_dictionaries({field: st.text(max_size=40) for field in FIELDS}))
def test_whatever_is_typed_is_taken_or_refused_in_words(typed: dict[str, str]) -> None:
    refused: dict[str, str] = {}
    try:
        check(typed)
    except Invalid as refusal:
        refused = refusal.fields
    assert all(refused.values())
