"""Wording: what the fields of an official are called at the desk."""

from wechoose.base.words import _


def field_words() -> dict[str, str]:
    return {
        "kind": _("Office"),
        "state": _("State"),
        "district": _("District"),
        "name": _("Name"),
        "family_name": _("Family name"),
        "title": _("Title"),
        "party": _("Party"),
        "place": _("City, agency or school district"),
        "address": _("Postal address"),
        "email": _("E-mail"),
        "phone": _("Phone"),
        "website": _("Website"),
        "contact_form": _("Contact form"),
        "term_end": _("Term ends"),
        "salutation": _("Salutation in English"),
        "salutation_es": _("Salutation in Spanish"),
        "member": _("Education committee"),
        "committees": _("Committees"),
        "zips": _("ZIP codes"),
    }
