"""Sealing: personal data leave the application only encrypted (AES-256-GCM), and signers are found by a keyed hash."""

import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

BUCKETS = 32
KEY_ID_BYTES = 4
NONCE_BYTES = 12
SIGNER_KEY_BYTES = 16


class Unreadable(Exception):
    """Sealed under a key that this site does not hold, for another owner, or damaged."""


class Seals:
    """Seals with the newest key and opens with any. A sealed value is key id (4), nonce (12), ciphertext and tag."""

    def __init__(self, secret_keys: tuple[str, ...]) -> None:
        self._ciphers = {_key_id(key): AESGCM(derive(key, b"wechoose sealing 1")) for key in secret_keys}
        self._newest = _key_id(secret_keys[0])

    def seal(self, owner: bytes, clear: bytes) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        return self._newest + nonce + self._ciphers[self._newest].encrypt(nonce, clear, owner)

    def open(self, owner: bytes, sealed: bytes) -> bytes:
        cipher = self._ciphers.get(sealed[:KEY_ID_BYTES])
        nonce, body = sealed[KEY_ID_BYTES : KEY_ID_BYTES + NONCE_BYTES], sealed[KEY_ID_BYTES + NONCE_BYTES :]
        if cipher is None:
            raise Unreadable("no key with this id")
        try:
            return cipher.decrypt(nonce, body, owner)
        except InvalidTag:
            raise Unreadable("damaged, or sealed for another owner") from None

    def is_newest(self, sealed: bytes) -> bool:
        return sealed.startswith(self._newest)


def derive(secret_key: str, purpose: bytes) -> bytes:
    """32 bytes for one purpose (HKDF, RFC 5869)."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(secret_key.encode())


def keyed_hash(key: bytes, text: str) -> bytes:
    """The signer key of a canonical address: 16 bytes of HMAC-SHA-256, which nobody without the key can try out."""
    return hmac.digest(key, text.encode(), "sha256")[:SIGNER_KEY_BYTES]


def bucket_of(key: bytes) -> int:
    return key[0] % BUCKETS


def _key_id(secret_key: str) -> bytes:
    return hashlib.sha256(b"wechoose key id" + secret_key.encode()).digest()[:KEY_ID_BYTES]
