"""The workshop: a worker's part in building deliveries; it takes up what is due and has it built, one at a time."""

import asyncio
from asyncio.subprocess import PIPE, Process
from contextlib import suppress

import msgspec

from wechoose.base.logs import log
from wechoose.base.refusals import Unavailable
from wechoose.base.site import Site
from wechoose.deliveries.builder import COMMAND, Task
from wechoose.deliveries.leases import Claim, claim, fail, put_back
from wechoose.deliveries.troubles import FINAL, of_exit
from wechoose.seals.seal_key import keep_seal_key

IDLE_SECONDS = 1.0


async def run(site: Site, stop: asyncio.Event) -> None:
    """Until told to stop; a delivery that is being built then goes back, and is due at once."""
    while not stop.is_set():
        try:
            if not await build_next(site, stop):
                await _wait(stop)
        except Unavailable:
            await _wait(stop)
        except Exception as error:
            log.error("building", error=error)
            await _wait(stop)


async def build_next(site: Site, stop: asyncio.Event) -> bool:
    """Build what is due longest; false when nothing is."""
    async with site.database.transaction() as db:
        claimed = await claim(db)
    if claimed is None:
        return False
    await keep_seal_key(site)
    code = await _build(site, claimed, stop)
    trouble = of_exit(code) if code is not None else ""
    async with site.database.transaction() as db:
        if trouble in FINAL:
            await fail(db, claimed, trouble)
        else:
            # Where it was built to the end, called off or taken over, this changes nothing.
            await put_back(db, claimed, trouble)
    return True


async def _build(site: Site, claimed: Claim, stop: asyncio.Event) -> int | None:
    """How the builder ended; None when it was told to stop."""
    builder = await asyncio.create_subprocess_exec(*COMMAND, stdin=PIPE, stderr=PIPE)
    try:
        _give(builder, site, claimed)
        ending, stopping = asyncio.create_task(builder.wait()), asyncio.create_task(stop.wait())
        await asyncio.wait((ending, stopping), return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if builder.returncode:
            assert builder.stderr is not None
            said = (await builder.stderr.read()).decode(errors="replace")
            log.error("delivery_broke_off", code=builder.returncode, builder=said)
        return builder.returncode
    finally:
        if builder.returncode is None:
            builder.kill()
            await builder.wait()


def _give(builder: Process, site: Site, claimed: Claim) -> None:
    """The pipe is left open: when this process goes, it ends, and with it the builder."""
    assert builder.stdin is not None
    settings = site.settings
    task = msgspec.msgpack.encode(Task(site.database.url, settings.secret_keys, settings.public_url, claimed))
    builder.stdin.write(len(task).to_bytes(4, "big") + task)


async def _wait(stop: asyncio.Event) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), IDLE_SECONDS)
