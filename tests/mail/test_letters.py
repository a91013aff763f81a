"""Letters: whatever is in a name stays in the name."""

from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import parseaddr
from uuid import UUID

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from wechoose.base.refusals import Refusal
from wechoose.mail.letters import Letter, Unsendable, as_bytes, sender_of

ID = UUID("019a0000-0000-7000-8000-000000000001")
AT = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)
PLAIN = Letter(
    "ada@example.org",
    "Ada Byron",
    "Confirm",
    ["Hello\n"],
    ["<p>Hello</p>\n"],
    {"List-Unsubscribe": "<https://x.example/1>"},
    [1],
)


def written(mail_from: str = "We Choose <hello@example.org>", **changes: object) -> bytes:
    return as_bytes(msgspec.structs.replace(PLAIN, **changes), mail_from, ID, AT)


def parts(data: bytes) -> list[str]:
    """As they were written; on the way a line ends with CR LF."""
    return [part.get_content().replace("\r\n", "\n") for part in read(data).iter_parts()]


def read(data: bytes) -> EmailMessage:
    return message_from_bytes(data, policy=policy.default)


def decoded(data: bytes, header: str) -> str:
    """As mail programs read it: what lies between two encoded words is folding."""
    return str(make_header(decode_header(message_from_bytes(data)[header])))


def test_a_letter_says_who_writes_to_whom_about_what_and_when() -> None:
    message = read(written())
    assert message["From"] == "We Choose <hello@example.org>"
    assert message["To"] == "Ada Byron <ada@example.org>"
    assert message["Subject"] == "Confirm"
    assert message["Date"].datetime == AT
    assert message["List-Unsubscribe"] == "<https://x.example/1>"
    assert message["Auto-Submitted"] == "auto-generated"


def test_a_letter_has_a_plain_and_an_html_part_and_the_plain_one_first() -> None:
    data = written(text=["Größe\n"], html=["<p>Größe</p>\n"])
    assert [part.get_content_type() for part in read(data).iter_parts()] == ["text/plain", "text/html"]
    assert parts(data) == ["Größe\n", "<p>Größe</p>\n"]


def test_the_same_letter_has_the_same_message_id_again() -> None:
    assert read(written())["Message-ID"] == read(written())["Message-ID"] == f"<{ID}@example.org>"


@pytest.mark.parametrize(
    "name",
    [
        "María José Ñíguez",
        "Nguyễn Thị Minh Khai",
        "Δημήτρης",
        "李小龍",
        "محمد\u200cعلی",
        "🙂 Smile",
        "ß" * 100,
    ],
)
def test_names_of_any_script_arrive_as_they_are(name: str) -> None:
    data = written(name=name)
    assert parseaddr(decoded(data, "To")) == (name, "ada@example.org")
    assert data.partition(b"\r\n\r\n")[0].isascii()


@pytest.mark.parametrize(
    "name",
    ['Ada "The Countess" Byron', "O'Neil, Jr.", "back\\slash", "a@b <c@d>", "(remark)", "=?utf-8?q?x?="],
)
def test_signs_that_mean_something_in_a_header_are_only_part_of_the_name(name: str) -> None:
    data = written(name=name)
    assert parseaddr(decoded(data, "To")) == (name, "ada@example.org")
    assert len(read(data)["To"].addresses) == 1


@pytest.mark.parametrize("field", ["name", "subject", "to"])
@pytest.mark.parametrize("ending", ["\r\n", "\n", "\r", "\0", "\x0b", "\x85", "\u2028", "\u2029", "\ud800"])
def test_nothing_that_ends_a_line_gets_into_a_header(field: str, ending: str) -> None:
    with pytest.raises(Unsendable):
        written(**{field: f"a{ending}Bcc: victim@example.org"})


def test_nothing_that_ends_a_line_gets_into_a_further_header() -> None:
    with pytest.raises(Unsendable):
        written(headers={"List-Unsubscribe": "<https://x.example/>\r\nBcc: victim@example.org"})


@pytest.mark.parametrize(
    "address",
    ["a@example.org, b@example.org", "a@example.org>", "a b@example.org", "ä@example.org", '"a"@example.org'],
)
def test_an_address_is_one_plain_address(address: str) -> None:
    with pytest.raises(Unsendable):
        written(to=address)


@given(name=st.text(max_size=200), subject=st.text(max_size=200))
def test_no_name_or_subject_adds_a_header_or_a_recipient(name: str, subject: str) -> None:
    try:
        data = written(name=name, subject=subject)
    except Unsendable:
        return
    message = message_from_bytes(data)
    assert message.keys() == message_from_bytes(written()).keys()
    assert parseaddr(message["To"])[1] == "ada@example.org"
    assert all(len(line) < 998 for line in data.split(b"\r\n"))


def test_what_looks_encoded_already_is_shown_as_it_was_typed() -> None:
    data = written(name="=?utf-8?q?=40?=", subject="=?utf-8?q?=0A?=")
    assert decoded(data, "Subject") == "=?utf-8?q?=0A?="
    assert parseaddr(decoded(data, "To"))[0] == "=?utf-8?q?=40?="


@pytest.mark.parametrize(
    "mail_from", ["We Choose", "a@b@c", "We Choose <hallo@wähl.example>", "a@example.org, b@example.org"]
)
def test_a_sender_that_no_mail_server_takes_is_refused_at_the_start(mail_from: str) -> None:
    with pytest.raises(Refusal):
        sender_of(mail_from)


def test_a_sender_with_a_name_of_any_script_is_possible() -> None:
    data = written(mail_from="Wir wählen <hallo@example.org>")
    assert parseaddr(decoded(data, "From")) == ("Wir wählen", "hallo@example.org")


def test_a_line_that_begins_with_from_or_a_dot_stays_as_it_is() -> None:
    text = "From here on\n.\n..two\n"
    assert parts(written(text=[text]))[0] == text


@example(pieces=["x" * 76])
@example(pieces=["x" * 75 + " ", ".", "\n"])
@given(
    pieces=st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r")), min_size=1)
)
def test_pieces_arrive_as_one_text_in_lines_of_at_most_76(pieces: list[str]) -> None:
    data = written(text=pieces)
    assert parts(data)[0].rstrip("\n") == "".join(pieces).rstrip("\n")
    body = data.partition(b"\r\n\r\n")[2]
    assert all(len(line) <= 76 for line in body.split(b"\r\n"))
