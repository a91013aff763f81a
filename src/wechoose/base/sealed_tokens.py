"""Sealed tokens: what they say is for this site only, also where they stand in addresses that people pass on.

A signer key in clear would tell whoever holds a copy of the database where to find the person.
"""

from datetime import timedelta
from typing import Any

import msgspec

from wechoose.base.sealing import Unreadable
from wechoose.base.site import Site
from wechoose.base.tokens import Forged, decode, encode


def make_sealed_token(site: Site, purpose: str, payload: Any, life: timedelta) -> str:
    """`payload` is what JSON can say."""
    sealed = site.seals.seal(purpose.encode(), msgspec.json.encode(payload))
    return site.tokens.make(purpose, encode(sealed), life)


def read_sealed_token(site: Site, purpose: str, token: str) -> Any:
    """The payload; raises Expired or Forged."""
    sealed = decode(site.tokens.read(purpose, token))
    try:
        return msgspec.json.decode(site.seals.open(purpose.encode(), sealed))
    except Unreadable:
        raise Forged from None
