"""Signed tokens: HMAC-SHA-512, a salt per purpose, a nonce and an expiry inside, any key of the list accepted."""

import base64
import hashlib
import hmac
import os
from datetime import timedelta
from typing import Any

import msgspec
from itsdangerous import BadData, HMACAlgorithm, Signer

from wechoose.base import clock

NONCE_BYTES = 12


class Forged(Exception):
    """Not made by this site for this purpose."""


class Expired(Exception):
    """Made by this site, but good no longer; `payload` is what it said."""

    def __init__(self, payload: Any) -> None:
        super().__init__("expired")
        self.payload = payload


class Tokens:
    def __init__(self, secret_keys: tuple[str, ...]) -> None:
        # itsdangerous signs with the last key of its list; ours begins with the newest.
        self._keys = list(reversed(secret_keys))
        self._signers: dict[str, Signer] = {}

    def make(self, purpose: str, payload: Any, life: timedelta) -> str:
        expires = int((clock.now() + life).timestamp())
        said = msgspec.json.encode([payload, expires, encode(os.urandom(NONCE_BYTES))])
        return self._signer(purpose).sign(encode(said)).decode()

    def read(self, purpose: str, token: str) -> Any:
        """The payload; raises Forged or Expired. Expiry goes by the database's clock, as `clock` knows it."""
        return self.read_with_nonce(purpose, token)[0]

    def read_with_nonce(self, purpose: str, token: str) -> tuple[Any, bytes]:
        """Payload and nonce, for tokens that are good for one use."""
        try:
            said = self._signer(purpose).unsign(token)
            payload, expires, nonce = msgspec.json.decode(decode(said.decode()))
        except (BadData, ValueError, TypeError):
            raise Forged from None
        if expires < clock.now().timestamp():
            raise Expired(payload)
        return payload, decode(nonce)

    def _signer(self, purpose: str) -> Signer:
        if purpose not in self._signers:
            self._signers[purpose] = _KeptSigner(
                self._keys, salt=f"wechoose {purpose}", key_derivation="hmac", algorithm=_Sha512()
            )
        return self._signers[purpose]


class _KeptSigner(Signer):
    """Derives each key once: itsdangerous does so for every token, which is half of what one costs."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._derived: dict[Any, bytes] = {}

    def derive_key(self, secret_key: str | bytes | None = None) -> bytes:
        if secret_key not in self._derived:
            self._derived[secret_key] = super().derive_key(secret_key)
        return self._derived[secret_key]


class _Sha512(HMACAlgorithm):
    def __init__(self) -> None:
        super().__init__(hashlib.sha512)

    def get_signature(self, key: bytes, value: bytes) -> bytes:
        return hmac.digest(key, value, "sha512")


def encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
