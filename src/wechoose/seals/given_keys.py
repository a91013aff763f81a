"""Given keys: what a receiver trusts from elsewhere, a public key or its fingerprint, or a site's list of keys."""

import re
from pathlib import Path

import msgspec

from wechoose.base.refusals import Refusal
from wechoose.base.words import _
from wechoose.seals.public_keys import KEY_BYTES, fingerprint, from_text

FINGERPRINT = re.compile(r"[0-9a-fA-F]{4}( ?[0-9a-fA-F]{4}){7}")
LARGEST = 1 << 20


class GivenKeys(msgspec.Struct, frozen=True):
    fingerprints: frozenset[str]

    def hold(self, public: bytes) -> bool:
        return fingerprint(public).replace(" ", "") in self.fingerprints


class _Listed(msgspec.Struct):
    key: str


class _Published(msgspec.Struct):
    keys: list[_Listed]


def read_keys(given: str) -> GivenKeys:
    """From what was typed, or from the file of that name; raises Refusal."""
    path = Path(given)
    try:
        is_file = path.is_file()
        text = path.read_bytes()[:LARGEST].decode() if is_file else given
    except (OSError, ValueError):
        is_file, text = False, given
    found = _published(text) if is_file and text.lstrip().startswith("{") else _typed(text)
    if not found:
        raise Refusal(_("That is no key: give the site's key or its fingerprint, or a file with one."))
    return GivenKeys(frozenset(found))


def _typed(text: str) -> set[str]:
    text = " ".join(text.split())
    if FINGERPRINT.fullmatch(text):
        return {text.replace(" ", "").lower()}
    public = from_text(text, KEY_BYTES)
    return {_compared(public)} if public else set()


def _published(text: str) -> set[str]:
    """As `/.well-known/wechoose-seal.json` has them."""
    try:
        listed = msgspec.json.decode(text, type=_Published).keys
    except (msgspec.DecodeError, UnicodeError):
        return set()
    publics = [from_text(each.key, KEY_BYTES) for each in listed]
    return {_compared(public) for public in publics if public}


def _compared(public: bytes) -> str:
    return fingerprint(public).replace(" ", "")
