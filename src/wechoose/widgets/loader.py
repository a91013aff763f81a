"""The loader: the script that partners' pages load, of which every version that was ever pasted stays as it was."""

import base64
import hashlib
from functools import cache
from pathlib import Path

import brotli
import msgspec

FOLDER = Path(__file__).parent / "loaders"


class Loader(msgspec.Struct, frozen=True):
    """`integrity` as a script element says it."""

    version: int
    plain: bytes
    compressed: bytes
    integrity: str

    @property
    def etag(self) -> str:
        return f'"{self.version}-{self.integrity[-12:]}"'


@cache
def loaders() -> dict[int, Loader]:
    """By version."""
    return {version: _read(version) for version in sorted(int(path.stem) for path in FOLDER.glob("*.js"))}


def newest() -> Loader:
    return loaders()[max(loaders())]


def _read(version: int) -> Loader:
    plain = (FOLDER / f"{version}.js").read_bytes()
    digest = base64.b64encode(hashlib.sha384(plain).digest()).decode()
    return Loader(version, plain, brotli.compress(plain), f"sha384-{digest}")
