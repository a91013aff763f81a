"""Proofs: random tokens that a browser holds and the database only a hash of, and what is derived from them."""

import hashlib
import hmac
import secrets
from functools import cache

from wechoose.base.sealing import derive
from wechoose.base.tokens import encode

TOKEN_BYTES = 32


def fresh_token() -> str:
    return secrets.token_urlsafe(TOKEN_BYTES)


def hash_of(token: str) -> bytes:
    """Plain SHA-256 will do: there is nothing to guess in 32 random bytes."""
    return hashlib.sha256(token.encode()).digest()


def csrf_of(secret_keys: tuple[str, ...], session_token: str) -> str:
    """What every form of this session carries and no other site can know."""
    return _proof(secret_keys[0], session_token)


def is_csrf_right(secret_keys: tuple[str, ...], session_token: str, given: str) -> bool:
    """Any key of the list will do, so that a form opened before the keys changed can still be sent."""
    proofs = [_proof(key, session_token) for key in secret_keys]
    return any(hmac.compare_digest(proof.encode(), given.encode()) for proof in proofs)


def _proof(secret_key: str, session_token: str) -> str:
    return encode(hmac.digest(_csrf_key(secret_key), session_token.encode(), "sha256"))


@cache
def _csrf_key(secret_key: str) -> bytes:
    return derive(secret_key, b"wechoose desk forms 1")
