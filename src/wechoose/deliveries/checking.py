"""Checking what leaders type for letters: lines and texts that can be printed, with no field that nobody can fill."""

import re
import unicodedata
from collections.abc import Mapping

from wechoose.base.refusals import Invalid
from wechoose.base.words import _
from wechoose.deliveries.letters import FIELD, FIELDS, LetterText, fields_in

LANGUAGES = ("en", "es")
LONGEST_SUBJECT, LONGEST_BODY, LONGEST_CLOSING = 200, 8_000, 500

# Joiners that scripts are written with; all other format characters can only deceive.
JOINERS = "\u200c\u200d"


def check_text(typed: Mapping[str, str], wrong: dict[str, str]) -> LetterText:
    """The text as typed; what is wrong with it is added to `wrong`, a sentence for each field."""
    language = typed["language"]
    if language not in LANGUAGES:
        wrong["language"] = _("Choose English or Spanish.")
    nothing = _("Write what the letter is about.")
    return LetterText(
        language,
        _fillable("subject", check_line("subject", typed["subject"], LONGEST_SUBJECT, nothing, wrong), wrong),
        _fillable("body", _lines("body", typed["body"], LONGEST_BODY, _("Write the letter."), wrong), wrong),
        _fillable("closing", _lines("closing", typed["closing"], LONGEST_CLOSING, "", wrong), wrong),
    )


def typed_text(text: LetterText) -> dict[str, str]:
    """What a form holds before anything is changed."""
    return {"language": text.language, "subject": text.subject, "body": text.body, "closing": text.closing}


def check_line(field: str, text: str, longest: int, nothing: str, wrong: dict[str, str]) -> str:
    """Composed, in one line with single spaces; `nothing` is said where there is none."""
    return _lines(field, " ".join(text.split()), longest, nothing, wrong)


def _lines(field: str, text: str, longest: int, nothing: str, wrong: dict[str, str]) -> str:
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n")).strip()
    if not text and nothing:
        wrong[field] = nothing
    elif len(text) > longest:
        words = {"count": len(text), "most": longest}
        wrong[field] = _("That is %(count)s characters; there is room for %(most)s.") % words
    elif any(map(_is_hidden, text)):
        wrong[field] = _("There is a character in it that can't be shown. Type it anew instead of pasting.")
    return text


def _fillable(field: str, text: str, wrong: dict[str, str]) -> str:
    unknown = [name for name in dict.fromkeys(fields_in(text)) if name not in FIELDS]
    if unknown:
        words = {"field": "{" + unknown[0] + "}", "fields": " ".join("{" + name + "}" for name in FIELDS)}
        wrong.setdefault(field, _("There is no field %(field)s. These can be used: %(fields)s") % words)
    elif re.search(r"[{}]", FIELD.sub("", text)):
        wrong.setdefault(field, _("A brace stands alone: fields are written like {state}."))
    return text


def _is_hidden(character: str) -> bool:
    return unicodedata.category(character).startswith("C") and character not in JOINERS + "\n\t"


def raise_if(wrong: dict[str, str], order: tuple[str, ...]) -> None:
    """Raises Invalid with the sentences in the order of the form's fields."""
    if wrong:
        raise Invalid({field: wrong[field] for field in order if field in wrong} | wrong)
