"""What waits for a second person, and who that is, for those who look at pages."""

from playwright.sync_api import Page, expect

from tests.browser.sites import run_sql, sign_in_link
from tests.browser.steps import field, press
from wechoose.bench.served import Served

OTHER = "another.owner@example.org"
STOPPED = "stopped.owner@example.org"
ON = "insert into site_facts (name, value) values ('second_person', 'on') on conflict do nothing"
OFF = "delete from site_facts where name = 'second_person'"
NEWEST = "approval_id = (select max(approval_id) from approvals)"
NEWCOMER = "(select max(leader_id) from leaders)"
OTHERS = "(select max(leader_id) from leaders where role = 'owner' and stopped_at is null)"


def ask_nobody(site: Served) -> None:
    """However many owners come in, each takes whole lists at once."""
    run_sql(
        site, "insert into site_facts (name, value) values ('second_person', 'off') on conflict do nothing"
    )


def ask_for_list(page: Page, site: Served, address: str) -> None:
    """A list of all states; ends on the page of the approval."""
    sign_in_link(site, OTHER)
    run_sql(site, ON)
    page.goto(address)
    field(page, "What is it for?").fill("Hearing of the education committee in Trenton")
    press(page, "Download CSV")
    run_sql(site, OFF)
    expect(page.locator(".facts")).to_be_visible()


def asked_by_other(page: Page, site: Served, address: str) -> None:
    """The same, of another owner: this one is to decide it."""
    ask_for_list(page, site, address)
    run_sql(site, f"update approvals set asked_by = {OTHERS} where {NEWEST}")
    page.goto(page.url.partition("?")[0])


def approved_by_other(page: Page, site: Served, address: str) -> None:
    ask_for_list(page, site, address)
    decided = f"status = 'approved', decided_by = {OTHERS}, decided_at = now(), decision = 'As we said at our meeting'"
    run_sql(site, f"update approvals set {decided} where {NEWEST}")
    page.goto(page.url.partition("?")[0])


def see_other(page: Page, site: Served) -> None:
    sign_in_link(site, OTHER)
    page.goto("/desk/team")
    page.get_by_role("link", name=OTHER, exact=True).click()


def see_stopped(page: Page, site: Served) -> None:
    page.goto("/desk/team")
    stopped = page.get_by_role("link", name=STOPPED, exact=True)
    if not stopped.count():
        sign_in_link(site, STOPPED)
        run_sql(
            site, f"update leaders set joined_at = now(), stopped_at = now() where leader_id = {NEWCOMER}"
        )
        page.reload()
    stopped.click()
