"""Letters: what is said to one person, and the bytes that carry it, in plain text and HTML."""

import re
from binascii import b2a_qp
from collections.abc import Iterator, Mapping
from datetime import datetime
from email.charset import SHORTEST, Charset
from email.header import Header
from email.utils import format_datetime, parseaddr
from functools import lru_cache
from uuid import UUID

import msgspec

from wechoose.base.refusals import Refusal

# Many servers close the door at 998 bytes a line; Header folds long before, addresses and links can't be folded.
LONGEST_VALUE = 900
# What ends a line for some server or client; lone surrogates can't be written at all.
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
PLAIN_ADDRESS = re.compile(r"[!#-'*+\-/-9=?A-Z^-~.]+@[A-Za-z0-9.-]+")


class Unsendable(Exception):
    """A letter with something in its head that could become another header or another recipient."""


class Letter(msgspec.Struct, frozen=True):
    """`to` is an ASCII address, `name` its owner's; `headers` are further ones, each an ASCII value.

    `text` and `html` come in pieces: the first and every other one are the same in many letters, and are encoded once.
    `demand_ids` are the demands it speaks of.
    """

    to: str
    name: str
    subject: str
    text: list[str]
    html: list[str]
    headers: Mapping[str, str]
    demand_ids: list[int]


def as_bytes(letter: Letter, mail_from: str, letter_id: UUID, at: datetime) -> bytes:
    """The letter as RFC 5322 wants it; its Message-ID stays, so that a copy sent after a crash can be told.

    Put together by hand: the email package folds every header once more, and takes six times as long.
    """
    sender, domain = _sender(mail_from)
    # An equals sign and an underline never stand together in a quoted-printable part.
    boundary = f"=_{letter_id.hex}"
    headers = {
        "From": sender,
        "To": mailbox(letter.name, letter.to),
        "Subject": _subject(letter.subject),
        "Date": format_datetime(at),
        "Message-ID": f"<{letter_id}@{domain}>",
        "Auto-Submitted": "auto-generated",
        # Exchange answers with absence notes unless told not to.
        "X-Auto-Response-Suppress": "All",
        **{header: _checked(value) for header, value in letter.headers.items()},
        "MIME-Version": "1.0",
        "Content-Type": f'multipart/alternative; boundary="{boundary}"',
    }
    head = "".join(f"{header}: {value}\r\n" for header, value in headers.items())
    return b"".join(
        (
            f"{head}\r\n".encode("ascii"),
            *_part(boundary, "plain", letter.text),
            *_part(boundary, "html", letter.html),
            f"--{boundary}--\r\n".encode("ascii"),
        )
    )


def mailbox(name: str, address: str) -> str:
    """A name, in any script, with its address."""
    if not PLAIN_ADDRESS.fullmatch(address):
        raise Unsendable("address")
    if not name:
        return address
    return f"{_encoded(name, 'To', quoted=True)} <{address}>"


def sender_of(mail_from: str) -> str:
    """The address alone, for the envelope; raises Refusal when no mail server would take it."""
    address = parseaddr(mail_from)[1]
    if not PLAIN_ADDRESS.fullmatch(address) or mail_from.count("@") != 1:
        raise Refusal("WECHOOSE_MAIL_FROM needs a plain address such as We Choose <hello@example.org>.")
    return address


@lru_cache(maxsize=8)
def _sender(mail_from: str) -> tuple[str, str]:
    """The mailbox for the header, and the domain."""
    name, address = parseaddr(mail_from)
    return mailbox(name, address), address.rpartition("@")[2]


# Header takes a fifth of a millisecond for a title that is not English, and many letters have the same.
@lru_cache(maxsize=1024)
def _subject(text: str) -> str:
    return _encoded(text, "Subject")


def _encoded(text: str, header: str, *, quoted: bool = False) -> str:
    _checked(text)
    # What looks encoded already would be decoded by whoever reads it.
    if text.isascii() and "=?" not in text:
        escaped = text.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"' if quoted else text
    return Header(text, UTF8, header_name=header).encode(linesep="\r\n")


def _checked(text: str) -> str:
    if CONTROL.search(text) or len(text.encode()) > LONGEST_VALUE:
        raise Unsendable("header")
    return text


def _part(boundary: str, kind: str, pieces: list[str]) -> Iterator[bytes]:
    yield (
        f"--{boundary}\r\nContent-Type: text/{kind}; charset=utf-8\r\n"
        f"Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    ).encode("ascii")
    for number, piece in enumerate(pieces):
        yield _quoted(piece) if number % 2 else _quoted_once(piece)
    yield b"\r\n"


def _quoted(piece: str) -> bytes:
    """Quoted-printable, its last line open: any other piece may follow."""
    lines = piece.replace("\r\n", "\n").replace("\r", "\n")
    # Something has to follow, or the last line could be too long for the sign that it goes on.
    quoted = b2a_qp(f"{lines}-".encode()).replace(b"\n", b"\r\n")[:-1]
    return quoted if not quoted or quoted.endswith(b"\n") else quoted + b"=\r\n"


_quoted_once = lru_cache(maxsize=4096)(_quoted)


UTF8 = Charset("utf-8")
UTF8.header_encoding = SHORTEST
