"""Signed tokens: HMAC-SHA-512, a salt per purpose, a nonce and an expiry inside, any key of the list accepted."""

import base64
import hashlib
import os
from datetime import timedelta
from typing import Any

from itsdangerous import BadData, URLSafeSerializer

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
        self._serializers: dict[str, URLSafeSerializer] = {}

    def make(self, purpose: str, payload: Any, life: timedelta) -> str:
        expires = int((clock.now() + life).timestamp())
        return self._serializer(purpose).dumps([payload, expires, encode(os.urandom(NONCE_BYTES))])  # type: ignore[return-value]

    def read(self, purpose: str, token: str) -> Any:
        """The payload; raises Forged or Expired. Expiry goes by the database's clock, as `clock` knows it."""
        return self.read_with_nonce(purpose, token)[0]

    def read_with_nonce(self, purpose: str, token: str) -> tuple[Any, bytes]:
        """Payload and nonce, for tokens that are good for one use."""
        try:
            payload, expires, nonce = self._serializer(purpose).loads(token)
        except (BadData, ValueError, TypeError):
            raise Forged from None
        if expires < clock.now().timestamp():
            raise Expired(payload)
        return payload, decode(nonce)

    def _serializer(self, purpose: str) -> URLSafeSerializer:
        if purpose not in self._serializers:
            self._serializers[purpose] = URLSafeSerializer(
                self._keys,
                salt=f"wechoose {purpose}",
                signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha512},
            )
        return self._serializers[purpose]


def encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
