"""A passkey in software: real keys, real bytes, and whatever a forger would change about them."""

import hashlib
import json
import os
import struct
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

from wechoose.base.tokens import decode, encode

PRESENT, VERIFIED, ATTESTED = 1, 4, 64


class SoftKey:
    """Made for one host, as an authenticator does it; `answers` say what the page's script would send."""

    def __init__(self, origin: str = "http://localhost:8000", host: str = "localhost") -> None:
        self.origin, self.host = origin, host
        self.credential_id = os.urandom(32)
        self.count = 0
        self.flags = PRESENT | VERIFIED
        self.user = b""
        self._key = ec.generate_private_key(ec.SECP256R1())

    def create(self, options: str, fmt: str = "none", **client: Any) -> str:
        """What navigator.credentials.create answers."""
        asked = json.loads(options)
        self.user = decode(asked["user"]["id"])
        said = self._client("webauthn.create", asked, client)
        key = cbor2.dumps(self._public_key())
        credential = bytes(16) + struct.pack(">H", len(self.credential_id)) + self.credential_id + key
        attestation = {"fmt": fmt, "attStmt": {}, "authData": self._head(ATTESTED) + credential}
        return self._answer(
            {
                "clientDataJSON": encode(said),
                "attestationObject": encode(cbor2.dumps(attestation)),
                "transports": ["internal"],
            }
        )

    def get(self, options: str, **client: Any) -> str:
        """What navigator.credentials.get answers; the counter rises unless it stands still at 0."""
        asked = json.loads(options)
        self.count += bool(self.count)
        said = self._client("webauthn.get", asked, client)
        head = self._head()
        signature = self._key.sign(head + hashlib.sha256(said).digest(), ec.ECDSA(SHA256()))
        return self._answer(
            {
                "clientDataJSON": encode(said),
                "authenticatorData": encode(head),
                "signature": encode(signature),
                "userHandle": encode(self.user),
            }
        )

    def _client(self, kind: str, asked: dict[str, Any], changed: dict[str, Any]) -> bytes:
        usual = {"type": kind, "challenge": asked["challenge"], "origin": self.origin, "crossOrigin": False}
        return json.dumps(usual | changed).encode()

    def _head(self, more: int = 0) -> bytes:
        host = hashlib.sha256(self.host.encode()).digest()
        return host + struct.pack(">BI", self.flags | more, self.count)

    def _answer(self, response: dict[str, Any]) -> str:
        name = encode(self.credential_id)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})

    def _public_key(self) -> dict[int, Any]:
        """As COSE writes an ES256 key."""
        numbers = self._key.public_key().public_numbers()
        return {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
