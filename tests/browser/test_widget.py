"""The widget on partners' pages: another origin, which may show it, size it, and nothing else."""

import re
import subprocess
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Error, Frame, Page, expect

from tests.browser.hosts import STRICT, Hosts, hosting
from tests.browser.sites import run_sql
from tests.browser.steps import Supporter, confirm, heading, press, press_yes, somebody, type_in
from tests.browser.watching import Device
from tests.running import RunningSite
from wechoose.base.embedded_postgres import EmbeddedPostgres

SLUG = "teachers-of-color"
TRIED = "(() => { try { return String(%s); } catch (refusal) { return refusal.name; } })()"
ECHO = (
    "new Promise((done) => { addEventListener('message', done, { once: true }); postMessage('last', '*'); })"
)
# What happens on a page of somebody else is not ours to watch: it is another home, and Chromium says what it blocks.
ELSEWHERE = ("request to http://", "console: ")


@pytest.fixture(scope="module")
def hosts(site: RunningSite) -> Iterator[Hosts]:
    """`partner` may frame the widget of j4j; npe was stopped."""
    with hosting() as servers:
        home = servers.origin("partner")
        run_sql(
            site,
            f"update partners set origins = array['{home}', 'https://www.example.org:8443'];"
            "update partners set status = 'stopped' where code = 'npe'",
        )
        yield servers


@pytest.fixture
def visit(device: Device, hosts: Hosts) -> Callable[..., Page]:
    """Opens a page with this in it, as the visitor of a site under this name."""

    def open_page(
        body: str, name: str = "partner", query: str = "", policy: str = "", **options: object
    ) -> Page:
        page = device(allow=ELSEWHERE, **options)
        page.goto(hosts.origin(name) + hosts.put("page", body, policy) + query)
        return page

    return open_page


def snippet(site: RunningSite, partner: str = "j4j", attributes: str = "") -> str:
    address = f"{site.url}/demands/{SLUG}?partner={partner}"
    return (
        f'<script src="{site.url}/widget.js" async></script>'
        f'<wechoose-demand slug="{SLUG}" partner="{partner}" {attributes}>'
        f'<a href="{address}">Sign it here</a></wechoose-demand>'
    )


def plain(site: RunningSite, attributes: str = "", width: int = 400) -> str:
    address = f"{site.url}/embed/{SLUG}?partner=j4j"
    return f'<iframe src="{address}" width="{width}" height="900" title="Sign" {attributes}></iframe>'


def frame_of(page: Page, site: RunningSite) -> Frame:
    """The widget's, once it is there and has words in it."""
    for _look in range(200):
        found = next((frame for frame in page.frames if frame.url.startswith(f"{site.url}/embed/")), None)
        if found:
            found.wait_for_load_state()
            return found
        page.wait_for_timeout(25)
    raise AssertionError(f"no widget among {[frame.url for frame in page.frames]}")


def sign_in(frame: Frame, person: Supporter) -> None:
    frame.get_by_label("First name", exact=True).fill(person.given_name)
    frame.get_by_label("Last name", exact=True).fill(person.family_name)
    frame.get_by_label("E-mail", exact=True).fill(person.email)
    frame.get_by_label("ZIP code", exact=True).fill(person.zip)
    frame.get_by_role("button", name="Sign", exact=True).click()
    expect(frame.get_by_role("heading", name="Check your mail")).to_be_visible()


def read_sql(site: RunningSite, query: str) -> list[str]:
    with EmbeddedPostgres(site.data_dir) as server:
        asked = [server.program("psql"), server.url, "-qAtc", query]
        return subprocess.run(asked, check=True, capture_output=True, text=True).stdout.splitlines()


def sign_on_the_site(page: Page, person: Supporter) -> None:
    type_in(page, person)
    press(page, "Sign")
    expect(heading(page)).to_have_text("Check your mail")


def channels(page: Page, site: RunningSite) -> dict[str, int]:
    return page.request.get(f"{site.url}/api/v1/demands/{SLUG}/counts").json()["channels"]


def height(page: Page) -> float:
    return page.evaluate("document.querySelector('wechoose-demand').getBoundingClientRect().height")


def settled(page: Page) -> float:
    """The element's height once it holds the whole frame."""
    page.wait_for_function("document.querySelector('wechoose-demand').getBoundingClientRect().height > 400")
    return height(page)


def test_a_supporter_signs_on_a_partners_page_and_is_credited_to_it(
    site: RunningSite, visit: Callable[..., Page], device: Device
) -> None:
    page, person = (
        visit(snippet(site), query="?utm_source=Newsletter&utm_medium=email&utm_campaign=May"),
        somebody(),
    )
    before = channels(page, site)
    frame = frame_of(page, site)
    sign_in(frame, person)
    confirm(device(), site.mails.wait_for(person.email)[0])
    after = channels(page, site)
    assert {name: after[name] - before[name] for name in after} == {
        "web": 0,
        "widget": 1,
        "paper": 0,
        "api": 0,
    }
    credited = (
        "select code || ' ' || source from signatures join partners using (partner_id) order by signed_at"
    )
    assert read_sql(site, credited)[-1] == "j4j newsletter/email/may"


def test_the_widget_thanks_whoever_has_confirmed_meanwhile(
    site: RunningSite, visit: Callable[..., Page], device: Device
) -> None:
    page, person = visit(snippet(site)), somebody()
    sign_in(frame_of(page, site), person)
    confirm(device(), site.mails.wait_for(person.email)[0])
    frame = frame_of(page, site)
    expect(frame.get_by_role("heading", name="Thank you")).to_be_visible()
    expect(frame.get_by_role("link", name="WhatsApp")).to_be_visible()


def test_the_count_in_the_widget_is_live(
    site: RunningSite, visit: Callable[..., Page], device: Device
) -> None:
    page, person, phone = visit(snippet(site)), somebody(), device()
    counter = frame_of(page, site).locator(f'[data-count="{SLUG}"]')
    before = int((counter.text_content() or "").replace(",", ""))
    phone.goto(f"/demands/{SLUG}")
    sign_on_the_site(phone, person)
    phone.goto(site.mails.wait_for(person.email)[0].link())
    press_yes(phone)
    expect(counter).to_have_text(str(before + 1))


@pytest.mark.parametrize(("name", "partner"), [("other", "j4j"), ("partner", "npe"), ("partner", "nobody")])
def test_where_it_may_not_be_shown_the_link_stays(
    site: RunningSite, visit: Callable[..., Page], name: str, partner: str
) -> None:
    page = visit(snippet(site, partner), name)
    page.wait_for_function("!!customElements.get('wechoose-demand')")
    page.wait_for_load_state("networkidle")
    link = page.get_by_role("link", name="Sign it here")
    expect(link).to_be_visible()
    assert all(not frame.get_by_label("First name", exact=True).count() for frame in page.frames)
    link.click()
    expect(page.get_by_role("button", name="Sign", exact=True)).to_be_visible()


def test_it_works_under_a_policy_that_allows_its_script_and_its_frame_only(
    site: RunningSite, visit: Callable[..., Page]
) -> None:
    page, person = visit(snippet(site), policy=STRICT.format(site=site.url)), somebody()
    frame = frame_of(page, site)
    assert settled(page) > 400
    sign_in(frame, person)
    site.mails.wait_for(person.email)


def test_it_works_in_a_sandbox_without_an_origin(site: RunningSite, visit: Callable[..., Page]) -> None:
    page, person = visit(plain(site, 'sandbox="allow-scripts allow-forms"')), somebody()
    frame = frame_of(page, site)
    assert frame.evaluate("self.origin") == "null"
    sign_in(frame, person)
    site.mails.wait_for(person.email)


def test_it_works_without_scripts(site: RunningSite, visit: Callable[..., Page]) -> None:
    page, person = visit(plain(site), java_script_enabled=False), somebody()
    frame = page.frame_locator("iframe")
    frame.get_by_label("First name", exact=True).fill(person.given_name)
    frame.get_by_label("Last name", exact=True).fill(person.family_name)
    frame.get_by_label("E-mail", exact=True).fill(person.email)
    frame.get_by_label("ZIP code", exact=True).fill(person.zip)
    frame.get_by_role("button", name="Sign", exact=True).click()
    expect(frame.get_by_role("heading", name="Check your mail")).to_be_visible()
    site.mails.wait_for(person.email)


def test_without_scripts_the_snippet_is_a_link(site: RunningSite, visit: Callable[..., Page]) -> None:
    page = visit(snippet(site), java_script_enabled=False)
    page.get_by_role("link", name="Sign it here").click()
    expect(page.locator("input[name=partner]")).to_have_value("j4j")


def test_it_works_with_the_keyboard_alone(site: RunningSite, visit: Callable[..., Page]) -> None:
    page, person = visit(snippet(site)), somebody()
    frame = frame_of(page, site)
    settled(page)
    for _press in range(20):
        page.keyboard.press("Tab")
        if frame.evaluate("document.activeElement?.name") == "given_name":
            break
    for words in (person.given_name, person.family_name, person.email, person.zip):
        page.keyboard.type(words)
        page.keyboard.press("Tab")
    frame.get_by_label("ZIP code", exact=True).focus()
    page.keyboard.press("Enter")
    expect(frame_of(page, site).get_by_role("heading", name="Check your mail")).to_be_visible()
    site.mails.wait_for(person.email)


def test_mistakes_are_named_in_the_widget_and_nothing_typed_is_lost(
    site: RunningSite, visit: Callable[..., Page]
) -> None:
    frame = frame_of(visit(snippet(site)), site)
    frame.get_by_label("First name", exact=True).fill("María")
    frame.get_by_label("ZIP code", exact=True).fill("0710")
    frame.get_by_role("button", name="Sign", exact=True).click()
    expect(frame.get_by_role("alert")).to_be_focused()
    expect(frame.get_by_label("First name", exact=True)).to_have_value("María")
    expect(frame.get_by_label("ZIP code", exact=True)).to_have_value("0710")


@pytest.mark.parametrize("width", [320, 768])
def test_nothing_sticks_out_of_it(site: RunningSite, visit: Callable[..., Page], width: int) -> None:
    page = visit(snippet(site), viewport={"width": width, "height": 700})
    frame = frame_of(page, site)
    settled(page)
    assert frame.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert frame.evaluate("document.documentElement.scrollHeight <= innerHeight")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_it_asks_nobody_but_its_site(site: RunningSite, device: Device, hosts: Hosts) -> None:
    page = device(allow=ELSEWHERE)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    home = hosts.origin("partner")
    page.goto(home + hosts.put("asking", snippet(site)))
    settled(page)
    assert {re.match(r"http://[^/]+", address)[0] for address in asked if address.startswith("http")} == {  # type: ignore[index]
        site.url,
        home,
    }


def test_a_host_can_neither_read_nor_drive_it(site: RunningSite, visit: Callable[..., Page]) -> None:
    page = visit(plain(site))
    frame = frame_of(page, site)
    for attempt in ("document.body.innerHTML", "location.href", "document.forms[0].submit()", "localStorage"):
        outcome = page.evaluate(TRIED % f"document.querySelector('iframe').contentWindow.{attempt}")
        assert outcome == "SecurityError", attempt
    assert page.evaluate("document.querySelector('iframe').contentDocument") is None
    frame.get_by_label("First name", exact=True).fill("Amara")
    page.evaluate(
        """for (const data of [{ type: "sign" }, { type: "wechoose:height", height: 5 }, "submit", null])
             document.querySelector('iframe').contentWindow.postMessage(data, "*")"""
    )
    expect(frame.get_by_label("First name", exact=True)).to_have_value("Amara")
    expect(frame.get_by_role("button", name="Sign", exact=True)).to_be_visible()


def test_a_size_that_somebody_else_tells_is_ignored(
    site: RunningSite, visit: Callable[..., Page], hosts: Hosts
) -> None:
    shouting = hosts.put(
        "shouting",
        "<script>parent.postMessage({ type: 'wechoose:height', height: 3000 }, '*')</script>",
    )
    page = visit(snippet(site) + f'<iframe id="foreign" src="{hosts.origin("foreign")}{shouting}"></iframe>')
    frame_of(page, site)
    before = settled(page)
    page.evaluate("postMessage({ type: 'wechoose:height', height: 3000 }, '*')")
    page.evaluate("document.querySelector('#foreign').src += '?again'")
    page.frame_locator("#foreign").get_by_text("More about us.").wait_for()
    # Messages are delivered in order: once ours has come back, theirs has come too.
    page.evaluate(ECHO)
    assert height(page) == before


def test_a_size_beyond_reason_is_ignored_even_from_the_frame(
    site: RunningSite, visit: Callable[..., Page]
) -> None:
    page = visit(snippet(site))
    frame = frame_of(page, site)
    before = settled(page)
    frame.evaluate(
        """() => { for (const height of [1e9, -5, "300", NaN, null, { valueOf: () => 900 }])
             try { parent.postMessage({ type: "wechoose:height", height }, "*"); } catch {} }"""
    )
    page.evaluate(ECHO)
    assert height(page) == before


def test_it_works_where_third_party_cookies_are_blocked(
    site: RunningSite, visit: Callable[..., Page]
) -> None:
    """As Chromium does here by itself: a frame of another site gets neither cookies nor storage."""
    page, person = visit(snippet(site)), somebody()
    frame = frame_of(page, site)
    assert frame.evaluate("document.cookie = 'a=1; SameSite=None; Secure', document.cookie") == ""
    with pytest.raises(Error, match="SecurityError"):
        frame.evaluate("localStorage.length")
    sign_in(frame, person)
    site.mails.wait_for(person.email)


def test_it_leaves_nothing_behind_where_it_could(site: RunningSite, device: Device) -> None:
    """As a page by itself it may keep what it wants."""
    page, person = device(), somebody()
    page.goto(f"/embed/{SLUG}?partner=j4j")
    assert page.evaluate("navigator.cookieEnabled") is True
    sign_in(page.main_frame, person)
    assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]
    assert page.evaluate("indexedDB.databases().then((all) => all.length)") == 0
    assert page.context.cookies() == []


def test_it_is_as_dark_as_the_page_that_shows_it(site: RunningSite, visit: Callable[..., Page]) -> None:
    paper = "getComputedStyle(document.querySelector('.frame-card')).backgroundColor"
    light = frame_of(visit(snippet(site), color_scheme="dark"), site).evaluate(paper)
    dark_page = '<meta name="color-scheme" content="dark">' + snippet(site)
    dark = frame_of(visit(dark_page, color_scheme="light"), site).evaluate(paper)
    assert (
        sum(map(int, re.findall(r"\d+", light)[:3])) > 600 > 200 > sum(map(int, re.findall(r"\d+", dark)[:3]))
    )


def test_several_on_one_page_each_have_their_own_size(site: RunningSite, visit: Callable[..., Page]) -> None:
    twice = snippet(site) + snippet(site).replace(SLUG, "end-zero-tolerance").replace(
        "<wechoose", "<wechoose data-second"
    )
    page = visit(twice.replace("<wechoose data-second-demand", "<wechoose-demand"))
    page.wait_for_function(
        "[...document.querySelectorAll('wechoose-demand')].every((one) => one.getBoundingClientRect().height > 400)"
    )
    assert len([frame for frame in page.frames if "/embed/" in frame.url]) == 2
