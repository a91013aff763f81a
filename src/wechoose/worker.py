"""The worker: the only list of all background work."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

from wechoose.approvals.deciding import expire
from wechoose.base.logs import log
from wechoose.base.site import Site
from wechoose.deliveries import workshop
from wechoose.deliveries.closing import delete_old_files
from wechoose.deliveries.links import forget_links
from wechoose.kinds import KINDS
from wechoose.leaders.post import LeaderPost
from wechoose.leaders.retention import forget_what_is_over
from wechoose.mail.sending import PostOffice, carrier_of, carriers_of
from wechoose.mine import changes
from wechoose.signing import letters, reminders
from wechoose.signing.retention import forget_what_is_old

COMPOSERS = {**letters.COMPOSERS, **reminders.COMPOSERS, **changes.COMPOSERS}

MINUTE = 60.0
HOUR = 60 * MINUTE


async def work(site: Site, stop: asyncio.Event) -> None:
    """Until told to stop. Any number of workers may do this at once."""
    office = PostOffice(site, COMPOSERS, carriers_of(site.settings))
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(office.run(stop))
        tasks.create_task(workshop.run(site, stop))
        tasks.create_task(LeaderPost(site, carrier_of(site.settings)).run(stop))
        tasks.create_task(_every(MINUTE, site.database.compare_clocks, stop))
        tasks.create_task(_every(5 * MINUTE, lambda: reminders.write_reminders(site), stop))
        tasks.create_task(_every(HOUR, lambda: forget_what_is_old(site), stop))
        tasks.create_task(_every(HOUR, lambda: forget_what_is_over(site), stop))
        tasks.create_task(_every(MINUTE, lambda: delete_old_files(site), stop))
        tasks.create_task(_every(HOUR, lambda: forget_links(site), stop))
        tasks.create_task(_every(HOUR, lambda: expire(site, KINDS), stop))


async def _every(seconds: float, task: Callable[[], Awaitable[None]], stop: asyncio.Event) -> None:
    """At once and then every so often; what fails is tried again at the next turn."""
    while not stop.is_set():
        try:
            await task()
        except Exception as error:
            log.warning("background_work_failed", error=error)
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), seconds)
