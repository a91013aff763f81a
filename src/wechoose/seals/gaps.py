"""Gaps: an archive holds the files that it lists and nothing before, between or behind them."""

from collections.abc import Sequence
from pathlib import Path
from typing import IO
from zipfile import BadZipFile, ZipFile, ZipInfo

# Sizes and marks of a ZIP's parts (APPNOTE 6.3).
END, END_MARK = 22, b"PK\x05\x06"
LOCATOR, LOCATOR_MARK = 20, b"PK\x06\x07"
LARGE_END = 56
LOCAL = 30
# What may follow a file's bytes: its check sum and sizes, with and without a mark, of four or eight bytes.
DESCRIPTORS = {0, 12, 16, 20, 24}


def check_directory(path: Path, most: int) -> None:
    """Before the directory is read whole: it ends the file, and is no larger than `most` bytes. Raises BadZipFile."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - END))
        end = file.read(END)
        if end[:4] != END_MARK or int.from_bytes(end[20:22], "little"):
            raise BadZipFile("something follows the directory, or there is none")
        told = max(int.from_bytes(end[12:16], "little") % 0xFFFFFFFF, _large(file, size))
    if told > most:
        raise BadZipFile("a directory that is blown up")


def _large(file: IO[bytes], size: int) -> int:
    """The size of the directory where it is told in eight bytes; else 0."""
    file.seek(max(0, size - END - LOCATOR))
    locator = file.read(LOCATOR)
    if locator[:4] != LOCATOR_MARK:
        return 0
    file.seek(int.from_bytes(locator[8:16], "little"))
    return int.from_bytes(file.read(LARGE_END)[40:48], "little")


def has_gaps(archive: ZipFile, infos: Sequence[ZipInfo]) -> bool:
    """Whether bytes lie in the archive that belong to none of its files."""
    assert archive.fp is not None
    place = 0
    for info in sorted(infos, key=lambda each: each.header_offset):
        if (place and info.header_offset - place not in DESCRIPTORS) or (not place and info.header_offset):
            return True
        archive.fp.seek(info.header_offset + LOCAL - 4)
        lengths = archive.fp.read(4)
        more = int.from_bytes(lengths[:2], "little") + int.from_bytes(lengths[2:], "little")
        place = info.header_offset + LOCAL + more + info.compress_size
    return archive.start_dir - place not in DESCRIPTORS
