"""Capture: without a mail server letters are files that only their owner can read."""

import stat
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from wechoose.base.refusals import NotFound
from wechoose.mail.capture import CaptureFolder, find, newest
from wechoose.mail.carriers import Away

FIRST = UUID("019a0000-0000-7000-8000-000000000001")
SECOND = UUID("019a0000-0001-7000-8000-000000000001")


def letter(subject: str) -> bytes:
    return f"To: ada@example.org\r\nSubject: {subject}\r\nDate: x\r\n\r\nHello\r\n".encode()


@pytest.fixture
def folder(tmp_path: Path, anyio_backend: str) -> Path:
    return tmp_path / "mail"


async def test_a_letter_is_a_file_for_its_owner_alone(folder: Path) -> None:
    await CaptureFolder(folder).carry(FIRST, "ada@example.org", letter("One"))
    [file] = folder.iterdir()
    assert (file.name, file.read_bytes()) == (f"{FIRST}.eml", letter("One"))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


async def test_the_same_letter_again_is_the_same_file(folder: Path) -> None:
    for _ in range(2):
        await CaptureFolder(folder).carry(FIRST, "ada@example.org", letter("One"))
    assert [captured.subject for captured in newest(folder)] == ["One"]


async def test_the_newest_letter_comes_first(folder: Path) -> None:
    await CaptureFolder(folder).carry(SECOND, "ada@example.org", letter("Two"))
    await CaptureFolder(folder).carry(FIRST, "ada@example.org", letter("One"))
    assert [captured.subject for captured in newest(folder)] == ["Two", "One"]
    assert find(folder, str(FIRST)).text == "Hello\r\n"


def test_without_any_letter_there_is_an_empty_list(folder: Path) -> None:
    assert newest(folder) == []


@pytest.mark.parametrize(
    "name", ["", "..", "../secret_keys", f"{FIRST}/../x", f"{FIRST}.eml", "%2e%2e", str(uuid4())]
)
def test_only_letters_that_are_there_are_found(folder: Path, name: str) -> None:
    folder.mkdir()
    (folder.parent / "secret_keys").write_text("secret")
    with pytest.raises(NotFound):
        find(folder, name)


async def test_a_folder_that_can_not_be_written_is_as_a_server_that_is_away(folder: Path) -> None:
    folder.write_text("a file stands where the folder should be")
    with pytest.raises(Away) as away:
        await CaptureFolder(folder).carry(FIRST, "ada@example.org", letter("One"))
    assert away.value.said == "FileExistsError"
