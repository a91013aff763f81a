"""A leader at the desk: in by a link that works once, a list with a reason, on record, and out again."""

import csv
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Download, Page, expect

from tests.browser.second_person import ask_nobody
from tests.browser.sites import sign_in_link
from tests.browser.steps import come_in, confirm, heading, press, sign, somebody
from tests.browser.watching import Device
from tests.running import RunningSite

DEMAND = "national-equity-assessment"
COLUMNS = ["name", "city", "state", "zip", "date"]


def test_a_leader_signs_in_takes_the_list_and_is_on_record(site: RunningSite, device: Device) -> None:
    ask_nobody(site)
    today = {datetime.now(UTC).date()}
    _sign_and_confirm(site, device, "07102", "Amara", "Okafor")
    _sign_and_confirm(site, device, "48226", "Renée", "O’Neill, Jr.")
    sign(device(), DEMAND, somebody(given_name="Never", family_name="Confirmed"))
    today |= {datetime.now(UTC).date()}

    page = _signed_in(device(allow=("cookie",)), sign_in_link(site))
    row = page.get_by_role("row").filter(has=page.locator(f"#{DEMAND}"))
    expect(row.get_by_role("cell")).to_have_text(["open", "2", "1"])
    row.get_by_role("link", name="Signer list").click()
    expect(page.get_by_text("2 verified signatures.")).to_be_visible()

    press(page, "Download CSV")
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_label("What is it for?")).to_have_attribute("aria-invalid", "true")

    page.get_by_label("What is it for?").fill("Visit to the school board")
    everybody = _download(page)
    assert everybody.suggested_filename.startswith(f"{DEMAND}-all-")
    columns, rows = _read(everybody.path())
    assert columns == COLUMNS
    assert sorted(row[:4] for row in rows) == [
        ["Amara Okafor", "Newark", "NJ", "07102"],
        ["Renée O’Neill, Jr.", "Detroit", "MI", "48226"],
    ]
    assert {row[4] for row in rows} <= {day.isoformat() for day in today}

    page.get_by_label("Which signers").select_option("Michigan")
    columns, rows = _read(_download(page).path())
    assert [row[0] for row in rows] == ["Renée O’Neill, Jr."]

    page.get_by_role("link", name="Audit trail").click()
    lines = page.get_by_role("row").filter(has_text="Visit to the school board")
    expect(lines).to_have_count(2)
    for words in ("owner@example.org", DEMAND, "MI"):
        expect(lines.first).to_contain_text(words)

    press(page, "Sign out")
    expect(heading(page)).to_have_text("The desk is for leaders of this campaign")
    page.goto("/desk/audit")
    expect(heading(page)).to_have_text("The desk is for leaders of this campaign")


def test_a_sign_in_link_works_once_and_looking_at_it_is_no_use(site: RunningSite, device: Device) -> None:
    link, stranger = sign_in_link(site, "second@example.org"), device()
    for _look in range(2):
        stranger.goto(link)
        expect(heading(stranger)).to_have_text("Welcome to the desk")
    _signed_in(device(allow=("cookie",)), link, "second")
    stranger.reload()
    expect(heading(stranger)).to_have_text("This link is used up or too old")
    stranger.goto("/desk")
    expect(heading(stranger)).to_have_text("The desk is for leaders of this campaign")


def test_the_door_names_the_command_that_makes_a_link(site: RunningSite, device: Device) -> None:
    page = device()
    page.goto("/desk")
    command = page.locator(".command").text_content() or ""
    program, *words = command.replace("EMAIL", "third@example.org").split()
    assert program == "wechoose"
    done = site.command(*words)
    assert done.returncode == 0, done.stderr
    _signed_in(device(allow=("cookie",)), done.stdout.strip(), "third")


def _sign_and_confirm(
    site: RunningSite, device: Device, zip_code: str, given_name: str, family_name: str
) -> None:
    page, person = device(), somebody(zip_code, given_name, family_name)
    sign(page, DEMAND, person)
    confirm(page, site.mails.wait_for(person.email)[0])


def _signed_in(page: Page, link: str, who: str = "owner") -> Page:
    come_in(page, link, who)
    expect(heading(page)).to_have_text("Demands")
    return page


def _download(page: Page) -> Download:
    with page.expect_download() as caught:
        press(page, "Download CSV")
    return caught.value


def _read(path: Path) -> tuple[list[str], list[list[str]]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        columns, *rows = csv.reader(file)
    return columns, rows
