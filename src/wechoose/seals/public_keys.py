"""Public keys: how a key that seals packets is written, read, and compared by people."""

import base64
import binascii
import hashlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

ALGORITHM = "Ed25519"
KEY_BYTES = 32
SIGNATURE_BYTES = 64

GROUP, GROUPS = 4, 8


def as_text(data: bytes) -> str:
    """As in manifests: base64 with the ordinary alphabet."""
    return base64.b64encode(data).decode()


def from_text(text: str | bytes, length: int) -> bytes | None:
    """The bytes, if the text is base64 of so many."""
    try:
        data = base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError):
        return None
    return data if len(data) == length else None


def fingerprint(public: bytes) -> str:
    """128 bits of the key's SHA-256 in groups that can be read out: enough that nobody finds another key with them."""
    digits = hashlib.sha256(public).hexdigest()[: GROUP * GROUPS]
    return " ".join(digits[at : at + GROUP] for at in range(0, len(digits), GROUP))


def is_signed(public: bytes, signature: bytes, message: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
