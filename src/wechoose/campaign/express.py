"""Express doors of the campaign: the form that a crowd sends."""

from wechoose.signing.typed import from_form
from wechoose.web.express import Answer, Ask, Door
from wechoose.web.forms import parse_form


async def sign(ask: Ask) -> Answer | None:
    intake = ask.hall.intake
    demand = (await intake.demands.now()).get(ask.name)
    if demand is None:
        return None
    typed = from_form(parse_form(ask.header(b"content-type").decode("latin-1"), ask.body))
    await intake.take_in(demand, typed, "web")
    return Answer(303, ((b"location", f"/demands/{demand.slug}/check-your-mail".encode()),))


DOORS = [Door("POST", "/demands/{}/signatures", sign)]
