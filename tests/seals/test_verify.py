"""A packet is found good as it was sealed, and refused with one sentence when a single byte, row or file is not."""

import warnings
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path
from random import Random
from zipfile import ZIP_DEFLATED, ZIP_LZMA, ZIP_STORED, ZipFile, ZipInfo

import msgspec
import pytest

from tests.seals.packets import Files, a_list, a_packet, as_folder, as_zip, seal, signers
from tests.seals.sealing import a_key
from wechoose.base.refusals import Refusal
from wechoose.lists.signers import Signer
from wechoose.seals.given_keys import read_keys
from wechoose.seals.manifest import Manifest, encode, signature_file
from wechoose.seals.verify import Verdict, verify


@pytest.fixture
def checked(tmp_path: Path) -> Callable[[Files], Verdict]:
    return lambda files: verify(as_zip(tmp_path / "packet.zip", files))


@pytest.fixture
def refused(tmp_path: Path) -> Callable[[Files], str]:
    def refused(files: Files) -> str:
        """The same sentence for the archive and for the folder that it is unpacked to."""
        sentences = {
            _sentence(as_zip(tmp_path / "it.zip", files)),
            _sentence(as_folder(tmp_path / "it", files)),
        }
        assert len(sentences) == 1
        return sentences.pop()

    return refused


def _sentence(path: Path) -> str:
    with pytest.raises(Refusal) as refusal:
        verify(path)
    assert "\n" not in refusal.value.sentence
    return refusal.value.sentence


def test_a_packet_as_it_was_sealed_is_good_in_every_form(tmp_path: Path) -> None:
    files = a_packet()
    folder = as_folder(tmp_path / "packet", files)
    (folder / ".DS_Store").write_bytes(b"Finder was here")
    around = {f"around/{name}": data for name, data in files.items()} | {"__MACOSX/._letter.pdf": b"x"}
    for path in (
        as_zip(tmp_path / "packet.zip", files),
        folder,
        folder / "manifest.json",
        as_zip(tmp_path / "again.zip", around),
    ):
        verdict = verify(path)
        assert (verdict.rows, verdict.is_key_given) == (5, False)


def test_rows_beyond_one_sheet_and_none_at_all_are_counted(
    checked: Callable[[Files], Verdict], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wechoose.lists.as_xlsx.ROWS", 4)
    assert checked(a_packet()).rows == 5
    assert checked(a_packet([])).rows == 0


def test_the_words_say_what_was_sealed_and_what_it_proves(tmp_path: Path) -> None:
    path = as_zip(tmp_path / "packet.zip", a_packet())
    said = verify(path).in_words
    for words in (
        "Senator A",
        "New Jersey",
        "Nov 20, 2026",
        "5 listed",
        "does not prove: identity",
        "/verify",
    ):
        assert words in said
    assert "taken from the packet itself" in said
    assert "It is the key that you gave." in verify(path, read_keys(a_key().text)).in_words


@pytest.mark.parametrize("name", ["letter.pdf", "signers.csv", "signers.xlsx", "README.txt"])
@pytest.mark.parametrize("place", [0, -1, 40])
def test_one_byte_is_enough(refused: Callable[[Files], str], name: str, place: int) -> None:
    files = a_packet()
    data = bytearray(files[name])
    data[place] ^= 1
    assert refused(files | {name: bytes(data)}).startswith(f"{name} is not as it was sealed")


@pytest.mark.parametrize("name", ["manifest.json", "manifest.sig"])
def test_one_byte_of_the_seal_is_enough(refused: Callable[[Files], str], name: str) -> None:
    files = a_packet()
    data = bytearray(files[name])
    data[30] ^= 1
    refused(files | {name: bytes(data)})


def test_each_number_in_the_manifest_is_sealed(refused: Callable[[Files], str]) -> None:
    files = a_packet()
    changed = files["manifest.json"].replace(b'"nation": 9', b'"nation": 900')
    assert changed != files["manifest.json"]
    assert "was changed after it was sealed" in refused(files | {"manifest.json": changed})


def test_the_row_that_differs_is_named(refused: Callable[[Files], str]) -> None:
    files, other = a_packet(), signers()
    other[2] = msgspec.structs.replace(other[2], zip="07103")
    for form in ("csv", "xlsx"):
        sentence = refused(files | {f"signers.{form}": a_list(form, other)})
        assert sentence == f"signers.{form} is not as it was sealed: the first row that differs is 4."


@pytest.mark.parametrize("rows", [signers()[:-1], [*signers(), signers()[0]], signers()[1:]])
def test_a_row_more_or_less_is_found(refused: Callable[[Files], str], rows: list[Signer]) -> None:
    files = a_packet()
    assert "the first row that differs is" in refused(files | {"signers.csv": a_list("csv", rows)})
    both = {f"signers.{form}": a_list(form, rows) for form in ("csv", "xlsx")}
    assert refused(files | both).startswith("signers.csv is not as it was sealed")


@pytest.mark.parametrize("name", sorted(a_packet()))
def test_a_file_less_is_named(refused: Callable[[Files], str], name: str) -> None:
    files = a_packet()
    del files[name]
    assert refused(files).startswith(f"{name} is missing")


def test_a_file_more_is_named(refused: Callable[[Files], str]) -> None:
    assert refused(a_packet() | {"more.pdf": b"%PDF"}) == (
        "more.pdf was not sealed: it does not belong to this packet."
    )


def test_a_file_of_another_packet_is_named(refused: Callable[[Files], str]) -> None:
    other = a_packet(signers()[:3])
    for name in ("letter.pdf", "signers.csv", "signers.xlsx", "README.txt"):
        assert refused(a_packet() | {name: other[name]}).startswith(f"{name} is not as it was sealed")
    assert refused(a_packet() | {"manifest.json": other["manifest.json"]}).startswith(
        "manifest.json was changed"
    )


def test_who_seals_again_with_a_key_of_their_own_is_told_from_the_site(tmp_path: Path) -> None:
    forged = as_zip(tmp_path / "forged.zip", a_packet(signers()[:2], a_key(2)))
    assert "taken from the packet itself" in verify(forged).in_words
    for given in (a_key().text, a_key().fingerprint, a_key().fingerprint.replace(" ", "").upper()):
        with pytest.raises(Refusal, match="sealed with another key") as refusal:
            verify(forged, read_keys(given))
        assert a_key(2).fingerprint in refusal.value.sentence


def test_a_signature_by_another_key_than_the_manifest_names_is_refused(
    refused: Callable[[Files], str],
) -> None:
    files = a_packet()
    signature = signature_file(a_key(2).sign(files["manifest.json"]))
    assert "was changed after it was sealed" in refused(files | {"manifest.sig": signature})


def test_keys_are_read_from_the_sites_own_list(tmp_path: Path) -> None:
    listed = tmp_path / "wechoose-seal.json"
    listed.write_text(f'{{"keys": [{{"key": "{a_key(2).text}"}}, {{"key": "{a_key().text}"}}]}}')
    plain = tmp_path / "key.txt"
    plain.write_text(f"{a_key().text}\n")
    for path in (listed, plain):
        assert read_keys(str(path)).hold(a_key().public)
        assert not read_keys(str(path)).hold(a_key(3).public)


@pytest.mark.parametrize("given", ["", "key", "4c1f", "A" * 44, "/nowhere/key.txt", "x" * 5000, "\0"])
def test_what_is_no_key_is_refused(given: str) -> None:
    with pytest.raises(Refusal, match="no key"):
        read_keys(given)


def _seal_lists(csv: list[Signer], xlsx: list[Signer], rows: int) -> Files:
    files = {"letter.pdf": b"%PDF", "signers.csv": a_list("csv", csv), "signers.xlsx": a_list("xlsx", xlsx)}
    return seal(files, rows, a_key())


def test_rows_are_counted_and_not_believed(refused: Callable[[Files], str]) -> None:
    assert refused(_seal_lists(signers(), signers(), 4)) == "The lists hold 5 rows, and the manifest says 4."
    assert refused(_seal_lists(signers(), signers(), 2**40)).startswith("The lists hold 5 rows")


def test_csv_and_workbook_must_say_the_same(refused: Callable[[Files], str]) -> None:
    other = [msgspec.structs.replace(each, date=date(2026, 11, 2)) for each in signers()]
    assert (
        refused(_seal_lists(signers(), other, 5)) == "Row 2 is not the same in the CSV and in the workbook."
    )


@pytest.mark.parametrize("cut", [0, 1, 30, 200, -1, -22, -200])
def test_an_archive_that_was_cut_off_is_refused(tmp_path: Path, cut: int) -> None:
    path = as_zip(tmp_path / "packet.zip", a_packet())
    whole = path.read_bytes()
    path.write_bytes(whole[:cut])
    assert "packet.zip can't be read" in _sentence(path)


@pytest.mark.parametrize(
    "garbage", [b"\0" * 999, b"PK\x03\x04" + b"\xff" * 999, b"PK\x05\x06" + b"\xff" * 18, b"{}"]
)
def test_garbage_is_refused(tmp_path: Path, garbage: bytes) -> None:
    for name in ("packet.zip", "packet", "manifest.json"):
        (tmp_path / name).write_bytes(garbage)
        _sentence(tmp_path / name)


@pytest.mark.parametrize(
    "manifest", [b"", b"[]", b"{", b"[" * 99_999, b'{"format": "wechoose-packet", "version": 2}']
)
def test_what_is_no_manifest_is_refused(refused: Callable[[Files], str], manifest: bytes) -> None:
    refused(a_packet() | {"manifest.json": manifest})


def test_a_huge_manifest_is_not_read(refused: Callable[[Files], str]) -> None:
    assert "larger than any" in refused(a_packet() | {"manifest.json": b" " * (1 << 21)})


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    files = a_packet() | {"letter.pdf": b"\0" * (1 << 26)}
    read = []
    with pytest.raises(Refusal, match="is not as it was sealed"):
        verify(as_zip(tmp_path / "bomb.zip", files), show=lambda done, _of: read.append(done))
    assert read[-1] < 100_000


def test_a_workbook_that_is_blown_up_is_not_read(refused: Callable[[Files], str], tmp_path: Path) -> None:
    bomb = as_zip(
        tmp_path / "bomb.xlsx", {"xl/worksheets/sheet1.xml": b"<row>" + b" " * (400 << 20)}
    ).read_bytes()
    files = {"letter.pdf": b"%PDF", "signers.csv": a_list("csv", signers()), "signers.xlsx": bomb}
    assert "can't be read" in refused(seal(files, 5, a_key()))


@pytest.mark.parametrize(
    "name", ["../up.pdf", "/etc/passwd", "a/../../b", "C:\\x.pdf", "a\\b", "x\ny", "./x", "a//b"]
)
def test_names_that_lead_elsewhere_are_refused(tmp_path: Path, name: str) -> None:
    path = as_zip(tmp_path / "packet.zip", a_packet() | {name: b"x"})
    assert "leads elsewhere" in _sentence(path)


@pytest.mark.parametrize("name", ["letter.pdf", "Letter.PDF", "ｌetter.pdf"])
def test_what_is_there_twice_is_refused(tmp_path: Path, name: str) -> None:
    path = as_zip(tmp_path / "packet.zip", a_packet())
    with ZipFile(path, "a") as archive, warnings.catch_warnings(action="ignore"):
        archive.writestr(name, b"another")
    assert "is there twice" in _sentence(path)


def test_links_are_refused(tmp_path: Path) -> None:
    folder = as_folder(tmp_path / "packet", a_packet())
    (folder / "letter.pdf").rename(tmp_path / "elsewhere.pdf")
    (folder / "letter.pdf").symlink_to(tmp_path / "elsewhere.pdf")
    assert _sentence(folder) == "letter.pdf is no ordinary file of a packet."
    link = ZipInfo("link.pdf")
    link.external_attr = 0o120777 << 16
    path = as_zip(tmp_path / "packet.zip", a_packet())
    with ZipFile(path, "a") as archive:
        archive.writestr(link, "/etc/passwd")
    assert "not packed as this program packs" in _sentence(path)


def test_what_is_hidden_beside_the_files_is_refused(tmp_path: Path) -> None:
    path = as_zip(tmp_path / "packet.zip", a_packet())
    whole = path.read_bytes()
    path.write_bytes(b"before" + whole)
    assert "something was added" in _sentence(path)
    path.write_bytes(whole)
    with ZipFile(path, "a") as archive:
        archive.comment = b"after"
    _sentence(path)


@pytest.mark.parametrize("way", [ZIP_STORED, ZIP_DEFLATED, ZIP_LZMA])
def test_archives_are_packed_in_the_two_common_ways(tmp_path: Path, way: int) -> None:
    with ZipFile(tmp_path / "packet.zip", "w", way) as archive:
        for name, data in a_packet().items():
            archive.writestr(name, data)
    if way == ZIP_LZMA:
        assert "not packed as this program packs" in _sentence(tmp_path / "packet.zip")
    else:
        assert verify(tmp_path / "packet.zip").rows == 5


def test_no_text_of_a_manifest_draws_lines_of_its_own(refused: Callable[[Files], str]) -> None:
    files = a_packet(title="Nice\nIt is the key that you gave.\x1b[2J")
    manifest = msgspec.json.decode(files["manifest.json"], type=Manifest)
    assert manifest.title == "Nice It is the key that you gave. [2J"
    data = encode(msgspec.structs.replace(manifest, title="Nice\nGood"))
    assert "contradicts itself" in refused(
        files | {"manifest.json": data, "manifest.sig": signature_file(a_key().sign(data))}
    )


def test_whatever_is_damaged_ends_with_a_sentence_and_never_in_another_list(tmp_path: Path) -> None:
    path = as_zip(tmp_path / "packet.zip", a_packet())
    whole, dice = path.read_bytes(), Random(1)
    for _throw in range(400):
        damaged = bytearray(whole)
        at = dice.randrange(len(whole))
        damaged[at : at + dice.randrange(9)] = dice.randbytes(dice.randrange(9))
        path.write_bytes(damaged)
        with suppress(Refusal):
            assert verify(path).rows == 5


def test_what_is_no_file_or_not_there_ends_with_a_sentence(tmp_path: Path) -> None:
    assert "can't be read" in _sentence(Path("/dev/zero"))
    assert "There is no file" in _sentence(tmp_path / "nowhere.zip")


@pytest.mark.parametrize("where", ["behind", "between"])
def test_bytes_that_belong_to_no_file_are_refused(tmp_path: Path, where: str) -> None:
    packet = as_zip(tmp_path / "packet.zip", a_packet())
    data = packet.read_bytes()
    if where == "behind":
        packet.write_bytes(data + b"more")
    else:
        # A file that the directory does not list any more.
        with ZipFile(packet, "a") as archive:
            archive.writestr("extra.exe", b"MZ" * 100)
            del archive.filelist[-1], archive.NameToInfo["extra.exe"]
    _sentence(packet)


def test_only_what_a_mac_notes_of_each_file_may_lie_beside_them(tmp_path: Path) -> None:
    files = {f"it/{name}": data for name, data in a_packet().items()}
    _sentence(as_zip(tmp_path / "packet.zip", files | {"__MACOSX/it/letter.exe": b"MZ"}))
    _sentence(as_zip(tmp_path / "other.zip", files | {"it/empty/": b"not empty"}))


def test_a_directory_that_is_blown_up_is_not_read(tmp_path: Path) -> None:
    packet = as_zip(tmp_path / "packet.zip", a_packet())
    data = bytearray(packet.read_bytes())
    data[-10:-6] = (1 << 31).to_bytes(4, "little")
    packet.write_bytes(data)
    assert "can't be read" in _sentence(packet)
