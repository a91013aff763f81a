"""The whole: all packets of a delivery in one archive, a folder for each official, with an index that is sealed too."""

import csv
import io
from collections.abc import Iterable, Sequence

import msgspec

from wechoose.base.refusals import Refusal
from wechoose.base.words import _
from wechoose.lists.as_csv import BYTE_ORDER_MARK, cell
from wechoose.seals.manifest import Manifest, sha256_of
from wechoose.seals.packed import shown

INDEX, INDEX_SIGNATURE = "index.csv", "index.sig"
COLUMNS = ("folder", "official", "title", "constituency", "signatures", "manifest_sha256")


class Entry(msgspec.Struct, frozen=True):
    """A packet in its folder."""

    folder: str
    manifest: Manifest
    data: bytes

    @property
    def line(self) -> tuple[str, ...]:
        official = self.manifest.official
        return (
            self.folder,
            official.name,
            official.title,
            official.constituency,
            str(self.manifest.rows),
            sha256_of(self.data),
        )


def make_index(entries: Iterable[Entry]) -> bytes:
    lines = [COLUMNS, *(entry.line for entry in entries)]
    return BYTE_ORDER_MARK + "".join(",".join(map(cell, line)) + "\r\n" for line in lines).encode()


def check_index(index: bytes, entries: Sequence[Entry]) -> None:
    """That it tells of exactly these packets; raises Refusal, naming the one that is missing, or one too many."""
    told = _folders(index)
    came = {entry.folder for entry in entries}
    for folder in [*(each for each in told if each not in came), *sorted(came - set(told))]:
        if folder in came:
            raise Refusal(_("The packet %(folder)s is not in the index.") % {"folder": shown(folder)})
        raise Refusal(_("The packet %(folder)s is missing.") % {"folder": shown(folder)})
    by_folder = {entry.folder: entry for entry in entries}
    if make_index(by_folder[folder] for folder in told) != index:
        raise Refusal(_("%(file)s does not say what the packets say.") % {"file": INDEX})


def _folders(index: bytes) -> list[str]:
    try:
        lines = list(csv.reader(io.StringIO(index.decode("utf-8-sig"), newline=""), strict=True))
    except (csv.Error, UnicodeDecodeError):
        lines = []
    return [line[0] for line in lines[1:] if line]
