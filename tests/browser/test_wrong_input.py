"""What is wrong is said in words, next to the field and on top; nothing that was typed is lost."""

from playwright.sync_api import Page, expect

from tests.browser.steps import confirm, heading, press, sign, somebody, type_in
from tests.browser.watching import Device
from tests.running import RunningSite

DEMAND = "restorative-justice"


def test_the_summary_takes_the_focus_and_its_links_lead_to_the_fields(device: Device) -> None:
    page = _send_nothing(device())
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary.get_by_role("heading")).to_have_text("4 things to correct")
    for label in ("First name", "Last name", "E-mail", "ZIP code"):
        field = page.get_by_label(label, exact=True)
        name = field.get_attribute("name")
        expect(field).to_have_attribute("aria-invalid", "true")
        expect(field).to_have_attribute("aria-describedby", f"{name}-error")
        error = page.locator(f"#{name}-error")
        expect(error).to_contain_text("Error:")
        sentence = (error.text_content() or "").removeprefix("Error: ")
        summary.get_by_role("link", name=sentence).click()
        expect(field).to_be_focused()


def test_the_summary_is_first_without_javascript_too(device: Device) -> None:
    page = _send_nothing(device(java_script_enabled=False))
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_role("alert").get_by_role("link").first.click()
    expect(page.get_by_label("First name", exact=True)).to_be_focused()


def test_what_was_typed_and_ticked_is_kept(device: Device) -> None:
    page = device()
    page.goto(f"/demands/{DEMAND}")
    page.get_by_text("Sign more demands at once").click()
    page.locator("input[name=demands]").first.check()
    chosen = page.locator("input[name=demands]:checked").get_attribute("value")
    page.get_by_label("Send me news of this campaign").check()
    page.get_by_label("First name", exact=True).fill('Zoë "Z" O’Neill <b>')
    page.get_by_label("E-mail", exact=True).fill("zoë at example.org")
    page.get_by_label("ZIP code", exact=True).fill("0710")
    press(page, "Sign")
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_label("First name", exact=True)).to_have_value('Zoë "Z" O’Neill <b>')
    expect(page.get_by_label("E-mail", exact=True)).to_have_value("zoë at example.org")
    expect(page.get_by_label("ZIP code", exact=True)).to_have_value("0710")
    expect(page.get_by_label("Send me news of this campaign")).to_be_checked()
    expect(page.locator(f"input[value={chosen}]")).to_be_checked()
    expect(page.locator("input[name=demands]:checked")).to_have_count(1)


def test_corrected_it_is_signed(site: RunningSite, device: Device) -> None:
    page, person = _send_nothing(device()), somebody()
    type_in(page, person)
    press(page, "Sign")
    expect(heading(page)).to_have_text("Check your mail")
    confirm(page, site.mails.wait_for(person.email)[0])


def test_a_zip_code_nobody_knows_asks_for_the_state(site: RunningSite, device: Device) -> None:
    page, person = device(), somebody(zip_code="00001")
    page.goto(f"/demands/{DEMAND}")
    type_in(page, person)
    press(page, "Sign")
    expect(page.get_by_role("alert")).to_contain_text("We don't know this ZIP code. Choose your state.")
    page.get_by_role("alert").get_by_role("link").click()
    state = page.get_by_label("State or territory")
    expect(state).to_be_focused()
    state.select_option("Michigan")
    press(page, "Sign")
    expect(heading(page)).to_have_text("Check your mail")
    confirm(page, site.mails.wait_for(person.email)[0])
    expect(page.get_by_text("One more name from Michigan")).to_be_visible()


def test_without_a_zip_code_the_state_is_enough(site: RunningSite, device: Device) -> None:
    page, person = device(), somebody(zip_code="")
    page.goto(f"/demands/{DEMAND}")
    type_in(page, person)
    page.get_by_text("ZIP outside the US, or none?").click()
    page.get_by_label("State or territory").select_option("Puerto Rico")
    press(page, "Sign")
    expect(heading(page)).to_have_text("Check your mail")
    confirm(page, site.mails.wait_for(person.email)[0])
    expect(page.get_by_text("One more name from Puerto Rico")).to_be_visible()


def test_names_of_any_script_arrive_in_the_letter(site: RunningSite, device: Device) -> None:
    page, person = device(), somebody(given_name="Nguyễn Thị", family_name="محمد")
    sign(page, DEMAND, person)
    [mail] = site.mails.wait_for(person.email)
    assert "Nguyễn Thị" in mail.text()
    assert "Nguyễn Thị محمد" in str(mail.message["To"])
    confirm(page, mail)


def _send_nothing(page: Page) -> Page:
    page.goto(f"/demands/{DEMAND}")
    press(page, "Sign")
    return page
