"""Steady: so many supporters a second sign through the site's own door, and when each was told that it is done."""

import msgspec

from wechoose.bench.inside import Survey
from wechoose.bench.ledger import SIGNED
from wechoose.bench.mail.queue import Due
from wechoose.bench.plan import SECOND, Client
from wechoose.bench.served import Served
from wechoose.bench.supporters import Supporters

CONNECTIONS = 16


class Signed(msgspec.Struct, frozen=True):
    """`at`: when signing was acknowledged, in seconds of the monotonic clock, by signer key."""

    due: Due
    at: dict[bytes, float]
    odd: list[str]


def sign_steadily(served: Served, found: Survey, a_second: int, seconds: int) -> Signed:
    signings = Supporters(found).sign(a_second * seconds)
    plan = [(number / a_second, signing.request) for number, signing in enumerate(signings)]
    with Client(served.url, CONNECTIONS, plan) as client:
        answers = client.run(seconds + 1).answers
    signed = Signed({}, {}, [])
    for signing, answer in zip(signings, answers, strict=True):
        if answer.status in SIGNED:
            signed.due[signing.signer_key] = [signing.demand_id]
            signed.at[signing.signer_key] = answer.ended_ns / SECOND
        else:
            signed.odd.append(f"signing was answered with {answer.status}")
    return signed
