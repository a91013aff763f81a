"""The builder: a process that builds one delivery, and gives way to everybody who browses meanwhile.

It holds the delivery's lease and says every second that it does; it ends when the lease is lost, when the delivery is
called off, and when the worker that started it is gone.
"""

import asyncio
import os
import sys
import threading
from collections.abc import Coroutine
from typing import Any

import msgspec

from wechoose.base.database import Database
from wechoose.base.refusals import Unavailable
from wechoose.base.sealing import Seals, Unreadable
from wechoose.deliveries.build import Bench, build_packet
from wechoose.deliveries.deliveries import Delivery, by_number, packets_of
from wechoose.deliveries.gather import gather
from wechoose.deliveries.leases import Claim, Lease, Lost
from wechoose.deliveries.troubles import AWAY, BROKE_OFF, NO_ROOM, UNREADABLE, exit_code
from wechoose.seals.seal_key import present_key

# -P: nothing is imported from the folder that we happen to be in.
COMMAND = (sys.executable, "-P", "-m", "wechoose.deliveries.builder")
# Whatever else wants the processor goes first.
NICENESS = 10
# How soon a builder notices that its delivery was called off, and how often progress is written.
HEARTBEAT_SECONDS = 1.0
# The snapshot that rows are gathered in, what is written meanwhile, and the heartbeat.
CONNECTIONS = 3


class Task(msgspec.Struct, frozen=True):
    """What a builder must know. It comes through standard input: arguments can be seen by everybody on a machine."""

    database_url: str
    secret_keys: tuple[str, ...]
    site: str
    claim: Claim


async def build(task: Task) -> None:
    """From wherever it stands to the end; raises Lost when somebody else builds it, or nobody wants it any more."""
    database = await Database.open(task.database_url, CONNECTIONS)
    try:
        lease = Lease(database, task.claim)
        await _beside_heartbeat(lease, _build(lease, task))
    finally:
        await database.close()


async def _build(lease: Lease, task: Task) -> None:
    seals = Seals(task.secret_keys)
    delivery = await _find(lease)
    async with lease.database.transaction(read_only=True) as db:
        packets = await packets_of(db, delivery.delivery_id)
        key = await present_key(db, seals)
    if delivery.gathered_at is None:
        await gather(lease, seals, delivery, packets)
        delivery = await _find(lease)
        async with lease.database.transaction(read_only=True) as db:
            packets = await packets_of(db, delivery.delivery_id)
    assert delivery.counts is not None
    bench = Bench(lease, seals, key, task.site, delivery, delivery.counts)
    ready = [packet for packet in packets if packet.status == "ready"]
    for packet in packets:
        if packet.status == "waiting":
            ready.append(await build_packet(bench, packet, ready))
    await lease.finish()


async def _find(lease: Lease) -> Delivery:
    async with lease.database.transaction(read_only=True) as db:
        return await by_number(db, lease.delivery_id)


async def _beside_heartbeat(lease: Lease, work: Coroutine[Any, Any, None]) -> None:
    """Until the work is done or the heart stops, whichever comes first."""
    working, beating = asyncio.create_task(work), asyncio.create_task(_beat(lease))
    done, pending = await asyncio.wait((working, beating), return_when=asyncio.FIRST_COMPLETED)
    for task in pending:
        task.cancel()
    await asyncio.gather(*pending, return_exceptions=True)
    for task in done:
        task.result()


async def _beat(lease: Lease) -> None:
    while True:
        await lease.renew()
        await asyncio.sleep(HEARTBEAT_SECONDS)


def main() -> None:
    os.nice(NICENESS)
    task = msgspec.msgpack.decode(_read_task(), type=Task)
    threading.Thread(target=_die_with_worker, daemon=True).start()
    # No farewell: workbooks that were begun would complain about it.
    os._exit(_run(task))


def _run(task: Task) -> int:
    try:
        asyncio.run(build(task))
    except Lost:
        return 0
    except Exception as error:
        _say(error)
        return exit_code(_trouble(error))
    return 0


def _read_task() -> bytes:
    """Its length in four bytes, then the task: the pipe stays open as long as the worker lives."""
    return _read(int.from_bytes(_read(4), "big"))


def _read(size: int) -> bytes:
    """Not through sys.stdin, whose lock Python wants when it ends."""
    read = b""
    while len(read) < size and (piece := os.read(0, size - len(read))):
        read += piece
    return read


def _die_with_worker() -> None:
    """Nothing more is written to this pipe; it ends when the worker is gone, however it went."""
    os.read(0, 1)
    os._exit(1)


def _trouble(error: Exception) -> str:
    cause = error.__cause__
    if isinstance(error, Unreadable):
        return UNREADABLE
    if getattr(cause, "sqlstate", "") == "53100":
        return NO_ROOM
    return AWAY if isinstance(error, Unavailable) else BROKE_OFF


def _say(error: Exception) -> None:
    """Python would print the words of the error, and they may quote a signer."""
    from wechoose.base import logs

    logs.configure()
    logs.log.error("delivery_broke_off", error=error)


if __name__ == "__main__":
    main()
