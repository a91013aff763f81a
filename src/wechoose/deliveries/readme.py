"""The readme of a packet: what its files are, how to check them, and what that proves and what not."""

from contextvars import copy_context

from wechoose.base.templates import render
from wechoose.base.words import _, speak_as
from wechoose.deliveries.manifest import Manifest
from wechoose.deliveries.seal_key import SealKey


def make_readme(facts: Manifest, key: SealKey) -> bytes:
    """In the delivery's language, with ends of lines that every editor knows."""
    text = copy_context().run(_render, facts, key.fingerprint)
    return text.strip().replace("\n", "\r\n").encode() + b"\r\n"


def _render(facts: Manifest, fingerprint: str) -> str:
    speak_as(facts.language)
    return render("deliveries/readme.txt", facts=facts, fingerprint=fingerprint, described=described)


def described(name: str) -> str:
    """What a file of a packet is, by the end of its name."""
    words = {
        "pdf": _("The letter and the list of names, to read and to print."),
        "csv": _("The list of names for any spreadsheet or program: name, city, state, ZIP code, date."),
        "xlsx": _("The same list as an Excel workbook."),
    }
    return words.get(name.rpartition(".")[2], _("What you are reading."))
