"""Express doors of the campaign: the pages that a crowd reads, and the form that it sends."""

from wechoose.campaign.sheets import check_your_mail, home, names, sheet, thanks, thanks_with_offer
from wechoose.signing.credit import credit, query_of
from wechoose.signing.typed import from_form
from wechoose.web.express import Answer, Ask, Door
from wechoose.web.forms import parse_form
from wechoose.web.rendering import PRIVATE, lead_to, page_answer


async def show_home(ask: Ask) -> Answer | None:
    return await ask.hall.shared.give(ask, await home(ask.hall, ask.scope["query_string"]))


async def show_demand(ask: Ask) -> Answer | None:
    return await ask.hall.shared.give(ask, await sheet(ask.hall, ask.name, ask.scope["query_string"]))


async def show_check_your_mail(ask: Ask) -> Answer | None:
    """Where mail is captured, the page depends on where its visitor comes from."""
    if ask.hall.site.settings.smtp_url is None:
        return None
    return await ask.hall.shared.give(ask, await check_your_mail(ask.hall, ask.name, captured=False))


async def show_thanks(ask: Ask) -> Answer | None:
    """Private and not compressed where it holds what only this person may press."""
    query = ask.scope["query_string"]
    if b"offer=" in query and (page := await thanks_with_offer(ask.hall, ask.name, query)):
        return page_answer(page, PRIVATE)
    return await ask.hall.shared.give(ask, await thanks(ask.hall, ask.name, query))


async def show_names(ask: Ask) -> Answer | None:
    return await ask.hall.shared.give(ask, await names(ask.hall, ask.name, ask.scope["query_string"]))


async def sign(ask: Ask) -> Answer | None:
    intake = ask.hall.intake
    demand = (await intake.demands.now()).get(ask.name)
    if demand is None:
        return None
    typed = from_form(parse_form(ask.header(b"content-type").decode("latin-1"), ask.body))
    query = query_of(ask.header(b"referer").decode("latin-1"))
    typed = credit(typed, await intake.partners.now(), query)
    await intake.take_in(demand, typed, "web")
    return lead_to(f"/demands/{demand.slug}/check-your-mail")


DOORS = [
    Door("GET", "/", show_home),
    Door("GET", "/demands/{}", show_demand),
    Door("GET", "/demands/{}/check-your-mail", show_check_your_mail),
    Door("GET", "/demands/{}/thanks", show_thanks),
    Door("GET", "/demands/{}/names", show_names),
    Door("POST", "/demands/{}/signatures", sign, waits=True),
]
