"""Friends and names: a link that tells how many it brought; a name that is shown when asked and hidden when asked."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.steps import Supporter, confirm, heading, press, somebody, type_in
from tests.browser.watching import Device
from tests.running import RunningSite

DEMAND = "restorative-justice"


def test_who_passes_on_their_link_is_told_how_many_came(site: RunningSite, device: Device) -> None:
    host, guest, person = device(), device(), somebody()
    _sign_and_confirm(site, host, person, f"/demands/{DEMAND}")
    link = host.get_by_label("Or copy the address").input_value()
    _sign_and_confirm(site, guest, somebody(given_name="Ngozi"), link)
    host.goto(site.mails.wait_for(person.email)[0].link("mine"))
    expect(host.get_by_text("You brought 1 person.")).to_be_visible()
    expect(host.get_by_text("Ngozi")).to_have_count(0)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_name_is_shown_when_asked_and_hidden_when_asked(
    site: RunningSite, device: Device, scripts: bool
) -> None:
    page, name = device(java_script_enabled=scripts), "Zora" if scripts else "Zelda"
    person = somebody(given_name=name)
    page.goto(f"/demands/{DEMAND}")
    letter = page.get_by_label("Also show the first letter of my last name")
    expect(letter).to_be_hidden()
    page.get_by_label("Show my first name and state on the public wall of names").check()
    letter.check()
    _sign_and_confirm(site, page, person)
    page.goto(f"/demands/{DEMAND}")
    shown = page.get_by_role("listitem").filter(has_text=f"{name} O.")
    expect(shown).to_contain_text("New Jersey")
    page.get_by_role("link", name="All who show their name").click()
    expect(shown).to_be_visible()
    page.goto(site.mails.wait_for(person.email)[0].link("mine"))
    page.get_by_label("No, to nobody").check()
    press(page, "Save this choice")
    expect(page.get_by_role("status").first).to_contain_text("Your name is not shown any more.")
    # Not the addresses from before, which the browser itself may keep for a second.
    for address in (
        f"/demands/{DEMAND}?now",
        f"/demands/{DEMAND}/names?now",
        f"/demands/{DEMAND}/names?state=NJ",
    ):
        page.goto(address)
        expect(page.get_by_text(name)).to_have_count(0)


def _sign_and_confirm(site: RunningSite, page: Page, person: Supporter, address: str = "") -> None:
    if address:
        page.goto(address)
    type_in(page, person)
    press(page, "Sign")
    expect(heading(page)).to_have_text("Check your mail")
    confirm(page, site.mails.wait_for(person.email)[0])
