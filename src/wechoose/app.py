"""The web app: the only list of all routes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from litestar import Litestar
from litestar.datastructures import State
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Components, Server
from litestar.types import Receive, Scope, Send

import wechoose.approvals.desk
import wechoose.campaign.api
import wechoose.campaign.express
import wechoose.campaign.offers
import wechoose.campaign.pages
import wechoose.counts.api
import wechoose.counts.express
import wechoose.deliveries.desk
import wechoose.deliveries.files_desk
import wechoose.deliveries.letter_desk
import wechoose.deliveries.order_desk
import wechoose.handovers.desk
import wechoose.handovers.express
import wechoose.handovers.notes_desk
import wechoose.handovers.pages
import wechoose.handovers.publishing_desk
import wechoose.health.api
import wechoose.leaders.audit_desk
import wechoose.leaders.desk
import wechoose.leaders.door
import wechoose.leaders.factor_pages
import wechoose.leaders.own_pages
import wechoose.lists.desk
import wechoose.mail.pages
import wechoose.mine.changing
import wechoose.mine.pages
import wechoose.officials.desk
import wechoose.officials.desk_imports
import wechoose.partners.desk
import wechoose.partners.pages
import wechoose.reach.desk
import wechoose.seals.pages
import wechoose.signing.api
import wechoose.signing.express
import wechoose.signing.pages
import wechoose.team.desk
import wechoose.team.member_desk
import wechoose.web.statics
import wechoose.widgets.desk
import wechoose.widgets.express
import wechoose.widgets.pages
import wechoose.widgets.pictures
from wechoose.approvals.approvals import keep_askers
from wechoose.base import logs
from wechoose.base.queries import all_queries
from wechoose.base.site import Site
from wechoose.campaign.front import Front
from wechoose.counts.live import LiveCounts
from wechoose.handovers.listed import keep_listed
from wechoose.kinds import KINDS
from wechoose.leaders.cookies import hand_over
from wechoose.partners.logos import Logos
from wechoose.reach.memory import Memory
from wechoose.seals.seal_key import keep_seal_key
from wechoose.signing.described import API_SAYS, KEY, KEY_SCHEME
from wechoose.signing.intake import Intake
from wechoose.signing.on_behalf import Callers
from wechoose.web.entrance import Entrance
from wechoose.web.errors import HANDLERS, Busy
from wechoose.web.express import LARGEST_BODY, Express
from wechoose.web.frames import Frames
from wechoose.web.shared import SharedPages
from wechoose.web.transactions import DEPENDENCIES, look_again
from wechoose.widgets.gallery import Gallery
from wechoose.widgets.states import States

DOORS = [
    wechoose.campaign.pages,
    wechoose.campaign.offers,
    wechoose.campaign.api,
    wechoose.signing.pages,
    wechoose.mine.pages,
    wechoose.mine.changing,
    wechoose.signing.api,
    wechoose.counts.api,
    wechoose.widgets.pages,
    wechoose.widgets.pictures,
    wechoose.mail.pages,
    wechoose.leaders.door,
    wechoose.leaders.factor_pages,
    wechoose.leaders.own_pages,
    wechoose.leaders.desk,
    wechoose.leaders.audit_desk,
    wechoose.approvals.desk,
    wechoose.team.desk,
    wechoose.team.member_desk,
    wechoose.officials.desk,
    wechoose.officials.desk_imports,
    wechoose.partners.pages,
    wechoose.partners.desk,
    wechoose.widgets.desk,
    wechoose.lists.desk,
    wechoose.seals.pages,
    wechoose.deliveries.files_desk,
    wechoose.deliveries.letter_desk,
    wechoose.deliveries.order_desk,
    wechoose.deliveries.desk,
    wechoose.handovers.desk,
    wechoose.handovers.notes_desk,
    wechoose.handovers.publishing_desk,
    wechoose.handovers.pages,
    wechoose.reach.desk,
    wechoose.health.api,
]

EXPRESS = [
    wechoose.signing.express,
    wechoose.counts.express,
    wechoose.campaign.express,
    wechoose.widgets.express,
    wechoose.handovers.express,
    wechoose.web.statics,
]


class App:
    """The ASGI app of one process; `live` is here so that a server that stops can end the open streams."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.live = LiveCounts(site.database)
        state = State(
            {
                "site": site,
                "live": self.live,
                "front": Front(),
                "intake": Intake(site),
                "callers": Callers(site),
                "logos": Logos(site.database),
                "shared": SharedPages(),
                "frames": Frames(),
                "gallery": Gallery(),
                "states": States(site),
                "listed": keep_listed(site.database),
                "reach": Memory(site),
                "askers": keep_askers(site.database),
                "kinds": KINDS,
            },
            deep_copy=False,
        )
        self._litestar = Litestar(
            route_handlers=[
                wechoose.web.statics.send_static,
                *(route for door in DOORS for route in door.ROUTES),
            ],
            dependencies=DEPENDENCIES,
            exception_handlers=HANDLERS,  # type: ignore[arg-type]
            state=state,
            lifespan=[_lifespan],
            before_send=[look_again, hand_over],
            request_max_body_size=LARGEST_BODY,
            openapi_config=_openapi(site),
            logging_config=None,
        )
        secure = site.settings.public_url.startswith("https://")
        doors = [door for room in EXPRESS for door in room.DOORS]
        entrance = Entrance(self._litestar, secure=secure)
        busy, is_busy = Busy(self._litestar), state.intake.is_busy
        self._express = Express(entrance, state, doors, busy, secure=secure, is_busy=is_busy)
        # The server asks this before it reads a request; see serving/connections.py.
        self.send_away = self._express.send_away

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._express(scope, receive, send)

    def lifespan(self) -> AbstractAsyncContextManager[None]:
        return self._litestar.lifespan()


def build(site: Site) -> App:
    return App(site)


def _openapi(site: Site) -> OpenAPIConfig:
    """Where it is and who may call; what each address does stands beside its handler."""
    return OpenAPIConfig(
        title="We Choose",
        version="1",
        description=API_SAYS,
        servers=[Server(url=site.settings.public_url)],
        components=Components(security_schemes={KEY: KEY_SCHEME}),
        path="/api/v1/schema",
        render_plugins=[JsonRenderPlugin(path="/")],
    )


@asynccontextmanager
async def _lifespan(app: Litestar) -> AsyncIterator[None]:
    site, live = app.state.site, app.state.live
    await site.database.prepare(dict(all_queries()))
    await keep_seal_key(site)
    async with site.database.transaction(read_only=True) as db:
        await app.state.front.load(db)
    await live.look()
    looking = asyncio.create_task(live.run())
    comparing = asyncio.create_task(_compare_clocks(site))
    try:
        yield
    finally:
        live.close()
        for task in (looking, comparing):
            task.cancel()
        await asyncio.gather(looking, comparing, return_exceptions=True)


async def _compare_clocks(site: Site) -> None:
    """Ask the database for the time every minute: tokens expire by its clock, not by this machine's."""
    while True:
        await asyncio.sleep(60)
        try:
            await site.database.compare_clocks()
        except Exception as error:
            logs.log.warning("clock_not_compared", error=error)
