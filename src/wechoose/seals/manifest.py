"""The manifest: what a packet holds, when and how it was drawn, in bytes that are the same whenever they are made."""

import hashlib
import re
from datetime import datetime
from importlib.metadata import version
from typing import Annotated, Any

import msgspec

from wechoose.seals.public_keys import as_text, fingerprint
from wechoose.seals.seal_key import SealKey

FORMAT = "wechoose-packet"
VERSION = 1

# Ends of lines, other controls, and what turns the direction of letters.
ODD = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")

MANIFEST, SIGNATURE, README = "manifest.json", "manifest.sig", "README.txt"

Count = Annotated[int, msgspec.Meta(ge=0, le=2**53)]
Sha256 = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]


class File(msgspec.Struct, frozen=True, kw_only=True):
    """`rows` are signatures in it; None for a file that is read and not counted."""

    name: str
    bytes: Count
    sha256: Sha256
    rows: Count | None = None


class Addressee(msgspec.Struct, frozen=True, kw_only=True):
    """Whom a packet is for. `constituency` says in words what `constituency_code` says in short: US, NJ or NJ-07."""

    name: str
    title: str
    constituency: str
    constituency_code: str


class Counted(msgspec.Struct, frozen=True, kw_only=True):
    """A demand at the cut-off: counted in the nation and in the constituency, and listed in this packet.

    `standing` are those of the constituency that had not been taken back when the rows were fixed. `unassigned` live in
    the official's state, and the data don't say with certainty in which district.
    """

    slug: str
    title: str
    nation: Count
    constituency: Count
    standing: Count
    listed: Count
    unassigned: Count = 0


class Anchor(msgspec.Struct, frozen=True, kw_only=True):
    """The audit trail when the rows were fixed: its number of lines, and the hash that follows from all of them."""

    lines: Count
    head: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """No time is in it but the cut-off and the one before: a packet made again has the same manifest."""

    format: str = FORMAT
    version: int = VERSION
    made_with: str = ""
    site: str
    campaign: str
    delivery: str
    title: str
    language: str
    official: Addressee
    demands: list[Counted]
    cutoff: datetime
    since: datetime | None = None
    filter: str
    rows: Count
    files: list[File]
    audit: Anchor
    key: str = ""
    fingerprint: str = ""


def make_manifest(facts: Manifest, key: SealKey) -> bytes:
    """The facts with the key that will sign them, in the one form: UTF-8, names sorted, two spaces, a line's end."""
    signed_by = {"key": as_text(key.public), "fingerprint": fingerprint(key.public), "made_with": made_with()}
    return encode(in_one_line(msgspec.to_builtins(msgspec.structs.replace(facts, **signed_by))))


def in_one_line(said: Any) -> Any:
    """With nothing in any text that could draw lines of its own, or turn others around, where it is read."""
    if isinstance(said, dict):
        return {name: in_one_line(value) for name, value in said.items()}
    if isinstance(said, list):
        return [in_one_line(value) for value in said]
    return " ".join(ODD.sub(" ", said).split()) if isinstance(said, str) else said


def encode(said: object) -> bytes:
    return msgspec.json.format(msgspec.json.encode(said, order="sorted"), indent=2) + b"\n"


def sign(key: SealKey, manifest: bytes) -> bytes:
    """64 bytes; Ed25519 signs the same bytes alike every time."""
    return key.sign(manifest)


def signature_file(signature: bytes) -> bytes:
    return f"{as_text(signature)}\n".encode()


def sha256_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def made_with() -> str:
    return f"wechoose {version('wechoose')}"
