"""Letters about changes: one for several, never untold, and never more mail than a mailbox gets in a day."""

from email.message import EmailMessage

import pytest

from tests.conftest import Later
from tests.mine.own import correct, do
from tests.signing.conftest import MORATORIUM, Supporter
from tests.signing.test_letters import Mailbox, part
from wechoose.base.limits import Limits
from wechoose.mail.claims import LEASE
from wechoose.mail.outbox import DAY
from wechoose.worker import COMPOSERS

ZERO = "end-zero-tolerance"


class Post(Mailbox):
    """Everything that came, by the worker's own composers."""

    async def arrived(self) -> list[EmailMessage]:
        return [each for each in await self.letters() if "changed" in str(each["subject"])]


@pytest.fixture
def post(supporter: Supporter, monkeypatch: pytest.MonkeyPatch) -> Post:
    monkeypatch.setattr("tests.signing.test_letters.COMPOSERS", COMPOSERS)
    return Post(supporter)


async def counted(supporter: Supporter, post: Post) -> None:
    """As the letter asked."""
    await supporter.sign(demands=[ZERO])
    await post.letters()
    await supporter.confirm(MORATORIUM, ZERO)


async def test_one_letter_tells_of_all_that_was_changed_within_a_minute(
    supporter: Supporter, post: Post, later: Later
) -> None:
    await counted(supporter, post)
    await correct(supporter, given_name="Mariah", zip="48201")
    await do(supporter, "name", shown="shown")
    later(seconds=30)
    await do(supporter, "consents", news="yes")
    await do(supporter, "withdraw", demand=ZERO)
    assert await post.arrived() == []
    later(seconds=31)
    (letter,) = await post.arrived()
    for kind in ("plain", "html"):
        words = part(letter, kind)
        for said in (
            "Your name was corrected.",
            "Your ZIP code or state was corrected",
            "Your name may be shown to others.",
            "Who may write to you was changed.",
            "Your signature was taken back: ",
            "/mine/",
        ):
            assert words.count(said) == 1, said
    assert "48201" not in part(letter, "plain")
    assert "Hello Mariah" in part(letter, "plain")


async def test_it_comes_in_the_language_that_the_signer_chose(
    supporter: Supporter, post: Post, later: Later
) -> None:
    await counted(supporter, post)
    async with supporter.site.database.transaction() as db:
        await db.execute("update signers set language = 'es'")
    await do(supporter, "name", shown="shown")
    assert [row["language"] for row in await supporter.letters() if row["kind"] == "changed"] == ["es"]


async def test_what_is_changed_while_a_letter_is_on_its_way_is_told_by_the_next(
    supporter: Supporter, post: Post, later: Later
) -> None:
    await counted(supporter, post)
    await do(supporter, "name", shown="shown")
    later(minutes=2)
    await post.letters()
    await do(supporter, "withdraw", demand=ZERO)
    later(days=1, minutes=2)
    first, second = await post.arrived()
    assert "taken back" not in part(first, "plain")
    assert "taken back" in part(second, "plain")
    assert "shown" not in part(second, "plain")


async def test_a_letter_beyond_the_days_waits_and_tells_everything(
    supporter: Supporter, post: Post, later: Later
) -> None:
    await counted(supporter, post)
    for how in ("shown", "hidden", "initial", "hidden"):
        later(minutes=10)
        await do(supporter, "name", shown=how)
        later(minutes=2)
        await post.letters()
    print(
        [(r["kind"], r["status"], str(r["created_at"]), str(r["due_at"])) for r in await supporter.letters()]
    )
    assert len(await post.arrived()) == 1
    later(days=1)
    assert len(await post.arrived()) == 2
    told = await supporter.fetch("select demand_ids from outbox where kind = 'changed'")
    assert sorted(each for row in told for each in row[0]) == [1, 2, 3, 4]


async def test_who_signs_after_changing_is_asked_to_confirm_at_once(
    supporter: Supporter, post: Post, later: Later
) -> None:
    """Letters about changes leave the last of a day to others, also one that is already due tomorrow."""
    await counted(supporter, post)
    for how in ("shown", "hidden", "shown"):
        later(minutes=2)
        await post.letters()
        await do(supporter, "name", shown=how)
    await supporter.sign("community-schools")
    before = len(await post.letters())
    assert before == Limits().mails_a_day
    assert (await supporter.letters())[-1]["kind"] == "confirmation"


async def test_no_day_has_more_letters_than_a_mailbox_gets(
    supporter: Supporter, post: Post, later: Later
) -> None:
    slugs = [row[0] for row in await supporter.fetch("select slug from demands where slug <> $1", MORATORIUM)]
    await supporter.sign()
    await supporter.confirm()
    for number, slug in enumerate(slugs):
        later(minutes=50)
        await do(supporter, "name", shown=("shown", "hidden")[number % 2])
        await supporter.sign(slug)
        await post.letters()
        await supporter.confirm(slug)
    for turn in range(10):
        later(hours=7)
        await do(supporter, "name", shown=("shown", "hidden")[turn % 2])
        await post.letters()
    due = sorted(row["due_at"] for row in await supporter.letters() if row["status"] != "dropped")
    most = Limits().mails_a_day
    # A letter that is taken up is due again, if need be, a little later.
    day = DAY - LEASE
    assert len(due) > 2 * most
    assert all(last - first >= day for first, last in zip(due, due[most:], strict=False))


async def test_a_letter_to_who_was_erased_meanwhile_is_never_sent(
    supporter: Supporter, post: Post, later: Later
) -> None:
    await counted(supporter, post)
    await do(supporter, "name", shown="shown")
    await do(supporter, "erase", sure="yes")
    later(minutes=5)
    assert await post.arrived() == []
    assert await supporter.letters() == []
