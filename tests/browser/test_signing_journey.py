"""The main job, whole: sign, get the letter, tap on another device, and see the counts rise everywhere."""

import re

from playwright.sync_api import Request, expect

from tests.browser.steps import (
    announcement,
    confirm,
    counter,
    heading,
    number,
    open_live,
    press,
    press_yes,
    row,
    shape,
    sign,
    somebody,
    tap_in_letter,
    type_in,
)
from tests.browser.watching import Device
from tests.running import RunningSite

DEMAND = "privatization-moratorium"


def test_one_tap_raises_the_counts_of_every_open_page_by_themselves(
    site: RunningSite, device: Device
) -> None:
    demand, home, phone = device(), device(), device()
    for page, address in ((demand, f"/demands/{DEMAND}"), (home, "/")):
        open_live(page, address).get_by_text("The same numbers as a table").click()
        expect(row(page, "Wyoming")).to_have_text(re.compile("Wyoming00"))
        expect(shape(page, "WY")).to_have_class("state s0")
    before, total = number(counter(demand, DEMAND)), number(counter(home, "*"))

    cheyenne = somebody(zip_code="82001")
    sign(phone, DEMAND, cheyenne)
    another = device()
    tap_in_letter(another, site.mails.wait_for(cheyenne.email)[0])
    press_yes(another)

    expect(counter(demand, DEMAND)).to_have_text(f"{before + 1}")
    expect(counter(home, DEMAND)).to_have_text(f"{before + 1}")
    expect(counter(home, "*")).to_have_text(f"{total + 1}")
    for page, count in ((demand, before + 1), (home, total + 1)):
        expect(row(page, "Wyoming")).to_have_text(re.compile(r"Wyoming10\.17"))
        expect(shape(page, "WY")).to_have_class("state s1")
        expect(shape(page, "WY")).to_have_accessible_name("Wyoming: 1 signature")
        expect(announcement(page)).to_contain_text(f"{count} verified signature")


def test_opening_the_link_counts_nothing_until_its_button_is_pressed(
    site: RunningSite, device: Device
) -> None:
    open_page, phone, person = open_live(device(), f"/demands/{DEMAND}"), device(), somebody()
    before = number(counter(open_page, DEMAND))
    sign(phone, DEMAND, person)
    [mail] = site.mails.wait_for(person.email)
    tap_in_letter(phone, mail)
    expect(heading(phone)).to_have_text("Amara, shall we count you?")
    expect(phone.get_by_text("You signed this demand from New Jersey:")).to_be_visible()
    assert number(counter(open_live(device(), f"/demands/{DEMAND}"), DEMAND)) == before
    press_yes(phone)
    expect(counter(phone, DEMAND)).to_have_text(f"{before + 1}")
    expect(counter(open_page, DEMAND)).to_have_text(f"{before + 1}")


def test_going_back_and_signing_again_is_one_signature_and_one_letter(
    site: RunningSite, device: Device
) -> None:
    page, person, later = device(), somebody(), somebody()
    page.goto(f"/demands/{DEMAND}")
    before = number(counter(page, DEMAND))
    sign(page, DEMAND, person)
    page.reload()
    page.go_back()
    type_in(page, person)
    press(page, "Sign")
    expect(heading(page)).to_have_text("Check your mail")
    [mail] = site.mails.wait_for(person.email)
    confirm(page, mail)
    page.reload()
    page.go_back()
    expect(heading(page)).to_have_text("Thank you. Your signature counts.")
    expect(counter(page, DEMAND)).to_have_text(f"{before + 1}")
    # Letters leave in the order they are written: with this one there, a second one would have come.
    sign(page, DEMAND, later)
    site.mails.wait_for(later.email)
    assert len(site.mails.to(person.email)) == 1


def test_a_double_click_sends_once(device: Device) -> None:
    page, sent = device(), []
    page.on("request", lambda request: _note(request, sent))
    page.goto(f"/demands/{DEMAND}")
    type_in(page, somebody())
    page.get_by_role("button", name="Sign", exact=True).dblclick()
    expect(heading(page)).to_have_text("Check your mail")
    assert len(sent) == 1


def _note(request: Request, sent: list[str]) -> None:
    if request.method == "POST":
        sent.append(request.url)
