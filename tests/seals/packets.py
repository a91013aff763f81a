"""Packets as a site seals them, put together for tests."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from datetime import date
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import msgspec

from tests.seals.sealing import a_key, facts, file_of
from wechoose.lists.files import write
from wechoose.lists.signers import Signer
from wechoose.seals.manifest import (
    MANIFEST,
    README,
    SIGNATURE,
    Counted,
    make_manifest,
    sign,
    signature_file,
)
from wechoose.seals.readme import make_readme
from wechoose.seals.seal_key import SealKey

Files = dict[str, bytes]

PEOPLE = ("María Nguyễn", '=HYPERLINK("http://x")', "Tom & <Ann> _x0041_ &amp;", "公立 學校", 'O\'Neil, "Bo"')


def signers(names: tuple[str, ...] = PEOPLE) -> list[Signer]:
    return [Signer(name, "Newark", "NJ", "07102", date(2026, 11, 1)) for name in names]


def a_list(form: str, rows: list[Signer]) -> bytes:
    async def batches() -> AsyncGenerator[list[Signer], None]:
        yield rows

    async def whole() -> bytes:
        return b"".join([piece async for piece in write(form, batches())])

    return asyncio.run(whole())


def a_packet(rows: list[Signer] | None = None, key: SealKey | None = None, **changes: object) -> Files:
    """The files of a packet by their names."""
    rows, key = signers() if rows is None else rows, key or a_key()
    files = {"letter.pdf": b"%PDF-1.7 " + repr(rows).encode()}
    files |= {f"signers.{form}": a_list(form, rows) for form in ("csv", "xlsx")}
    return seal(files, len(rows), key, **changes)


def seal(files: Mapping[str, bytes], rows: int, key: SealKey, **changes: object) -> Files:
    demand = Counted(
        slug="community-schools", title="Community schools", nation=9, constituency=7, standing=6, listed=rows
    )
    said = facts(
        rows=rows,
        demands=[demand],
        files=[file_of(name, data, rows) for name, data in files.items()],
        **changes,
    )
    readme = make_readme(said, key)
    said = msgspec.structs.replace(said, files=[*said.files, file_of(README, readme)])
    manifest = make_manifest(said, key)
    return {**files, README: readme, MANIFEST: manifest, SIGNATURE: signature_file(sign(key, manifest))}


def as_zip(path: Path, files: Mapping[str, bytes]) -> Path:
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def as_folder(path: Path, files: Mapping[str, bytes]) -> Path:
    for name, data in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(data)
    return path
