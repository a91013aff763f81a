"""Express doors of signing and confirming: what a crowd does at once."""

import msgspec

from wechoose.base.tokens import Expired, Forged
from wechoose.signing.asking import code_in, form_of
from wechoose.signing.on_behalf import CHANNEL, HEADER
from wechoose.signing.pages import confirmation_page, shown_in, thanks_address
from wechoose.signing.typed import Typed
from wechoose.signing.verification import read_confirmation
from wechoose.web.express import Answer, Ask, Door
from wechoose.web.rendering import PRIVATE, lead_to, page_answer

JSON = (b"content-type", b"application/json")
SIGNED = Answer(202, (JSON,), b'{"status":"check_your_mail"}')

OF_PARTNERS = (b"authorization", HEADER.lower().encode())

_typed = msgspec.json.Decoder(Typed)
_written = msgspec.json.Encoder().encode


async def give_form(ask: Ask) -> Answer | None:
    intake = ask.hall.intake
    if (await intake.demands.now()).get(ask.name) is None:
        return None
    code = code_in(ask.scope["query_string"])
    form = form_of(ask.hall.site, await intake.partners.now(), ask.name, code)
    return Answer(200, (JSON,), _written(form))


async def sign(ask: Ask) -> Answer | None:
    """For who comes without a key: whom a key speaks for is the framework's route's to find out."""
    if any(name in OF_PARTNERS for name, _value in ask.scope["headers"]):
        return None
    intake = ask.hall.intake
    demand = (await intake.demands.now()).get(ask.name)
    if demand is None:
        return None
    try:
        typed = _typed.decode(ask.body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    await intake.take_in(demand, typed, CHANNEL)
    return SIGNED


async def show_confirmation(ask: Ask) -> Answer | None:
    """Not compressed: what a link holds and what a stranger can put beside it must not meet in one compression."""
    intake = ask.hall.intake
    try:
        confirmation = read_confirmation(ask.hall.site, ask.name)
        waiting = await intake.find_waiting(confirmation)
    except (Expired, Forged):
        return None
    demands = (await intake.demands.now()).all()
    if not waiting.standing.has("pending"):
        return lead_to(thanks_address(ask.hall.site, demands, confirmation.signer_key, waiting.standing))
    partners = await intake.partners.now()
    made = confirmation_page(ask.hall, ask.name, confirmation, waiting, demands, partners)
    return page_answer(made, PRIVATE)


async def confirm(ask: Ask) -> Answer | None:
    intake = ask.hall.intake
    shown = shown_in(ask.header(b"content-type").decode("latin-1"), ask.body)
    try:
        confirmation = read_confirmation(ask.hall.site, ask.name, shown)
        standing = await intake.verify(confirmation)
    except (Expired, Forged):
        return None
    ask.hall.live.expire()
    demands = (await intake.demands.now()).all()
    address = thanks_address(ask.hall.site, demands, confirmation.signer_key, standing)
    return lead_to(address)


DOORS = [
    Door("POST", "/api/v1/demands/{}/signatures", sign, waits=True),
    Door("GET", "/api/v1/demands/{}/form", give_form),
    Door("GET", "/confirmations/{}", show_confirmation),
    Door("POST", "/confirmations/{}", confirm),
]
