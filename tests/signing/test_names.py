"""Names of any script are names; links, control characters and hidden directions are not."""

import pytest

from wechoose.signing.names import clean_name, is_name


@pytest.mark.parametrize(
    "name",
    [
        "María José",
        "O’Neill",
        "O'Neil-Smith",
        "Nguyễn Thị",
        "李",
        "محمد",
        "Владимир",
        "Ἀθηνᾶ",
        "Jr.",
        "Ng",
        "می\u200cخواهم",
        "J. R. R.",
        "Ma.Teresa",
        "J.De Souza",
        "St.John",
    ],
)
def test_names_of_any_script_are_names(name: str) -> None:
    assert is_name(clean_name(name))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "12345",
        "!!!",
        "see http://spam.example",
        "www.spam",
        "buy-now.com",
        "evil.app",
        "evil．com",
        "see evil.us now",
        "maria@example.org",
        "Ma\0ria",
        "Ma\u202eria",
        "\ud800",
        "Maria\u2066",
        "://",
    ],
)
def test_what_is_no_name_is_refused(text: str) -> None:
    assert not is_name(clean_name(text))


def test_white_space_is_folded_and_letters_are_composed() -> None:
    assert clean_name("  Mari\u0301a \t José\n") == "María José"
