"""Capture: without a mail server letters are kept as files in the data folder, for their writer's eyes."""

import asyncio
import os
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from uuid import UUID

import msgspec

from wechoose.base.refusals import NotFound
from wechoose.mail.carriers import Away

MOST_LISTED = 200


class Captured(msgspec.Struct, frozen=True):
    name: str
    to: str
    subject: str
    date: str
    headers: list[tuple[str, str]]
    text: str
    html: str


def folder_in(data_dir: Path) -> Path:
    return data_dir / "mail"


class CaptureFolder:
    """A carrier (see there) into a folder; the same letter twice is one file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def carry(self, letter_id: UUID, recipient: str, message: bytes) -> None:
        try:
            await asyncio.to_thread(self._keep, str(letter_id), message)
        except OSError as error:
            raise Away(type(error).__name__) from None

    async def close(self) -> None:
        pass

    def _keep(self, name: str, message: bytes) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = self._folder / f".{name}"
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(message)
        draft.replace(self._folder / f"{name}.eml")


def newest(folder: Path) -> list[Captured]:
    """The letters written last; their names rise with time."""
    names = sorted((path.stem for path in folder.glob("*.eml")), reverse=True) if folder.is_dir() else []
    return [find(folder, name) for name in names[:MOST_LISTED]]


def find(folder: Path, name: str) -> Captured:
    """One captured letter; only names that are letter ids reach the disk."""
    try:
        path = folder / f"{UUID(name)}.eml"
        message = message_from_bytes(path.read_bytes(), policy=policy.default)
    except (ValueError, FileNotFoundError):
        raise NotFound from None
    return _read(path.stem, message)


def _read(name: str, message: EmailMessage) -> Captured:
    return Captured(
        name=name,
        to=str(message["To"]),
        subject=str(message["Subject"]),
        date=str(message["Date"]),
        headers=[(header, str(value)) for header, value in message.items()],
        text=_part(message, "plain"),
        html=_part(message, "html"),
    )


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return part.get_content() if part else ""
