"""One replay: a fresh site with everything on, a surge that goes over it, and whether all of it is there."""

import asyncio
from collections.abc import Callable, Mapping, Sequence

import msgspec

from wechoose.bench.inside import Survey, opened_site, survey
from wechoose.bench.ledger import CONFIRMED, Ledger
from wechoose.bench.live.confirming import count_verified
from wechoose.bench.live.delays import Seen, Stretch, compare
from wechoose.bench.plan import Answer
from wechoose.bench.processes import Sink
from wechoose.bench.served import Served
from wechoose.bench.surge.letters import Step
from wechoose.bench.surge.stage import Played, connections, play
from wechoose.bench.surge.visits import Replay, plan_visits

SIGN, LINK, CONFIRM = "sign", "letter's link", "confirm"


class Kind(msgspec.Struct, frozen=True):
    """All answers to one kind of request, and when its client began."""

    clients: int
    begun_ns: int
    answers: list[Answer]


class Replayed(msgspec.Struct, frozen=True):
    """`letters`: seconds from acknowledgment to letter; `drained`: seconds from the end until the last one came."""

    replay: Replay
    kinds: Mapping[str, Kind]
    letters: list[float]
    drained: float
    seen: Seen
    verified: int
    lost: list[str]
    differences: list[str]
    cpu: Mapping[str, float]
    versions: str


def replay_surge(replay: Replay, workers: int, watchers: int, say: Callable[[str], None]) -> Replayed:
    with Sink() as sink, Served(workers, {"WECHOOSE_SMTP_URL": sink.url, "WECHOOSE_LIMITS": "off"}) as served:
        surveyed = survey(served)
        visits = plan_visits(replay, surveyed)
        numbers = f"{len(visits.signings):,} sign and {len(visits.looks):,} look"
        say(f"×{replay.times:g}: {numbers} in {replay.seconds:.0f} s …")
        replayed = _look_back(
            replay, play(visits, served, sink, surveyed, watchers), served, surveyed, watchers
        )
        served.kept = bool(replayed.lost or replayed.differences)
        return replayed


def _look_back(replay: Replay, played: Played, served: Served, surveyed: Survey, watchers: int) -> Replayed:
    steps = list(zip(played.letters.steps, played.confirmed.answers, strict=True))
    lost, differences = _open_books(played, served, [pair for pair in steps if pair[0].presses])
    verified = asyncio.run(_verified(served))[played.visits.slug]
    seen = _look_at_streams(played, steps, verified, watchers)
    acknowledged, came = played.acknowledged, played.letters.came
    last = max((times[0] for times in came.values()), default=0.0)
    return Replayed(
        replay=replay,
        kinds=_kinds(replay, played, steps),
        letters=sorted(max(0.0, came[key][0] - at) for key, at in acknowledged.items() if key in came),
        drained=max(0.0, last - played.signed.stopped_ns / 1e9),
        seen=seen,
        verified=verified,
        lost=lost + seen.lost,
        differences=differences + seen.differences,
        cpu=played.cpu,
        versions=surveyed.postgres_version,
    )


def _open_books(
    played: Played, served: Served, pressed: Sequence[tuple[Step, Answer]]
) -> tuple[list[str], list[str]]:
    """What is lost, and what is different, in words."""
    ledger = Ledger()
    signings = [signing for _due, signing in played.visits.signings]
    acknowledged = ledger.note_signings(signings, played.signed.answers)
    ledger.note_confirmings(
        [step.confirming for step, _answer in pressed], [answer for _step, answer in pressed]
    )
    lost, differences = ledger.compare(served)
    came = played.letters.came
    lost += ["no letter came to a signer" for signing in acknowledged if signing.signer_key not in came]
    differences += [f"a signer got {len(times)} letters" for times in came.values() if len(times) > 1]
    return lost, differences + ["a stream broke off"] * played.broken


def _look_at_streams(
    played: Played, steps: Sequence[tuple[Step, Answer]], verified: int, watchers: int
) -> Seen:
    times = sorted(answer.ended_ns for step, answer in steps if step.presses and answer.status in CONFIRMED)
    slug = played.visits.slug
    return compare([slug] * watchers, played.told, {slug: Stretch(0, verified, times)})


def _kinds(replay: Replay, played: Played, steps: Sequence[tuple[Step, Answer]]) -> dict[str, Kind]:
    most, signed, looked = replay.most, played.signed, played.looked
    kinds = {SIGN: Kind(connections(most), signed.begun_ns, signed.answers)}
    for (_due, what, _request), answer in zip(played.visits.looks, looked.answers, strict=True):
        if what not in kinds:
            kinds[what] = Kind(connections(replay.most_looks), looked.begun_ns, [])
        kinds[what].answers.append(answer)
    for what, presses in ((LINK, False), (CONFIRM, True)):
        answers = [answer for step, answer in steps if step.presses == presses]
        kinds[what] = Kind(connections(most * 2), signed.begun_ns, answers)
    return kinds


async def _verified(served: Served) -> dict[str, int]:
    async with opened_site(served) as site:
        return await count_verified(site)
