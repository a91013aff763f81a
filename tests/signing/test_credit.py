"""Credit: a slip in an address costs no signature, and a source is a code that somebody gave, no person's address."""

import pytest

from tests.signing.conftest import Supporter
from wechoose.partners.partners import Partner, Wording, gather
from wechoose.signing.credit import LONGEST, clean_source, credit, query_of, source_of
from wechoose.signing.typed import Typed


def partner(code: str, number: int, status: str = "active", asks: str = "own") -> Partner:
    line = Wording(number, 1, f"{code} may write.", f"{code} puede escribir.")
    return Partner(number, code, code, None, "national", None, status, (), asks, "", "", line)


SILENT = partner("silent", 4, asks="never")
PARTNERS = gather([partner("one", 1), partner("two", 2), partner("gone", 3, "stopped"), SILENT], {}, {})


@pytest.mark.parametrize("code", ["nobody", "gone", "ONE", "one "])
def test_a_partner_that_is_none_any_more_is_credited_with_nothing(code: str) -> None:
    assert credit(Typed(partner=code), PARTNERS).partner == ""


def test_of_what_was_ticked_only_active_partners_that_ask_stay() -> None:
    typed = credit(Typed(partner="two", consent=("gone", "one", "nobody", "silent")), PARTNERS)
    assert (typed.partner, typed.consent) == ("two", ("one",))


@pytest.mark.parametrize(
    ("query", "source"),
    [
        ("", ""),
        ("source=May-Mailing", "may-mailing"),
        ("utm_source=Newsletter&utm_medium=email&utm_campaign=May+1", "newsletter/email/may 1"),
        ("utm_campaign=may&utm_source=news", "news/may"),
        ("source=first&source=last", "last"),
        ("source=own&utm_source=other", "own"),
        ("source=jo%40example.org", ""),
        ("utm_source=jo%40example.org&utm_campaign=may", "may"),
        ("source=%3Cscript%3E", ""),
        ("source=%ff%fe", ""),
        ("source=oto%C3%B1o", "otoño"),
        ("&".join(f"a{n}=1" for n in range(200)) + "&source=x", ""),
    ],
)
def test_a_source_is_what_the_address_names(query: str, source: str) -> None:
    assert source_of(query) == source


@pytest.mark.parametrize(
    ("address", "query"),
    [
        ("", ""),
        ("https://example.org/demands/x?source=may&lang=es", "source=may&lang=es"),
        ("https://example.org/?source=may#?source=june", "source=may"),
        ("http://[x?source=may", "source=may"),
        ("http://[", ""),
    ],
)
def test_no_address_of_a_page_is_too_broken_to_be_read(address: str, query: str) -> None:
    assert query_of(address) == query


def test_a_source_is_one_however_it_is_spelt() -> None:
    assert clean_source("  May   Mailing ") == clean_source("may mailing") == "may mailing"


def test_a_long_source_is_cut_and_still_one() -> None:
    assert clean_source("a" * 500) == "a" * LONGEST
    assert clean_source("a" * (LONGEST - 1) + " b") == "a" * (LONGEST - 1)


def test_what_the_form_says_counts_before_what_its_address_said() -> None:
    assert credit(Typed(source="Form"), PARTNERS, "source=address").source == "form"
    assert credit(Typed(source="jo@example.org"), PARTNERS, "source=address").source == "address"


async def test_a_signature_keeps_its_partner_and_its_source(supporter: Supporter) -> None:
    answer = await supporter.sign_by_form(partner="j4j", source="May Mailing")
    assert answer.status_code == 303
    [row] = await supporter.fetch(
        "select p.code, s.source from signatures s join partners p using (partner_id)"
    )
    assert tuple(row) == ("j4j", "may mailing")


async def test_who_signs_again_stays_with_who_brought_them_first(supporter: Supporter) -> None:
    await supporter.sign(partner="j4j", source="first")
    await supporter.sign(partner="npe", source="second")
    [row] = await supporter.fetch(
        "select p.code, s.source from signatures s join partners p using (partner_id)"
    )
    assert tuple(row) == ("j4j", "first")


async def test_a_browser_that_names_a_broken_page_still_signs(supporter: Supporter) -> None:
    supporter.client.headers["referer"] = "http://[x?source=may"
    assert (await supporter.sign_by_form()).status_code == 303
    [row] = await supporter.fetch("select source from signatures")
    assert row["source"] == "may"
