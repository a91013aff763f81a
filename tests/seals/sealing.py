"""A packet to seal, for tests."""

import hashlib
from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from wechoose.seals.manifest import Addressee, Anchor, Counted, File, Manifest
from wechoose.seals.seal_key import SealKey

CUTOFF = datetime(2026, 11, 20, 12, tzinfo=UTC)


def a_key(number: int = 1) -> SealKey:
    return SealKey(Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32), CUTOFF)


def facts(**changes: object) -> Manifest:
    said = {
        "site": "https://petition.example.org",
        "campaign": "We Choose",
        "delivery": "abcdefgh2345",
        "title": "Moratorium on privatization",
        "language": "en",
        "official": Addressee(
            name="Senator A", title="Senator", constituency="New Jersey", constituency_code="NJ"
        ),
        "demands": [
            Counted(
                slug="community-schools",
                title="Community schools",
                nation=9,
                constituency=3,
                standing=3,
                listed=3,
            )
        ],
        "cutoff": CUTOFF,
        "filter": "Verified signatures from New Jersey.",
        "rows": 3,
        "files": [],
        "audit": Anchor(lines=12, head="ab" * 32),
    }
    return Manifest(**(said | changes))  # type: ignore[arg-type]


def file_of(name: str, data: bytes, rows: int | None = None) -> File:
    return File(name=name, bytes=len(data), sha256=hashlib.sha256(data).hexdigest(), rows=rows)
