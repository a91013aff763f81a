import asyncio
import csv
import io
import zipfile
from typing import Any

import httpx
from openpyxl import load_workbook

from tests.conftest import Later
from tests.reach.conftest import SCHOOLS, Coalition, Leads, csrf_of, words_of
from wechoose.audit import acts, trail
from wechoose.partners.partners import set_wording

LIST = "/desk/partners/j4j/list"


async def _post(client: httpx.AsyncClient, address: str = LIST, form: str = "zip") -> httpx.Response:
    typed = {"csrf": await csrf_of(client, address), "reason": "The spring newsletter", "format": form}
    return await client.post(address, data=typed)


async def _take(client: httpx.AsyncClient, address: str = LIST) -> dict[str, list[dict[str, str]]]:
    """The list as a partner's program reads it: rows by the name of their file."""
    answer = await _post(client, address)
    assert answer.status_code == 200, answer.text
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["README.txt", "people.csv", "removals.csv", "wordings.csv"]
        return {
            name.removesuffix(".csv"): list(
                csv.DictReader(io.StringIO(archive.read(name).decode("utf-8-sig")))
            )
            for name in archive.namelist()[1:]
        }


def _emails(rows: list[dict[str, str]]) -> set[str]:
    return {row["email"] for row in rows}


async def test_a_list_holds_only_who_ticked_and_confirmed(coalition: Coalition, leads: Leads) -> None:
    await coalition.bring("ticked@example.org", consent=["j4j"])
    await coalition.bring("elsewhere@example.org", "npe", consent=["j4j", "npe"])
    await coalition.bring("not-ticked@example.org")
    await coalition.bring("theirs@example.org", consent=["npe"])
    await coalition.sign("pending@example.org", consent=["j4j"])
    taken = await _take(await leads("j4j"))
    assert _emails(taken["people"]) == {"ticked@example.org", "elsewhere@example.org"}
    assert taken["removals"] == []


async def test_a_row_says_who_it_is_and_what_they_agreed_to(coalition: Coalition, leads: Leads) -> None:
    await coalition.bring("maria@example.org", consent=["j4j"])
    await coalition.bring("maria@example.org", slug=SCHOOLS)
    await coalition.sign("maria@example.org", slug="restorative-justice")
    (row,) = (await _take(await leads("j4j")))["people"]
    assert (row["given_name"], row["family_name"], row["email"]) == ("María", "Nguyễn", "maria@example.org")
    assert (row["zip"], row["city"], row["state"], row["language"]) == ("07102", "Newark", "NJ", "en")
    assert row["demands"].split() == ["privatization-moratorium", "community-schools"]
    assert row["wording"] == "Journey for Justice Alliance may send me e-mail about its work."
    assert row["wording_version"] == "1"
    assert row["consented_at"].endswith("Z")


async def test_a_list_names_the_wording_that_was_agreed_to_also_when_there_is_another(
    coalition: Coalition, leads: Leads
) -> None:
    await coalition.bring("early@example.org", consent=["j4j"])
    (partner,) = (await coalition.fetch("select partner_id from partners where code = 'j4j'"))[0]
    async with coalition.site.database.transaction() as db:
        await set_wording(db, partner, "News and calls.", "Noticias y llamadas.")
    client = await leads("j4j")
    taken = await _take(client)
    assert [row["wording_version"] for row in taken["people"]] == ["1"]
    assert "may send me e-mail" in taken["people"][0]["wording"]
    assert [row["version"] for row in taken["wordings"]] == ["1", "2"]
    assert taken["wordings"][1]["spanish"] == "Noticias y llamadas."


async def test_who_signs_in_spanish_agreed_to_the_spanish_words(coalition: Coalition, leads: Leads) -> None:
    await coalition.bring("es@example.org", consent=["j4j"])
    async with coalition.site.database.transaction() as db:
        await db.execute("update signers set language = 'es'")
    (row,) = (await _take(await leads("j4j")))["people"]
    assert row["wording"].endswith("puede enviarme correos sobre su trabajo.")


async def test_who_withdrew_before_any_list_never_appears(coalition: Coalition, leads: Leads) -> None:
    await coalition.bring("gone@example.org", consent=["j4j"])
    await coalition.withdraw("gone@example.org")
    client = await leads("j4j")
    for _each in range(2):
        taken = await _take(client)
        assert (taken["people"], taken["removals"]) == ([], [])


async def test_who_withdraws_after_a_list_is_to_be_removed_from_then_on(
    coalition: Coalition, leads: Leads, later: Later
) -> None:
    await coalition.bring("gone@example.org", consent=["j4j"])
    await coalition.bring("here@example.org", consent=["j4j"])
    client = await leads("j4j")
    ids = {row["email"]: row["id"] for row in (await _take(client))["people"]}
    await coalition.withdraw("gone@example.org")
    later(minutes=1)
    for _each in range(2):
        taken = await _take(client)
        assert _emails(taken["people"]) == {"here@example.org"}
        assert [(row["id"], row["email"]) for row in taken["removals"]] == [
            (ids["gone@example.org"], "gone@example.org")
        ]


async def test_who_agrees_again_is_on_the_list_again(coalition: Coalition, leads: Leads) -> None:
    await coalition.bring("again@example.org", consent=["j4j"])
    client = await leads("j4j")
    await _take(client)
    await coalition.withdraw("again@example.org")
    assert _emails((await _take(client))["removals"]) == {"again@example.org"}
    await coalition.bring("again@example.org", slug=SCHOOLS, consent=["j4j"])
    taken = await _take(client)
    assert _emails(taken["people"]) == {"again@example.org"}
    assert taken["removals"] == []


async def test_who_is_erased_is_removed_by_id_only(coalition: Coalition, leads: Leads) -> None:
    await coalition.bring("gone@example.org", consent=["j4j"])
    client = await leads("j4j")
    (person,) = (await _take(client))["people"]
    await coalition.disavow("gone@example.org")
    taken = await _take(client)
    assert taken["people"] == []
    assert [(row["id"], row["email"]) for row in taken["removals"]] == [(person["id"], "")]


async def test_who_wants_no_mail_at_all_is_to_be_removed(coalition: Coalition, leads: Leads) -> None:
    await coalition.bring("quiet@example.org", consent=["j4j"])
    client = await leads("j4j")
    await _take(client)
    await coalition.answer("mail_stop", "quiet@example.org")
    taken = await _take(client)
    assert taken["people"] == []
    assert _emails(taken["removals"]) == {"quiet@example.org"}


async def test_two_partners_know_a_person_by_different_names(coalition: Coalition, leads: Leads) -> None:
    await coalition.bring("both@example.org", consent=["j4j", "npe"])
    await coalition.bring("both@example.org", "npe", SCHOOLS)
    owner = await leads("")
    (mine,) = (await _take(owner))["people"]
    (theirs,) = (await _take(owner, "/desk/partners/npe/list"))["people"]
    (again,) = (await _take(owner))["people"]
    assert mine["email"] == theirs["email"]
    assert mine["id"] != theirs["id"]
    assert mine["id"] == again["id"]
    assert mine["demands"] == "privatization-moratorium"
    assert theirs["demands"] == "community-schools"


async def test_a_download_that_broke_off_loses_nothing(coalition: Coalition, leads: Leads) -> None:
    await coalition.bring("here@example.org", consent=["j4j"])
    await coalition.bring("gone@example.org", consent=["j4j"])
    client = await leads("j4j")
    await _take(client)
    await coalition.bring("new@example.org", consent=["j4j"])
    await coalition.withdraw("gone@example.org")
    typed = {"csrf": await csrf_of(client, LIST), "reason": "Breaks off", "format": "zip"}
    async with client.stream("POST", LIST, data=typed) as answer:
        assert answer.status_code == 200
    taken = await _take(client)
    assert _emails(taken["people"]) == {"here@example.org", "new@example.org"}
    assert _emails(taken["removals"]) == {"gone@example.org"}
    assert [row["number"] for row in await coalition.fetch("select number from partner_lists")] == [1, 2, 3]


async def test_a_list_of_nobody_is_a_list(leads: Leads) -> None:
    taken = await _take(await leads("j4j"))
    assert (taken["people"], taken["removals"], len(taken["wordings"])) == ([], [], 1)


async def test_a_hostile_name_is_a_text(coalition: Coalition, leads: Leads) -> None:
    await coalition.bring(
        "evil@example.org", consent=["j4j"], given_name="=cmd|' /C calc'!A0", family_name='"; "+Wu'
    )
    client = await leads("j4j")
    (row,) = (await _take(client))["people"]
    assert row["given_name"] == "'=cmd|' /C calc'!A0"
    assert row["family_name"] == '"; "+Wu'
    sheets: Any = load_workbook(io.BytesIO((await _post(client, form="xlsx")).content))
    assert sheets["People"]["B2"].value == "=cmd|' /C calc'!A0"
    assert sheets["People"]["B2"].data_type in ("s", "inlineStr")


async def test_a_workbook_has_the_same_tables_and_keeps_the_zero_of_a_zip(
    coalition: Coalition, leads: Leads
) -> None:
    await coalition.bring("maria@example.org", consent=["j4j"])
    client = await leads("j4j")
    answer = await _post(client, form="xlsx")
    assert answer.headers["content-disposition"].startswith('attachment; filename="j4j-list-1-20')
    assert answer.headers["content-disposition"].endswith('.xlsx"')
    sheets: Any = load_workbook(io.BytesIO(answer.content))
    assert sheets.sheetnames == ["People", "Removals", "Wordings"]
    taken = await _take(client)
    for name in sheets.sheetnames:
        first, *rest = sheets[name].iter_rows(values_only=True)
        rows = [dict(zip(first, (cell or "" for cell in row), strict=True)) for row in rest]
        assert rows == taken[name.lower()]
    assert sheets["People"]["E2"].value == "07102"


async def test_a_list_is_on_the_trail_with_its_reason_and_names_nobody(
    coalition: Coalition, leads: Leads
) -> None:
    await coalition.bring("maria@example.org", consent=["j4j"])
    await _take(await leads("j4j"))
    async with coalition.site.database.transaction(read_only=True) as db:
        line = (await trail.read_back(db))[0]
    assert (line.act, line.subject, line.reason) == (acts.TOOK_PARTNER_LIST, "j4j", "The spring newsletter")
    assert line.details == {"list": 1, "people": 1, "removals": 0, "format": "zip"}


async def test_without_a_reason_no_list_is_made(coalition: Coalition, leads: Leads) -> None:
    await coalition.bring("maria@example.org", consent=["j4j"])
    client = await leads("j4j")
    answer = await client.post(
        LIST, data={"csrf": await csrf_of(client, LIST), "reason": " ", "format": "pdf"}
    )
    assert answer.status_code == 422
    assert "Say in a few words what the list is for." in answer.text
    assert "Choose ZIP or XLSX." in answer.text
    assert await coalition.fetch("select 1 from partner_lists") == []
    assert await coalition.fetch("select 1 from consents where listed_in is not null") == []


async def test_the_page_tells_what_is_new_since_the_last_list(
    coalition: Coalition, leads: Leads, later: Later
) -> None:
    for name in ("one", "two"):
        await coalition.bring(f"{name}@example.org", consent=["j4j"])
    client = await leads("j4j")
    words = words_of((await client.get(LIST)).text)
    assert "May be written to 2 On no list yet 2" in words
    assert "No list was taken yet." in words
    await _take(client)
    later(minutes=5)
    await coalition.bring("three@example.org", consent=["j4j"])
    async with coalition.site.database.transaction() as db:
        await db.execute(
            "update consents set withdrawn_at = now() + interval '5 minutes' where signer_key = $1",
            coalition.key("one@example.org"),
        )
    words = words_of((await client.get(LIST)).text)
    assert "May be written to 2 New since the last list 1 Took it back since the last list 1" in words
    assert "With the list comes 1 person to delete" in words


async def test_a_role_takes_the_list_of_its_own_partner_only(coalition: Coalition, leads: Leads) -> None:
    await coalition.bring("maria@example.org", consent=["j4j"])
    client = await leads("npe")
    csrf = await csrf_of(client, "/desk/partners/npe/list")
    assert (await client.get(LIST)).status_code == 404
    assert (await client.post(LIST, data={"csrf": csrf, "reason": "Theirs"})).status_code == 404
    assert await coalition.fetch("select 1 from partner_lists") == []


async def test_two_lists_taken_at_once_have_numbers_of_their_own_and_are_whole(
    coalition: Coalition, leads: Leads
) -> None:
    for name in ("one", "two", "three"):
        await coalition.bring(f"{name}@example.org", consent=["j4j"])
    client = await leads("j4j")
    first, second = await asyncio.gather(_take(client), _take(client))
    assert first["people"] == second["people"]
    assert len(first["people"]) == 3
    assert [row[0] for row in await coalition.fetch("select number from partner_lists order by 1")] == [1, 2]


async def test_a_list_waits_for_nobody_and_the_next_one_has_them(coalition: Coalition, leads: Leads) -> None:
    await coalition.bring("free@example.org", consent=["j4j"])
    await coalition.bring("busy@example.org", consent=["j4j"])
    client = await leads("j4j")
    async with coalition.site.database.transaction() as db:
        await db.fetch(
            "select 1 from consents where signer_key = $1 for update", coalition.key("busy@example.org")
        )
        assert _emails((await _take(client))["people"]) == {"free@example.org"}
    assert _emails((await _take(client))["people"]) == {"free@example.org", "busy@example.org"}


async def test_a_list_explains_itself_in_plain_words(leads: Leads) -> None:
    with zipfile.ZipFile(io.BytesIO((await _post(await leads("j4j"))).content)) as archive:
        words = archive.read("README.txt").decode()
    assert words.startswith("List 1 for Journey for Justice Alliance\r\n")
    assert "Delete these people and write to them no more." in words


async def test_a_stopped_partner_hears_of_removals_and_gets_nobody_new(
    coalition: Coalition, leads: Leads
) -> None:
    for name in ("old", "gone"):
        await coalition.bring(f"{name}@example.org", consent=["j4j"])
    client = await leads("j4j")
    await _take(client)
    await coalition.bring("new@example.org", consent=["j4j"])
    await coalition.withdraw("gone@example.org")
    async with coalition.site.database.transaction() as db:
        await db.execute("update partners set status = 'stopped' where code = 'j4j'")
    taken = await _take(client)
    assert _emails(taken["people"]) == {"old@example.org"}
    assert _emails(taken["removals"]) == {"gone@example.org"}
