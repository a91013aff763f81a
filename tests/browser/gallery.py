"""Every page of a site and how to come to it, for those who look at them all: people and axe."""

import io
from collections.abc import Callable

import msgspec
from PIL import Image
from playwright.sync_api import Browser, FilePayload, Locator, Page, StorageState, expect

from tests.browser import delivery_day, second_person
from tests.browser.delivering import fill_in, order, push, wait_until_made
from tests.browser.sites import ask_sql, expired, run_sql, sign_in_link
from tests.browser.steps import Supporter, come_in, field, heading, press, press_yes, said, somebody, type_in
from tests.browser.watching import devices
from wechoose.bench.served import Served

DEMAND = "privatization-moratorium"
PLEDGE = "we-choose-to-act"
CLOSED = "national-equity-assessment"
PARTNER = "j4j"
FRAME = f"/embed/{DEMAND}?partner={PARTNER}"
LIST = f"/desk/demands/{DEMAND}/list"
PARTNERS = "/desk/partners"
OFFICIALS = "/desk/officials"
BROKEN = "not-a-token"
# A letter comes within a second; on a machine that is slow, looking is slow too.
MOST_LOOKS = 200

CLOSE = "update demands set status = 'closed', closes_at = now()"
GIVE_UP = "update outbox set status = 'failed', attempts = 9, last_error = '550 5.1.1 No such user here'"
ADDRESS = "update partners set postal_address = E'4242 S Cottage Grove Ave\\nChicago, IL 60653'"
NEWCOMER = """
insert into partners (code, name, kind, position) values ('newcomer', 'Newcomers United', 'national', 99)
on conflict do nothing
"""
TAKE_BACK = """
insert into consents (bucket, signer_key, partner_id, wording_id, given_at, withdrawn_at)
select c.bucket, c.signer_key, w.partner_id, w.wording_id, now(), now()
from consents c, wordings w join partners p using (partner_id)
where p.code = 'npe' and w.version = 1 and c.given_at = (select max(given_at) from consents)
on conflict do nothing
"""
NEWER = """\
state,place,full_name,last_name,address,phone,email,website,term_end,ocd_jurisdiction
AZ,Flagstaff,Becky Daggett,Daggett,"211 West Aspen Avenue, Flagstaff, AZ 86001",928-213-2000,,,2026-12-31,\
ocd-jurisdiction/country:us/state:az/place:flagstaff/government
AZ,Sedona,,,"102 Roadrunner Drive, Sedona, AZ 86336",,,,,ocd-jurisdiction/country:us/state:az/place:sedona/government
"""
COPY = """
with made as (
    insert into deliveries (
        code, title, status, demand_ids, cutoff, since_last, language, subject, body, closing, asked_by, asked_at,
        reason, status_at, gathered_at, counts, leased_until
    )
    select '{code}', '{title}', '{status}', demand_ids, cutoff, since_last, language, subject, body, closing, asked_by,
        asked_at, reason, status_at, gathered_at, counts, now() + interval '1 day'
    from deliveries where status = 'ready' order by delivery_id limit 1
    on conflict (code) do nothing
    returning delivery_id
)
insert into packets (delivery_id, official_id, position, status, addressee, rows, done)
select made.delivery_id, p.official_id, p.position, 'waiting', p.addressee, p.rows, p.rows / (1 + p.position)
from made, packets p
where p.delivery_id = (select delivery_id from deliveries where status = 'ready' order by delivery_id limit 1)
"""
MOVING = COPY.format(code="moving000000", title="To both senators", status="building")
ASKED = COPY.format(code="asked0000000", title="To the whole Senate", status="asked")
# Looking at everything takes longer than a proof is fresh.
STAY_FRESH = (
    "update sessions set factor_at = now() + interval '3 hours', last_seen_at = now() + interval '3 hours'"
)
FORGET_APPS = "create table apps_away as table authenticators; delete from authenticators"
RETURN_APPS = "insert into authenticators table apps_away; drop table apps_away"
BREAK = "alter table partners rename to partners_away"
MEND = "alter table partners_away rename to partners"


class Letters(msgspec.Struct, frozen=True):
    """Where the links of a captured letter lead, and where the letter itself is."""

    letter: str
    confirmation: str
    disavowal: str
    mail_stop: str
    mine: str


class Museum(msgspec.Struct, frozen=True):
    """A site with something on every page: a signature that waits, one whose letter was answered, one that counts."""

    site: Served
    waiting: Letters
    answered: Letters
    counted: Letters
    thanked: str
    """Where the one that counts was thanked for, with an offer to pledge too."""
    too_old: str
    sign_in: str
    leader: StorageState
    """What the browser of a leader who is signed in keeps."""
    delivery: str
    """The address of one that is ready."""


def furnish(site: Served, browser: Browser, locale: str = "en-US") -> Museum:
    """For readers of one language, whose letters are in it too."""
    with devices(browser, site.url, {}) as device:
        visitor, leader = device(locale=locale), device(allow=("cookie",), locale=locale)
        waiting, answered, counted = (_sign(visitor, somebody()) for _each in range(3))
        visitor.goto(counted.confirmation)
        press_yes(visitor)
        thanked = visitor.url
        come_in(leader, sign_in_link(site))
        expect(heading(leader)).to_have_text(said(leader, "Demands"))
        state = leader.context.storage_state()
        delivery = order(leader, DEMAND)
        wait_until_made(leader)
    letter_id = answered.letter.rpartition("/")[2]
    run_sql(site, f"{CLOSE} where slug = '{CLOSED}'; {GIVE_UP} where letter_id = '{letter_id}'")
    run_sql(site, f"{ADDRESS} where code = '{PARTNER}'; {TAKE_BACK}; {STAY_FRESH}")
    too_old = expired(site, waiting.confirmation)
    return Museum(
        site,
        waiting,
        answered,
        counted,
        thanked,
        too_old,
        sign_in_link(site),
        leader=state,
        delivery=delivery,
    )


def _sign(page: Page, person: Supporter) -> Letters:
    """On the page that a partner brought them to, and let it write."""
    page.goto(f"/demands/{DEMAND}?partner={PARTNER}")
    type_in(page, person)
    page.locator("input[name=consent]").check()
    press(page, "Sign")
    expect(heading(page)).to_have_text(said(page, "Check your mail"))
    letter = open_captured(page, person)
    links = ("confirmations", "disavowals", "mail-stops", "mine")
    return Letters(letter, *(_link(page, to) for to in links))


def _link(page: Page, to: str) -> str:
    return page.locator(f".mail-text a[href*='/{to}/']").get_attribute("href") or ""


def open_captured(page: Page, person: Supporter) -> str:
    """To the letter that this site keeps, as soon as it is there; returns its address."""
    page.goto("/dev/mail")
    entry = page.get_by_role("listitem").filter(has_text=person.email)
    for _look in range(MOST_LOOKS):
        if entry.count():
            break
        page.reload()
    entry.get_by_role("link").first.click()
    expect(page.locator(".mail-text")).to_be_visible()
    return page.url


Visit = Callable[[Page, Museum], object]


def _at(address: str) -> Visit:
    return lambda page, _museum: page.goto(address)


def _by(link: Callable[[Museum], str]) -> Visit:
    return lambda page, museum: page.goto(link(museum))


def _pressed(first: Visit, words: str, form: str = "") -> Visit:
    def visit(page: Page, museum: Museum) -> None:
        first(page, museum)
        _send(page, words, page.locator(form) if form else None)

    return visit


def _wrong_everywhere(page: Page, _museum: Museum) -> None:
    page.goto(f"/demands/{DEMAND}?partner={PARTNER}")
    page.locator("#demands > summary").click()
    page.locator("input[name=demands]").first.check()
    field(page, "First name").fill("www.example.org")
    field(page, "E-mail").fill("supporter at example.org")
    field(page, "ZIP code").fill("00001")
    _send(page, "Sign")


def _choosing(page: Page, _museum: Museum) -> None:
    page.goto(f"/demands/{PLEDGE}")
    for box in page.locator("input[name=acts]").all():
        box.check()


def _wrong_pledge(page: Page, museum: Museum) -> None:
    _choosing(page, museum)
    page.get_by_label(said(page, "Remind me by mail on the day before")).check()
    page.locator(".act-detail [inputmode=numeric]").fill("a busload")
    _send(page, "Pledge")


def _offered(page: Page, museum: Museum) -> None:
    page.goto(museum.thanked)
    page.get_by_role("link", name=said(page, "Pledge to act, without typing again")).click()
    expect(page.get_by_role("group", name=said(page, "What will you do?"))).to_be_visible()


def _send(page: Page, words: str, form: Locator | None = None) -> None:
    with page.expect_navigation():
        (form or page).get_by_role("button", name=said(page, words), exact=True).click()


def _not_live(page: Page, _museum: Museum) -> None:
    page.route("**/stream", lambda route: route.abort())
    page.goto(f"/demands/{DEMAND}")
    expect(page.get_by_text(said(page, "Not live at the moment."))).to_be_visible()


def _failing(page: Page, museum: Museum) -> None:
    run_sql(museum.site, BREAK)
    try:
        answer = page.goto("/")
    finally:
        run_sql(museum.site, MEND)
    assert answer is not None
    assert answer.status == 500


def _with_nothing_to_prove(page: Page, museum: Museum) -> None:
    """As somebody sees it who comes in for the first time."""
    run_sql(museum.site, FORGET_APPS)
    try:
        page.goto("/desk/second-factor")
    finally:
        run_sql(museum.site, RETURN_APPS)


def _open(address: str) -> Visit:
    """With all that unfolds."""

    def visit(page: Page, _museum: Museum) -> None:
        page.goto(address)
        for each in page.locator("main summary").all():
            each.click()

    return visit


def _with_table(address: str) -> Visit:
    def visit(page: Page, _museum: Museum) -> None:
        page.goto(address)
        page.get_by_text(said(page, "The same numbers as a table")).first.click()

    return visit


def _with_more_ways(address: str) -> Visit:
    def visit(page: Page, _museum: Museum) -> None:
        page.goto(address)
        page.get_by_text(said(page, "More ways")).click()

    return visit


def _with_who(address: str) -> Visit:
    def visit(page: Page, _museum: Museum) -> None:
        page.goto(address)
        page.get_by_text(said(page, "Who is this?")).first.click()

    return visit


def _with_logo(page: Page, _museum: Museum) -> None:
    page.goto(f"{PARTNERS}/bats/edit")
    logo = io.BytesIO()
    Image.new("RGBA", (300, 120), (26, 95, 180, 255)).save(logo, "PNG")
    files: list[FilePayload] = [{"name": "logo.png", "mimeType": "image/png", "buffer": logo.getvalue()}]
    page.locator("input[type=file]").set_input_files(files)
    _send(page, "Use this picture")


def _mayor(page: Page, _museum: Museum) -> None:
    page.goto(f"{OFFICIALS}?q=flagstaff&group=mayors")
    page.locator("tbody a").first.click()
    expect(page.locator("#zips")).to_be_visible()


def _written_over(page: Page, museum: Museum) -> None:
    _mayor(page, museum)
    page.locator("#phone").fill("928-555-0100")
    page.locator("#term_end").fill("2026-01-31")
    page.locator("#zips").fill("86001 86004")
    _send(page, "Save")


def _wrong_about_mayor(page: Page, museum: Museum) -> None:
    _mayor(page, museum)
    page.locator("#email").fill("mayor at flagstaff")
    page.locator("#zips").fill("86001 10025")
    _send(page, "Save")


def _newer_mayors(page: Page, museum: Museum) -> None:
    """A file that knows somebody new in office, a new address, and nobody else any more; not brought in."""
    _written_over(page, museum)
    files: list[FilePayload] = [{"name": "mayors.csv", "mimeType": "text/csv", "buffer": NEWER.encode()}]
    page.goto(f"{OFFICIALS}/import")
    page.locator("input[type=file]").set_input_files(files)
    page.locator("#source").fill("openstates/people, commit 0123abc")
    page.locator("#as_of").fill("2026-11-01")
    _send(page, "See what it would change", page.locator("form.form"))


def _stopped(page: Page, _museum: Museum) -> None:
    page.goto(f"{PARTNERS}/sos/edit")
    stop = page.locator("form[action*='/stop'] button")
    if stop.count():
        with page.expect_navigation():
            stop.click()


def _nobody_came(page: Page, museum: Museum) -> None:
    run_sql(museum.site, NEWCOMER)
    page.goto(f"{PARTNERS}/newcomer")
    expect(page.get_by_text(said(page, "Nobody has come this way yet."))).to_be_visible()


def _open_everywhere(page: Page, museum: Museum) -> None:
    page.goto(museum.counted.mine)
    for each in page.locator("main summary").all():
        if each.is_visible():
            each.click()


def _framed(page: Page, _museum: Museum) -> None:
    """Signed in a partner's page, and now to the mailbox."""
    page.goto(FRAME)
    type_in(page, somebody())
    _send(page, "Sign")
    expect(page.locator("[data-waiting]")).to_be_visible()


def _saved(page: Page, museum: Museum) -> None:
    page.goto(museum.counted.mine)
    _send(page, "Save", page.locator("form[action*='/consents']"))


def _wrong_on_own_page(page: Page, museum: Museum) -> None:
    page.goto(museum.counted.mine)
    page.get_by_text(said(page, "Correct my name or my ZIP code")).click()
    page.locator("#given_name").fill("www.example.org")
    page.locator("#zip").fill("0710")
    _send(page, "Save", page.locator("form[action*='/details']"))


def _not_sure(page: Page, museum: Museum) -> None:
    page.goto(museum.counted.mine)
    page.get_by_text(said(page, "Erase me"), exact=True).click()
    _send(page, "Erase me now")


def _acts_of_pledge(page: Page, museum: Museum) -> None:
    mine = museum.counted.mine.partition("?")[0]
    page.goto(f"{mine}/acts/{PLEDGE}")


def _erased(page: Page, _museum: Museum) -> None:
    """Of somebody new each time: what is erased can't be looked at again."""
    page.goto(_sign(page, somebody()).mine)
    page.get_by_text(said(page, "Erase me"), exact=True).click()
    page.get_by_label(said(page, "Yes, erase me")).check()
    _send(page, "Erase me now")


def _looked(page: Page, _museum: Museum) -> None:
    fill_in(page, DEMAND, "representatives")
    page.locator("#looked_for").fill("Booker")
    push(page, "search")
    push(page, "look")


def _moving(page: Page, museum: Museum) -> None:
    """One that nobody makes, because somebody seems to: it stays where it is."""
    run_sql(museum.site, MOVING)
    page.goto("/desk/deliveries/moving000000")
    expect(page.get_by_role("progressbar").first).to_be_visible()


def _asked(page: Page, museum: Museum) -> None:
    run_sql(museum.site, ASKED)
    page.goto("/desk/deliveries/asked0000000")


def _on_site(visit: Callable[[Page, Served], object]) -> Visit:
    return lambda page, museum: visit(page, museum.site)


def _sealed(page: Page, museum: Museum) -> None:
    manifest = "select encode(sha256(manifest), 'hex') from packets where manifest is not null limit 1"
    page.goto(f"/verify?sha256={ask_sql(museum.site, manifest)}")
    expect(page.locator(".sealed")).to_be_visible()


def _told_of_packets(page: Page, museum: Museum) -> None:
    run_sql(museum.site, "update deliveries set cutoff = gathered_at where status = 'ready'")
    page.goto(museum.counted.mine)
    expect(page.locator(".handed li").first).to_be_visible()


def _taking(page: Page, museum: Museum) -> None:
    page.goto(f"{museum.delivery}/files")
    page.locator("input[name=what][value=whole]").check()
    page.locator("#reason").fill("For the hearing in spring")
    _send(page, "Give me a link")
    expect(page.get_by_role("button", name=said(page, "Download it now"))).to_be_visible()


def _on_the_day(address: str) -> Visit:
    def visit(page: Page, museum: Museum) -> None:
        delivery_day.hang(museum.site)
        page.goto(address)

    return visit


def _with_note(page: Page, museum: Museum) -> None:
    delivery_day.hang(museum.site)
    delivery_day.write_note(page)
    page.get_by_text(said(page, "Correct the times")).click()


def _with_jumps(page: Page, museum: Museum) -> None:
    _on_the_day(f"{delivery_day.DAY}?by=state&left=1")(page, museum)
    page.get_by_text(said(page, "Jump to")).click()


PAGES: dict[str, Visit] = {
    "home": _at("/"),
    "home-table": _with_table("/?by=capita"),
    "demand": _at(f"/demands/{DEMAND}"),
    "demand-table": _with_table(f"/demands/{DEMAND}"),
    "demand-partner": _with_who(f"/demands/{DEMAND}?partner={PARTNER}"),
    "demand-wrong": _wrong_everywhere,
    "demand-not-live": _not_live,
    "demand-closed": _at(f"/demands/{CLOSED}"),
    "check-your-mail": _at(f"/demands/{DEMAND}/check-your-mail"),
    "confirmation": _by(lambda museum: museum.waiting.confirmation),
    "confirmation-too-old": _by(lambda museum: museum.too_old),
    "confirmation-broken": _at(f"/confirmations/{BROKEN}"),
    "confirmation-broken-wrong": _pressed(_at(f"/confirmations/{BROKEN}"), "Send me a new link"),
    "link-sent": _at("/confirmations/sent"),
    "thanks": _at(f"/demands/{DEMAND}/thanks?state=NJ"),
    "thanks-offer": _by(lambda museum: museum.thanked),
    "pledge": _choosing,
    "pledge-wrong": _wrong_pledge,
    "pledge-offered": _offered,
    "pledge-offered-wrong": _pressed(_offered, "Pledge"),
    "pledge-thanks": _at(f"/demands/{PLEDGE}/thanks?state=NJ"),
    "pledge-frame": _at(f"/embed/{PLEDGE}?partner={PARTNER}"),
    "frame": _at(FRAME),
    "frame-wrong": _pressed(_at(FRAME), "Sign"),
    "frame-signed": _framed,
    "frame-lost": _at(f"/embed/{DEMAND}/signed/{BROKEN}?partner={PARTNER}"),
    "frame-no-partner": _at(f"/embed/{DEMAND}?partner=nobody"),
    "thanks-more-ways": _with_more_ways(f"/demands/{DEMAND}/thanks?state=NJ&friend=abcdefghijk_"),
    "mastodon": _at(f"/demands/{DEMAND}/mastodon?state=NJ"),
    "mastodon-wrong": _at(f"/demands/{DEMAND}/mastodon?server=javascript:alert(1)"),
    "mastodon-named": _at(f"/demands/{DEMAND}/mastodon?server=mastodon.social"),
    "names": _at(f"/demands/{DEMAND}/names"),
    "names-of-a-state": _at(f"/demands/{DEMAND}/names?state=NJ"),
    "names-none": _at(f"/demands/{DEMAND}/names?state=GU"),
    "mine": _by(lambda museum: museum.counted.mine),
    "mine-saved": _saved,
    "mine-waiting": _by(lambda museum: museum.waiting.mine),
    "mine-open": _open_everywhere,
    "mine-wrong": _wrong_on_own_page,
    "mine-in-packets": _told_of_packets,
    "mine-not-sure": _not_sure,
    "mine-acts": _acts_of_pledge,
    "mine-erased": _erased,
    "mine-not-good": _at(f"/mine/{BROKEN}"),
    "mine-asked": _at("/mine"),
    "mine-sent": _at("/mine/sent"),
    "mail-stop": _by(lambda museum: museum.waiting.mail_stop),
    "mail-stopped": _pressed(_by(lambda museum: museum.answered.mail_stop), "Stop all mail to this address"),
    "disavowal": _by(lambda museum: museum.waiting.disavowal),
    "disavowed": _pressed(
        _by(lambda museum: museum.answered.disavowal), "This was not me: remove it and stop writing to me"
    ),
    "link-not-good": _at(f"/disavowals/{BROKEN}"),
    "verify": _at("/verify"),
    "verify-sealed": _sealed,
    "verify-not-sealed": _at(f"/verify?sha256={'0' * 64}"),
    "verify-wrong": _at("/verify?sha256=signers.csv"),
    "delivered": _on_the_day(delivery_day.DELIVERED),
    "delivered-all": _on_the_day("/delivered"),
    "demand-delivered": _on_the_day("/demands/community-schools"),
    "not-found": _at("/no-such-page"),
    "failed": _failing,
    "captured-mail": _at("/dev/mail"),
    "captured-letter": _by(lambda museum: museum.waiting.letter),
    "letter": _by(lambda museum: f"{museum.waiting.letter}/html"),
    "desk-door": _open("/desk/sign-in"),
    "desk-door-wrong": _pressed(_at("/desk/sign-in"), "Send me the link"),
    "desk-link-sent": _at("/desk/sign-in/sent"),
    "desk-sign-in": _by(lambda museum: museum.sign_in),
    "desk-link-spent": _at(f"/desk/sign-in/{BROKEN}"),
}

DESK_PAGES: dict[str, Visit] = {
    "desk": _at("/desk"),
    "desk-reach": _at(f"/desk/demands/{DEMAND}/reach"),
    "desk-reach-all": _with_table(f"/desk/demands/{DEMAND}/reach?days=all"),
    "desk-deliveries": _at("/desk/deliveries"),
    "desk-delivery": _by(lambda museum: museum.delivery),
    "desk-delivery-moving": _moving,
    "desk-delivery-asked": _asked,
    "desk-delivery-cancel": _pressed(_by(lambda museum: f"{museum.delivery}/cancel"), "Call it off"),
    "desk-delivery-files": _by(lambda museum: f"{museum.delivery}/files"),
    "desk-delivery-files-wrong": _pressed(_by(lambda museum: f"{museum.delivery}/files"), "Give me a link"),
    "desk-delivery-take": _taking,
    "desk-order": _at("/desk/deliveries/new"),
    "desk-order-looked": _looked,
    "desk-order-wrong": _pressed(_at("/desk/deliveries/new"), "Make the packets"),
    "desk-letters": _at("/desk/letters"),
    "desk-letter": _at("/desk/letters/-2"),
    "desk-letter-wrong": _pressed(_at("/desk/letters/new"), "Save"),
    "desk-list": _at(LIST),
    "desk-list-wrong": _pressed(_at(LIST), "Download CSV"),
    "desk-mail": _at("/desk/mail"),
    "desk-me": _at("/desk/me"),
    "desk-factor": _open("/desk/second-factor"),
    "desk-factor-wrong": _pressed(_at("/desk/second-factor"), "Go on"),
    "desk-factor-first": _with_nothing_to_prove,
    "desk-factor-app": _open("/desk/second-factor/app"),
    "desk-factor-app-wrong": _pressed(_at("/desk/second-factor/app"), "This is my app"),
    "desk-factor-passkey": _at("/desk/second-factor/passkey"),
    "desk-recovery-codes": _pressed(_at("/desk/me"), "Make ten new ones"),
    "desk-audit": _at("/desk/audit"),
    "desk-approval-asked": _on_site(lambda page, site: second_person.ask_for_list(page, site, LIST)),
    "desk-approval": _on_site(lambda page, site: second_person.asked_by_other(page, site, LIST)),
    "desk-approval-wrong": _pressed(
        _on_site(lambda page, site: second_person.asked_by_other(page, site, LIST)), "Refuse"
    ),
    "desk-approval-file": _on_site(lambda page, site: second_person.approved_by_other(page, site, LIST)),
    "desk-approvals": _at("/desk/approvals"),
    "desk-team": _at("/desk/team"),
    "desk-team-wrong": _pressed(_at("/desk/team"), "Save"),
    "desk-team-new": _at("/desk/team/new"),
    "desk-team-new-wrong": _pressed(_at("/desk/team/new"), "Invite"),
    "desk-team-member": _on_site(second_person.see_other),
    "desk-team-stopped": _on_site(second_person.see_stopped),
    "desk-day": _on_the_day(delivery_day.DAY),
    "desk-day-jumps": _with_jumps,
    "desk-day-none": _on_the_day(f"{delivery_day.DAY}?name=nobody"),
    "desk-day-official": _with_note,
    "desk-day-official-wrong": _pressed(_with_note, "Keep this note"),
    "desk-day-public": _on_the_day(delivery_day.PUBLIC),
    "desk-officials": _at(f"{OFFICIALS}?group=senate-committee"),
    "desk-officials-school": _at(f"{OFFICIALS}?group=school-districts&state=NJ&page=2"),
    "desk-officials-none": _at(f"{OFFICIALS}?q=nobody+of+this+name"),
    "desk-official": _at(f"{OFFICIALS}/1"),
    "desk-official-written-over": _written_over,
    "desk-official-wrong": _wrong_about_mayor,
    "desk-officials-new": _at(f"{OFFICIALS}/new"),
    "desk-officials-new-wrong": _pressed(_at(f"{OFFICIALS}/new"), "Add this official"),
    "desk-officials-files": _at(f"{OFFICIALS}/import?done=governors"),
    "desk-officials-files-wrong": _pressed(
        _at(f"{OFFICIALS}/import"), "See what it would change", "form.form"
    ),
    "desk-officials-plan": _newer_mayors,
    "desk-audit-wrong": _at("/desk/audit?words=hearing&since=2026-03-02&until=2026-03-01"),
    "desk-not-found": _at("/desk/demands/no-such-demand/list"),
    "desk-partners": _at(PARTNERS),
    "desk-partners-new": _at(f"{PARTNERS}/new"),
    "desk-partners-new-wrong": _pressed(_at(f"{PARTNERS}/new"), "Add this partner"),
    "desk-partners-edit": _at(f"{PARTNERS}/j4j/edit?done=changed"),
    "desk-partners-logo-wrong": _pressed(_at(f"{PARTNERS}/j4j/edit"), "Use this picture"),
    "desk-partners-logo": _with_logo,
    "desk-partners-stopped": _stopped,
    "desk-partners-keys": _at(f"{PARTNERS}/npe/keys"),
    "desk-partners-key-made": _pressed(_at(f"{PARTNERS}/j4j/keys"), "Make a key"),
    "desk-partners-widget": _at(f"{PARTNERS}/j4j/widget?accent=1a5fb4"),
    "desk-partners-widget-wrong": _at(f"{PARTNERS}/nj/widget?accent=blue"),
    "desk-partners-preview": _at(f"{PARTNERS}/j4j/preview/{DEMAND}"),
    "desk-partners-numbers": _at(f"{PARTNERS}/{PARTNER}"),
    "desk-partners-numbers-table": _with_table(f"{PARTNERS}/{PARTNER}?days=all"),
    "desk-partners-numbers-none": _nobody_came,
    "desk-partners-list": _at(f"{PARTNERS}/{PARTNER}/list"),
    "desk-partners-list-wrong": _pressed(_at(f"{PARTNERS}/{PARTNER}/list"), "Download CSV (ZIP)"),
}

SHOWN_BY = {
    "approvals/approval.html": "desk-approval",
    "approvals/approvals.html": "desk-approvals",
    "campaign/demand.html": "demand",
    "campaign/home.html": "home",
    "campaign/mastodon.html": "mastodon",
    "campaign/names.html": "names",
    "campaign/offer.html": "pledge-offered",
    "deliveries/cancel.html": "desk-delivery-cancel",
    "deliveries/deliveries.html": "desk-deliveries",
    "deliveries/delivery.html": "desk-delivery",
    "deliveries/files.html": "desk-delivery-files",
    "deliveries/letter.html": "desk-letter",
    "deliveries/letters.html": "desk-letters",
    "deliveries/order.html": "desk-order",
    "deliveries/take.html": "desk-delivery-take",
    "seals/verify.html": "verify",
    "handovers/all.html": "delivered-all",
    "handovers/day.html": "desk-day",
    "handovers/delivered.html": "delivered",
    "handovers/official.html": "desk-day-official",
    "handovers/publishing.html": "desk-day-public",
    "leaders/audit.html": "desk-audit",
    "leaders/app.html": "desk-factor-app",
    "leaders/choose.html": "desk-factor-first",
    "leaders/link_spent.html": "desk-link-spent",
    "leaders/mail.html": "desk-mail",
    "leaders/own.html": "desk-me",
    "leaders/passkey.html": "desk-factor-passkey",
    "leaders/prove.html": "desk-factor",
    "leaders/recovery_codes.html": "desk-recovery-codes",
    "leaders/sign_in.html": "desk-door",
    "leaders/sign_in_link.html": "desk-sign-in",
    "leaders/sign_in_sent.html": "desk-link-sent",
    "lists/demands.html": "desk",
    "lists/list.html": "desk-list",
    "mail/dev_letter.html": "captured-letter",
    "mail/dev_list.html": "captured-mail",
    "mine/acts.html": "mine-acts",
    "mine/erased.html": "mine-erased",
    "mine/offer.html": "mine-asked",
    "mine/own.html": "mine",
    "mine/sent.html": "mine-sent",
    "officials/files.html": "desk-officials-files",
    "officials/new.html": "desk-officials-new",
    "officials/official.html": "desk-official",
    "officials/officials.html": "desk-officials",
    "officials/plan.html": "desk-officials-plan",
    "partners/edit.html": "desk-partners-edit",
    "partners/keys.html": "desk-partners-keys",
    "partners/new.html": "desk-partners-new",
    "partners/partners.html": "desk-partners",
    "reach/list.html": "desk-partners-list",
    "reach/numbers.html": "desk-partners-numbers",
    "reach/spread.html": "desk-reach",
    "signing/check_your_mail.html": "check-your-mail",
    "signing/confirmation.html": "confirmation",
    "signing/confirmation_offer.html": "confirmation-broken",
    "signing/disavowal.html": "disavowal",
    "signing/disavowed.html": "disavowed",
    "signing/link_sent.html": "link-sent",
    "signing/mail_stop.html": "mail-stop",
    "signing/mail_stopped.html": "mail-stopped",
    "signing/thanks.html": "thanks",
    "team/member.html": "desk-team-member",
    "team/new.html": "desk-team-new",
    "team/team.html": "desk-team",
    "web/refusal.html": "not-found",
    "widgets/desk.html": "desk-partners-widget",
    "widgets/frame.html": "frame",
    "widgets/lost.html": "frame-lost",
    "widgets/no_partner.html": "frame-no-partner",
    "widgets/preview.html": "desk-partners-preview",
    "widgets/signed.html": "frame-signed",
}
"""A page of each template, so that none is forgotten. Letters share the one of "letter"."""

ALLOWED: dict[str, tuple[str, ...]] = {"failed": ("500",), **dict.fromkeys(DESK_PAGES, ("cookie",))}
"""What may happen to who opens a page (see watching)."""

OUT_OF_ORDER = ("failed", "demand-not-live")
"""Pages that something is broken for: no other page may be opened where they were."""
