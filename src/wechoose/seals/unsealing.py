"""Unsealing: a manifest with its signature, believed only when the one is of the other."""

import msgspec

from wechoose.base.refusals import Refusal
from wechoose.base.words import _
from wechoose.seals.given_keys import GivenKeys
from wechoose.seals.manifest import FORMAT, MANIFEST, SIGNATURE, VERSION, Manifest, encode, in_one_line
from wechoose.seals.packed import Parts, reading
from wechoose.seals.public_keys import KEY_BYTES, SIGNATURE_BYTES, fingerprint, from_text, is_signed

# The longest say some hundred lines about each of a dozen demands.
LARGEST = 1 << 20


def read_manifest(parts: Parts, given: GivenKeys | None) -> tuple[Manifest, bytes]:
    """The manifest and its bytes; raises Refusal for one that is not whole, not sealed, or not by a given key."""
    data = read_small(parts, MANIFEST)
    signature = read_small(parts, SIGNATURE)
    manifest = _decoded(data)
    check_signed(data, signature, MANIFEST, manifest.key, given)
    _check_said(manifest, data)
    return manifest, data


def check_signed(data: bytes, signature: bytes, name: str, key: str, given: GivenKeys | None) -> None:
    public = from_text(key, KEY_BYTES)
    signed = from_text(signature, SIGNATURE_BYTES)
    if public is None or signed is None or not is_signed(public, signed, data):
        sentence = _("%(file)s was changed after it was sealed, or the signature beside it is not its own.")
        raise Refusal(sentence % {"file": name})
    if given and not given.hold(public):
        sentence = _("%(file)s was sealed with another key than the one you gave: with %(fingerprint)s.")
        raise Refusal(sentence % {"file": name, "fingerprint": fingerprint(public)})


def read_small(parts: Parts, name: str) -> bytes:
    part = parts.get(name)
    if part is None:
        raise Refusal(_("%(file)s is missing, so this is no packet, or not a whole one.") % {"file": name})
    with reading(name), part.open() as file:
        data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise Refusal(_("%(file)s is larger than any that this program makes.") % {"file": name})
    return data


def _decoded(data: bytes) -> Manifest:
    try:
        said = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        said = None
    if not isinstance(said, dict) or said.get("format") != FORMAT:
        raise Refusal(_("%(file)s is no manifest of a packet.") % {"file": MANIFEST})
    if said.get("version") != VERSION:
        raise Refusal(
            _("This packet was sealed by another version of the program; check it with a newer one.")
        )
    try:
        return msgspec.convert(said, Manifest)
    except (msgspec.ValidationError, OverflowError):
        raise Refusal(_("%(file)s is no manifest of a packet.") % {"file": MANIFEST}) from None


def _check_said(manifest: Manifest, data: bytes) -> None:
    """What no site of ours would seal, though it is signed."""
    names = [file.name for file in manifest.files]
    odd = [name for name in names if "/" in name or name in (MANIFEST, SIGNATURE)]
    sums = sum(demand.listed for demand in manifest.demands) == manifest.rows
    lists = [file for file in manifest.files if file.name.endswith((".csv", ".xlsx"))]
    counted = all(file.rows == manifest.rows for file in lists)
    listed = all(sum(name.endswith(end) for name in names) == 1 for end in (".csv", ".xlsx"))
    one_form = encode(in_one_line(msgspec.json.decode(data))) == data
    if odd or len(set(names)) < len(names) or not (sums and counted and listed and one_form):
        raise Refusal(_("%(file)s is signed, but contradicts itself.") % {"file": MANIFEST})
