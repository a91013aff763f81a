"""The readme of a packet: what its files are, how to check them, and what that proves and what not."""

from wechoose.base.templates import render
from wechoose.base.words import _, speaking
from wechoose.seals.manifest import Manifest
from wechoose.seals.seal_key import SealKey


def make_readme(facts: Manifest, key: SealKey) -> bytes:
    """In the delivery's language, with ends of lines that every editor knows."""
    with speaking(facts.language):
        text = render("seals/readme.txt", facts=facts, fingerprint=key.fingerprint, described=described)
    return text.strip().replace("\n", "\r\n").encode() + b"\r\n"


def described(name: str) -> str:
    """What a file of a packet is, by the end of its name."""
    words = {
        "pdf": _("The letter and the list of names, to read and to print."),
        "csv": _("The list of names for any spreadsheet or program: name, city, state, ZIP code, date."),
        "xlsx": _("The same list as an Excel workbook."),
    }
    return words.get(name.rpartition(".")[2], _("What you are reading."))
