"""Typed: a signature as it came in, from a form or as JSON, before anything is checked but its shape."""

from typing import Annotated, Any

import msgspec

from wechoose.base.refusals import Invalid, Malformed
from wechoose.base.words import _
from wechoose.web.forms import Form

LISTS = ("demands", "acts", "remind", "consent", "wordings")
FLAGS = ("news", "public", "initial")
# In a form a field for each act that asks for one: "detail-" and its code.
DETAIL = "detail-"
# So many organizations may ask on one page, each with a line that is sent along.
MOST = 100
LONGEST = 100


Texts = Annotated[tuple[str, ...], msgspec.Meta(max_length=MOST)]
Details = Annotated[dict[str, str | int], msgspec.Meta(max_length=MOST)]


class Typed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Field names as in the public contract; `wordings` are the consent lines that were shown, the newest if none is
    named."""

    given_name: str = ""
    family_name: str = ""
    email: str = ""
    zip: str = ""
    state: str = ""
    demands: Texts = ()
    acts: Texts = ()
    details: Details = {}
    remind: Texts = ()
    consent: Texts = ()
    wordings: Texts = ()
    news: bool = False
    public: bool = False
    initial: bool = False
    partner: str = ""
    source: str = ""
    friend: str = ""
    language: str = ""
    form_token: str = ""


FIELDS = Typed.__struct_fields__
TEXTS = tuple(name for name in FIELDS if name not in (*LISTS, *FLAGS, "details"))


def from_json(body: bytes) -> Typed:
    """Raises Malformed when it is no JSON object, Invalid with every field that is unknown or of the wrong type."""
    try:
        values = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Malformed(_("The body is not JSON in UTF-8.")) from None
    if not isinstance(values, dict):
        raise Malformed(_("The body must be a JSON object with the fields of a signature."))
    wrong = {
        _printable(name): sentence for name, value in values.items() if (sentence := _wrong(name, value))
    }
    if wrong:
        raise Invalid(wrong)
    return msgspec.convert({name: value for name, value in values.items() if value is not None}, Typed)


def from_form(form: Form) -> Typed:
    """A box that is not ticked is not sent. Raises Malformed for more of anything than a page of ours sends."""
    lists = {name: tuple(dict.fromkeys(form.all(name))) for name in LISTS}
    flags = {name: form[name] != "" for name in FLAGS}
    details = {name.removeprefix(DETAIL): form[name] for name in form.names(DETAIL) if form[name]}
    try:
        return msgspec.convert(
            {name: form[name] for name in TEXTS} | lists | flags | {"details": details}, Typed
        )
    except msgspec.ValidationError:
        raise Malformed(_("That form could not be read. Please load the page again and retype it.")) from None


def _printable(name: str) -> str:
    """JSON can spell half a character, which no answer can repeat."""
    return name[:LONGEST].encode("utf-8", "replace").decode()


def _wrong(name: str, value: Any) -> str | None:
    if name not in FIELDS:
        return _("There is no such field.")
    if value is None:
        return None
    if name in FLAGS:
        return None if isinstance(value, bool) else _("This must be true or false.")
    if name in LISTS:
        good = isinstance(value, list) and len(value) <= MOST and all(isinstance(item, str) for item in value)
        return None if good else _("This must be a list of texts.")
    if name == "details":
        return (
            None if _are_details(value) else _("This must be an object with a text or a number for each act.")
        )
    return None if isinstance(value, str) else _("This must be a text.")


def _are_details(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and len(value) <= MOST
        and all(isinstance(item, str | int) and not isinstance(item, bool) for item in value.values())
    )
