"""Intake: the one way from every door to the verbs of signing.

Who comes at the same moment shares the statements and the commit, and is answered when that is durable.
"""

from collections.abc import Mapping, Sequence

from wechoose.base.refusals import Closed, Invalid, Unavailable
from wechoose.base.site import Site
from wechoose.base.together import RETRY_SECONDS, Together
from wechoose.base.words import _
from wechoose.demands.demands import Demand, keep_demands
from wechoose.partners.partners import keep_partners
from wechoose.signing.newcomers import sign_newcomers
from wechoose.signing.signatures import Standing, sign_together
from wechoose.signing.submission import Submission, check
from wechoose.signing.typed import Typed
from wechoose.signing.verification import Confirmation, Forged, Waiting, find_waiting, verify_together

# More at once cost a single one no less: by then the statements' own rows are what takes the time.
MOST = 512
# From so many at once on, newcomers go first, in one statement. Among fewer, somebody who brings a crowd of their own
# could measure by how much one more was known: a millisecond or two, which drowns in the time that so many take.
CROWD = 32


class Intake:
    """Of one web process. `demands` and `partners` are what signatures may name."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self.demands = keep_demands(site.database)
        self.partners = keep_partners(site.database)
        self._signing: Together[Submission, None] = Together(
            self._sign, keys=lambda each: (each.signer_key, each.nonce), most=MOST
        )
        self._verifying: Together[Confirmation, Standing] = Together(
            self._verify, keys=lambda each: (each.signer_key,), most=MOST
        )
        self._finding: Together[Confirmation, Waiting] = Together(
            self._find, keys=lambda each: (each.signer_key,), most=MOST
        )

    async def take_in(
        self,
        demand: Demand,
        typed: Typed,
        channel: str,
        nonce: bytes | None = None,
        also_wrong: Mapping[str, str] | None = None,
    ) -> Submission:
        """Check and sign; raises Closed, Unavailable, or Invalid with every field that is wrong.

        With a `nonce` of its own, by which a repeat is known, it needs no form token; see `check`.
        """
        if self.is_busy():
            raise Unavailable(retry_after=RETRY_SECONDS)
        if not demand.is_open():
            raise Closed(_("This demand takes no signatures any more."))
        demands, partners = await self.demands.now(), await self.partners.now()
        submission = check(self._site, demand, typed, demands.all(), partners, channel, nonce, also_wrong)
        await self._signing.add(submission)
        return submission

    def is_busy(self) -> bool:
        """Whether who comes to sign now is sent away, before anything is looked at."""
        return self._signing.is_full()

    async def verify(self, confirmation: Confirmation) -> Standing:
        """Count what is pending; raises Forged when the signer is gone, or Unavailable."""
        return await self._verifying.add(confirmation)

    async def find_waiting(self, confirmation: Confirmation) -> Waiting:
        """What the link is about now; raises Forged when the signer is gone, or Unavailable."""
        return await self._finding.add(confirmation)

    async def _sign(self, submissions: list[Submission]) -> Sequence[Invalid | None]:
        """All are answered when the last of them is done: who was known already must not be told by the time it took.

        A few who come alone take all the same steps; see CROWD.
        """
        signed: set[bytes] = set()
        if len(submissions) >= CROWD:
            async with self._site.database.statement("signing") as db:
                signed = await sign_newcomers(db, self._site, submissions)
        others = [each for each in submissions if each.signer_key not in signed]
        refusals: dict[bytes, Invalid | None] = {}
        if others:
            async with self._site.database.transaction(share="signing") as db:
                answers = await sign_together(db, self._site, others)
            refusals = {each.signer_key: answer for each, answer in zip(others, answers, strict=True)}
        return [refusals.get(each.signer_key) for each in submissions]

    async def _verify(self, confirmations: list[Confirmation]) -> Sequence[Standing | Forged]:
        async with self._site.database.statement("verifying") as db:
            return await verify_together(db, confirmations)

    async def _find(self, confirmations: list[Confirmation]) -> Sequence[Waiting | Forged]:
        async with self._site.database.statement("reading") as db:
            return await find_waiting(db, self._site, confirmations)
