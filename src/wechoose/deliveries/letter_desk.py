"""The desk's door to letters: the templates of what is written to officials, each with a look at it filled in."""

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery

from wechoose.base.database import Connection
from wechoose.base.refusals import Invalid
from wechoose.deliveries import letter_texts
from wechoose.deliveries.letter_texts import Template
from wechoose.deliveries.letters import LetterText, explained, is_fillable
from wechoose.deliveries.samples import sample_letter, samples
from wechoose.leaders.access import TheLeader, desk, desk_page
from wechoose.leaders.people import Leader
from wechoose.officials.addressing import titled
from wechoose.web.forms import Form, read_form
from wechoose.web.rendering import see_other
from wechoose.web.transactions import Db
from wechoose.web.visitor import client_address

HOME = "/desk/letters"
ONE = HOME + "/{text:int}"

BLANK = dict.fromkeys(letter_texts.FIELDS, "") | {"language": "en", "body": "{salutation}\n\n"}
BLANK |= {"closing": "{campaign}"}


@get(HOME, right="edit letters")
async def show_letters(
    request: Request, db: Db, leader: TheLeader, done: FromQuery[str] = ""
) -> Response[bytes]:
    templates = await letter_texts.all_templates(db)
    return desk_page(request, leader, "deliveries/letters.html", templates=templates, done=done)


@get(HOME + "/new", right="edit letters")
async def show_new(request: Request, db: Db, leader: TheLeader) -> Response[bytes]:
    return await _editor(request, db, leader, None, BLANK)


@post(HOME + "/new", right="edit letters")
async def add_letter(request: Request, db: Db, leader: TheLeader) -> Response[bytes]:
    return await _pressed(request, db, leader, None)


@get(ONE, right="edit letters")
async def show_letter(request: Request, db: Db, leader: TheLeader, text: FromPath[int]) -> Response[bytes]:
    template = await letter_texts.find_template(db, text)
    return await _editor(request, db, leader, template, letter_texts.as_typed(template))


@post(ONE, right="edit letters")
async def change_letter(request: Request, db: Db, leader: TheLeader, text: FromPath[int]) -> Response[bytes]:
    return await _pressed(request, db, leader, await letter_texts.find_template(db, text))


async def _pressed(
    request: Request, db: Connection, leader: Leader, before: Template | None
) -> Response[bytes]:
    form = await read_form(request)
    typed = _typed(form)
    try:
        if form["do"] == "look":
            letter_texts.check(typed)
            return await _editor(request, db, leader, before, typed, form["shown"])
        changed = await letter_texts.save(
            db, typed, before, by=leader.leader_id, address=client_address(request)
        )
    except Invalid as refusal:
        return await _editor(request, db, leader, before, typed, form["shown"], refusal.fields)
    return see_other(f"{HOME}?done={'saved' if changed else 'same'}")


def _typed(form: Form) -> dict[str, str]:
    return {name: form[name] for name in letter_texts.FIELDS}


async def _editor(
    request: Request,
    db: Connection,
    leader: Leader,
    template: Template | None,
    typed: dict[str, str],
    shown: str = "",
    wrong: dict[str, str] | None = None,
) -> Response[bytes]:
    """With the letter filled in for one official, as far as it can be."""
    officials = await samples(db, leader)
    chosen = next((each for each in officials if str(each.official_id) == shown), officials[0])
    campaign = request.app.state.front.campaign().name
    text = LetterText(*(typed[name] for name in ("language", "subject", "body", "closing")))
    filled = await sample_letter(db, text, chosen, campaign) if is_fillable(text) else None
    return desk_page(
        request,
        leader,
        "deliveries/letter.html",
        422 if wrong else 200,
        before=template,
        values=typed | {"shown": str(chosen.official_id)},
        errors=wrong or {},
        fields=explained(),
        officials=[(str(each.official_id), titled(each)) for each in officials],
        letter=filled,
        letter_language=typed["language"],
    )


ROUTES = [desk(show_letters, show_new, add_letter, show_letter, change_letter)]
