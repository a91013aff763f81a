"""Files of officials are known by their first line, and one that can't be read says what to do."""

import re

import pytest

from tests.officials.files import MURKOWSKI, NEWARK, content, file
from wechoose.officials.files import LARGEST, read_file
from wechoose.officials.shapes import SHAPES
from wechoose.officials.shipped import DATA, shipments


@pytest.mark.parametrize("name", list(SHAPES))
def test_each_shipped_file_is_known_by_its_columns(name: str) -> None:
    assert read_file((DATA / shipments()[name].path).read_bytes()).name == name


def test_further_columns_and_another_order_do_no_harm() -> None:
    lines = content("mayors", NEWARK).decode().splitlines()
    turned = "\n".join(",".join(reversed([*line.split(","), "more"])) for line in lines)
    assert read_file(turned.encode()).name == "mayors"


def test_the_mark_that_office_programs_put_in_front_is_no_column() -> None:
    assert read_file(b"\xef\xbb\xbf" + content("congress", MURKOWSKI)).name == "congress"


def test_an_address_in_one_line_becomes_one_for_an_envelope() -> None:
    sent = content("mayors", NEWARK | {"address": "City Hall, Room 200, 920 Broad Street, Newark, NJ 07102"})
    (entry,) = read_file(sent).entries.values()
    assert entry.fields["address"] == "City Hall\nRoom 200\n920 Broad Street\nNewark, NJ 07102"


def test_what_makes_a_text_read_as_something_else_is_left_out() -> None:
    (entry,) = file("mayors", NEWARK | {"full_name": "Ras\u202e  Bara\u0000ka"}).entries.values()
    assert entry.fields["name"] == "Ras Baraka"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("https://www.example.org", "https://www.example.org"),
        ("www.example.org", "http://www.example.org"),
        ("javascript:alert(1)", None),
        ("", None),
    ],
)
def test_a_website_is_a_website(written: str, read: str | None) -> None:
    (entry,) = file("mayors", NEWARK | {"website": written}).entries.values()
    assert entry.fields.get("website") == read


def test_a_school_of_the_bureau_of_indian_education_is_in_the_state_where_it_stands() -> None:
    school = {"leaid": "5900025", "state": "BI", "name": "Turtle Mountain", "city": "Belcourt"}
    (entry,) = file("school_districts", school | {"address_state": "ND", "zip": "58316"}).entries.values()
    assert (entry.state, entry.fields["address"]) == ("ND", "Belcourt, ND 58316")


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        (b"", "There is nothing in that file."),
        (b"a,b\n1,2\n", "It begins: a, b."),
        (content("mayors", NEWARK).replace(b",", b";"), "names no columns that we know"),
        ("state,place\nPR,Mayag\u00fcez\n".encode("latin-1"), "not in UTF-8"),
        (b"\x50\x4b\x03\x04\xff\xfe", "not in UTF-8"),
        (content("mayors"), "no row in that file but the first"),
        (b" " * (LARGEST + 1), "larger than 6 MB"),
        (content("mayors", NEWARK, NEWARK | {"state": "XX"}), "Line 3: XX is no state."),
        (content("mayors", NEWARK | {"ocd_jurisdiction": ""}), "Line 2: the column that says which office"),
        (
            content("mayors", NEWARK | {"term_end": "May 2027"}),
            "Line 2: May 2027 is no date like 2027-01-03.",
        ),
        (content("mayors", NEWARK | {"full_name": "x" * 501}), "full_name has too many characters"),
        (
            content("congress", MURKOWSKI | {"chamber": "supreme court"}),
            "Line 2: that is no office of these.",
        ),
        (
            content("congress", MURKOWSKI | {"chamber": "house"}),
            "Line 2: there is something that can't be read.",
        ),
        (content("mayors", NEWARK) + b'NJ,"Newark', "quotation mark"),
    ],
)
def test_a_file_that_can_not_be_read_says_what_to_do(sent: bytes, sentence: str) -> None:
    with pytest.raises(ValueError, match=re.escape(sentence)):
        read_file(sent)
