"""Express doors of handovers: what a crowd reads of a delivery."""

from wechoose.handovers.sheets import all_delivered, delivered
from wechoose.web.express import Answer, Ask, Door


async def show_all(ask: Ask) -> Answer | None:
    return await ask.hall.shared.give(ask, await all_delivered(ask.hall))


async def show_delivered(ask: Ask) -> Answer | None:
    return await ask.hall.shared.give(ask, await delivered(ask.hall, ask.name))


DOORS = [
    Door("GET", "/delivered", show_all),
    Door("GET", "/delivered/{}", show_delivered),
]
