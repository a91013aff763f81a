"""Letters: what is said to one person, and the bytes that carry it, in plain text and HTML."""

import io
import re
from binascii import b2a_qp
from collections.abc import Mapping
from datetime import datetime
from email.charset import SHORTEST, Charset
from email.generator import BytesGenerator
from email.header import Header
from email.mime.multipart import MIMEMultipart
from email.mime.nonmultipart import MIMENonMultipart
from email.utils import format_datetime, parseaddr
from uuid import UUID

import msgspec

# Many servers close the door at 998 bytes a line; Header folds long before, addresses and links can't be folded.
LONGEST_VALUE = 900
# What ends a line for some server or client; lone surrogates can't be written at all.
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


class Unsendable(Exception):
    """A letter with something in its head that could become another header or another recipient."""


class Letter(msgspec.Struct, frozen=True):
    """`to` is an ASCII address, `name` its owner's; `headers` are further ones, each an ASCII value."""

    to: str
    name: str
    subject: str
    text: str
    html: str
    headers: Mapping[str, str]


def as_bytes(letter: Letter, mail_from: str, letter_id: UUID, at: datetime) -> bytes:
    """The letter as RFC 5322 wants it; its Message-ID stays, so that a copy sent after a crash can be told."""
    name, sender = parseaddr(mail_from)
    message = MIMEMultipart("alternative")
    message["From"] = mailbox(name, sender)
    message["To"] = mailbox(letter.name, letter.to)
    message["Subject"] = _encoded(letter.subject, "Subject")
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{letter_id}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    # Exchange answers with absence notes unless told not to.
    message["X-Auto-Response-Suppress"] = "All"
    for header, value in letter.headers.items():
        message[header] = _checked(value)
    message.attach(_part(letter.text, "plain"))
    message.attach(_part(letter.html, "html"))
    return _flat(message)


def mailbox(name: str, address: str) -> str:
    """A name, in any script, with its address."""
    _checked(address)
    if not address.isascii() or any(character in ' <>,;"()[]\\' for character in address):
        raise Unsendable("address")
    if not name:
        return address
    return f"{_encoded(name, 'To', quoted=True)} <{address}>"


def sender_of(mail_from: str) -> str:
    """The address alone, for the envelope."""
    return parseaddr(mail_from)[1]


def _encoded(text: str, header: str, *, quoted: bool = False) -> str:
    _checked(text)
    if text.isascii():
        escaped = text.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"' if quoted else text
    return Header(text, UTF8, header_name=header).encode()


def _checked(text: str) -> str:
    if CONTROL.search(text) or len(text.encode()) > LONGEST_VALUE:
        raise Unsendable("header")
    return text


def _part(text: str, kind: str) -> MIMENonMultipart:
    part = MIMENonMultipart("text", kind, charset="utf-8")
    part["Content-Transfer-Encoding"] = "quoted-printable"
    part.set_payload(b2a_qp(text.encode()).decode())
    return part


def _flat(message: MIMEMultipart) -> bytes:
    out = io.BytesIO()
    # What was folded above must not be folded again, and "From " at the start of a line is no mailbox's business here.
    BytesGenerator(out, mangle_from_=False, maxheaderlen=0).flatten(message, linesep="\r\n")
    return out.getvalue()


UTF8 = Charset("utf-8")
UTF8.header_encoding = SHORTEST
