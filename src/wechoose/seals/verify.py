"""Verify: a receiver's check of a packet or a whole delivery, which needs no network, no database, no settings."""

from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from wechoose.base.refusals import Refusal
from wechoose.base.templates import render
from wechoose.base.words import _
from wechoose.seals.comparing import Add, check_files
from wechoose.seals.given_keys import GivenKeys
from wechoose.seals.manifest import MANIFEST, Manifest
from wechoose.seals.packed import Parts, parts_of, shown
from wechoose.seals.unsealing import check_signed, read_manifest, read_small
from wechoose.seals.whole import INDEX, INDEX_SIGNATURE, Entry, check_index

Show = Callable[[int, int], None]


class Verdict(msgspec.Struct, frozen=True):
    """What was found good. Without a given key, the key is the packet's own and proves nothing by itself."""

    name: str
    manifests: Sequence[Manifest]
    is_key_given: bool

    @property
    def keys(self) -> dict[str, str]:
        """Fingerprints and keys."""
        return {each.fingerprint: each.key for each in self.manifests}

    @property
    def rows(self) -> int:
        return sum(each.rows for each in self.manifests)

    @property
    def in_words(self) -> str:
        return render("seals/verdict.txt", verdict=self, first=self.manifests[0]).strip()


def verify(path: Path, given: GivenKeys | None = None, show: Show = lambda _done, _of: None) -> Verdict:
    """Raises Refusal, with one sentence that names the file or row that is not as it was sealed."""
    with parts_of(path) as came:
        parts = _without_folder_around(came)
        size, read = sum(part.size for part in parts.values()), 0

        def add(more: int) -> None:
            nonlocal read
            read += more
            show(read, size)

        packets = _packets(parts)
        entries = [_check_packet(folder, packet, given, add) for folder, packet in packets.items()]
        if "" not in packets:
            _check_whole(parts, entries, given)
    return Verdict(shown(path.name), [entry.manifest for entry in entries], given is not None)


def _check_packet(folder: str, packet: Parts, given: GivenKeys | None, add: Add) -> Entry:
    try:
        manifest, data = read_manifest(packet, given)
        check_files(packet, manifest, add)
    except Refusal as refusal:
        raise Refusal(f"{shown(folder)}: {refusal.sentence}" if folder else refusal.sentence) from refusal
    return Entry(folder, manifest, data)


def _check_whole(parts: Parts, entries: Sequence[Entry], given: GivenKeys | None) -> None:
    """The packets, each good by itself, are also those of one delivery, and all of them."""
    index, signature = read_small(parts, INDEX), read_small(parts, INDEX_SIGNATURE)
    last = entries[-1].manifest
    check_signed(index, signature, INDEX, last.key, given)
    check_index(index, entries)
    if len({entry.manifest.delivery for entry in entries}) > 1:
        raise Refusal(_("These packets are of several deliveries."))


def _packets(parts: Parts) -> dict[str, Parts]:
    """By their folders, which have a manifest each; one packet alone may stand in no folder."""
    folders = sorted(name.rpartition("/")[0] for name in parts if name.rpartition("/")[2] == MANIFEST)
    if not folders or "" in folders:
        return {"": parts}
    packets: dict[str, Parts] = {folder: {} for folder in folders}
    for name, part in parts.items():
        folder, _slash, inner = name.rpartition("/")
        if folder in packets:
            packets[folder][inner] = part
        elif name not in (INDEX, INDEX_SIGNATURE):
            raise Refusal(_("%(file)s was not sealed: it does not belong here.") % {"file": shown(name)})
    return packets


def _without_folder_around(parts: Parts) -> Parts:
    """Whoever packs a folder anew puts it around everything."""
    around = {name.partition("/")[0] for name in parts if "/" in name}
    if len(around) != 1 or any("/" not in name for name in parts):
        return parts
    return {name.partition("/")[2]: part for name, part in parts.items()}
