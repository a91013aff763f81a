"""Packed: what came from somebody, an archive or a folder, read without trusting anything in it."""

import stat
import unicodedata
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

import msgspec

from wechoose.base.refusals import Refusal
from wechoose.base.words import _
from wechoose.seals.gaps import check_directory, has_gaps

MOST_PARTS = 50_000
# In the directory of an archive, with its name and what some programs add.
LONGEST_ENTRY = 400
ENCRYPTED = 0x1
# What computers leave in the folders that they show, and in the archives that they make of them.
LITTER = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
LITTER_FOLDER = "__MACOSX/"

BROKEN = (
    BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OSError,
    OverflowError,
)


class Part(msgspec.Struct, frozen=True):
    """A file that came, by its path with slashes; `size` is what is said of it, which may be a lie."""

    name: str
    size: int
    open: Callable[[], IO[bytes]]


Parts = dict[str, Part]


@contextmanager
def parts_of(path: Path) -> Iterator[Parts]:
    """What is in an archive or a folder, or in the folder of a manifest; raises Refusal for what can't be read."""
    if not path.exists():
        raise Refusal(_("There is no file %(file)s here.") % {"file": shown(path.name)})
    if path.is_dir() or path.suffix == ".json":
        with reading(path.name):
            parts = _in_folder(path if path.is_dir() else path.parent)
        yield parts
        return
    with reading(path.name):
        if not path.is_file():
            # A device would be read without an end.
            raise BadZipFile("no ordinary file")
        check_directory(path, MOST_PARTS * LONGEST_ENTRY)
        archive = ZipFile(path)
    with archive:
        yield _in_archive(archive, path.name)


@contextmanager
def reading(name: str) -> Iterator[None]:
    """What reads a broken file raises many things; they all come to one sentence."""
    try:
        yield
    except BROKEN as error:
        sentence = _("%(file)s can't be read: it is damaged, cut off, or something else than its name says.")
        raise Refusal(sentence % {"file": shown(name)}) from error


def shown(name: str) -> str:
    """A name from outside, fit for a sentence on a terminal."""
    plain = "".join(character if character.isprintable() else "?" for character in name)
    return plain if len(plain) <= 100 else f"{plain[:99]}…"


def _in_archive(archive: ZipFile, name: str) -> Parts:
    infos = [info for info in archive.infolist() if not _is_litter(info)]
    if len(infos) > MOST_PARTS:
        raise Refusal(_("%(file)s holds more files than any delivery.") % {"file": shown(name)})
    if has_gaps(archive, archive.infolist()):
        raise Refusal(
            _("%(file)s holds more than its files: something was added to it.") % {"file": shown(name)}
        )
    for info in infos:
        _check(info)
    return _by_name(Part(info.filename, info.file_size, partial(archive.open, info)) for info in infos)


def _is_litter(info: ZipInfo) -> bool:
    """A folder by itself, and what a Mac notes beside each file."""
    if info.is_dir():
        return not info.file_size
    return info.filename.startswith(LITTER_FOLDER) and info.filename.rpartition("/")[2].startswith("._")


def _check(info: ZipInfo) -> None:
    is_link = stat.S_ISLNK(info.external_attr >> 16)
    is_odd = info.flag_bits & ENCRYPTED or info.compress_type not in (ZIP_STORED, ZIP_DEFLATED)
    if is_link or is_odd or info.orig_filename != info.filename:
        raise Refusal(
            _("%(file)s is not packed as this program packs.") % {"file": shown(info.orig_filename)}
        )


def _in_folder(folder: Path) -> Parts:
    return _by_name(
        Part(path.relative_to(folder).as_posix(), path.stat().st_size, partial(path.open, "rb"))
        for path in _files_in(folder)
    )


def _files_in(folder: Path) -> Iterator[Path]:
    """Those that are not litter; a link or a pipe is no file of a packet."""
    for number, path in enumerate(sorted(folder.rglob("*"))):
        mode = path.lstat().st_mode
        if number > MOST_PARTS or not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
            raise Refusal(_("%(file)s is no ordinary file of a packet.") % {"file": shown(path.name)})
        if stat.S_ISREG(mode) and path.name not in LITTER:
            yield path


def _by_name(came: Iterable[Part]) -> Parts:
    """Names that lead out of the folder, or that some computers take for the same, are nobody's mistake."""
    parts: Parts = {}
    seen = set[str]()
    for part in came:
        odd = not part.name.isprintable() or "\\" in part.name or ":" in part.name
        if odd or {"", ".", ".."} & set(part.name.split("/")):
            raise Refusal(_("The name %(file)s leads elsewhere.") % {"file": shown(part.name)})
        folded = unicodedata.normalize("NFKC", part.name).casefold()
        if folded in seen:
            raise Refusal(_("%(file)s is there twice.") % {"file": shown(part.name)})
        seen.add(folded)
        parts[part.name] = part
    return parts
