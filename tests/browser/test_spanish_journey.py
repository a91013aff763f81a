"""From the home page to a pledge and one's own page in Spanish, on a phone, with and without scripts."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.english import english_left
from tests.browser.gallery import open_captured
from tests.browser.steps import Supporter, field, heading, press, somebody, type_in
from tests.browser.watching import Device

DEMAND = "elected-school-boards"
PHONE = {"locale": "es-US", "viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
WRONG = "Este correo electrónico no puede ser correcto. Revisa si hay algún error, como un espacio o si falta la @."


@pytest.mark.parametrize("scripts", [True, False])
def test_somebody_who_reads_spanish_signs_pledges_and_finds_their_page(
    demo_device: Device, scripts: bool
) -> None:
    page, person = demo_device(java_script_enabled=scripts, **PHONE), somebody(given_name="Marisol")
    page.goto("/")
    _assert_spanish(page)
    page.get_by_role("link", name="Elige una petición y firma").tap()
    page.get_by_role("link", name="Una junta escolar electa para cada comunidad").tap()
    expect(heading(page)).to_have_text("Una junta escolar electa para cada comunidad")
    _assert_spanish(page)

    _sign_with_a_mistake(page, person)
    expect(page.get_by_role("alert")).to_be_focused()
    _assert_spanish(page)
    page.get_by_role("alert").get_by_role("link", name=WRONG).tap()
    expect(field(page, "E-mail")).to_be_focused()
    field(page, "E-mail").fill(person.email)
    press(page, "Sign")
    expect(heading(page)).to_have_text("Revisa tu correo")
    _assert_spanish(page)

    letter = open_captured(page, person)
    _assert_spanish(page)
    mine = page.locator(".mail-text a[href*='/mine/']").get_attribute("href") or ""
    page.goto(f"{letter}/html")
    expect(page.get_by_role("link", name="Confirmar mi firma")).to_have_attribute(
        "href", re.compile("lang=es")
    )
    _assert_spanish(page)
    page.goto(letter)
    page.locator(".mail-text a[href*='/confirmations/']").tap()
    expect(heading(page)).to_have_text("Marisol, ¿contamos tu firma?")
    _assert_spanish(page)
    press(page, "Yes, count my signature")
    expect(heading(page)).to_have_text("Gracias. Tu firma cuenta.")
    _assert_spanish(page)

    page.get_by_role("link", name="Comprometerme a actuar, sin volver a escribir").tap()
    page.get_by_label("Hablar en una asamblea pública").check()
    _assert_spanish(page)
    press(page, "Pledge")
    expect(heading(page)).to_have_text("Gracias. Tu compromiso cuenta.")
    _assert_spanish(page)

    page.goto(mine)
    expect(heading(page)).to_have_text("Hola, Marisol")
    expect(page.get_by_role("listitem").filter(has_text="Hablar en una asamblea pública")).not_to_have_count(
        0
    )
    _assert_spanish(page)


def test_a_letter_in_spanish_leads_to_pages_in_spanish_on_any_device(demo_device: Device) -> None:
    page, person = demo_device(**PHONE), somebody()
    page.goto(f"/demands/{DEMAND}")
    type_in(page, person)
    press(page, "Sign")
    expect(heading(page)).to_have_text("Revisa tu correo")
    letter = open_captured(page, person)
    library = demo_device(locale="en-US")
    library.goto(letter)
    links = library.locator(".mail-text a")
    assert links.count() > 3
    addresses = [link.get_attribute("href") or "" for link in links.all()]
    # The sentence that tells what this site is names it alone.
    assert {address for address in addresses if "lang=es" not in address} <= {
        library.url.partition("/dev")[0]
    }
    library.locator(".mail-text a[href*='/confirmations/']").click()
    press(library, "Yes, count my signature")
    expect(heading(library)).to_have_text("Gracias. Tu firma cuenta.")
    library.get_by_role("link", name="Peticiones", exact=True).click()
    _assert_spanish(library)
    library.get_by_role("link", name="English").click()
    expect(library.locator("html")).to_have_attribute("lang", "en")


def test_the_widget_says_in_spanish_what_is_wrong_and_leads_there(demo_device: Device) -> None:
    page = demo_device(**PHONE)
    page.goto(f"/embed/{DEMAND}?partner=j4j")
    press(page, "Sign")
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary.get_by_role("heading")).to_have_text("4 cosas por corregir")
    for label in ("First name", "Last name", "E-mail", "ZIP code"):
        wrong = field(page, label)
        said = page.locator(f"#{wrong.get_attribute('name')}-error").text_content() or ""
        summary.get_by_role("link", name=said.removeprefix("Error: "), exact=True).tap()
        expect(wrong).to_be_focused()
    _assert_spanish(page)


def _sign_with_a_mistake(page: Page, person: Supporter) -> None:
    page.get_by_role("link", name="Firmar esta petición").tap()
    type_in(page, person)
    field(page, "E-mail").fill("marisol en example.org")
    press(page, "Sign")


def _assert_spanish(page: Page) -> None:
    expect(page.locator("html")).to_have_attribute("lang", "es")
    assert english_left(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
