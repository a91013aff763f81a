"""A list can be of those only who were verified after a delivery's cut-off."""

from datetime import timedelta
from pathlib import Path

from anyio import to_thread
from click.testing import CliRunner

from tests.deliveries.conftest import CUTOFF, DEMAND, Signing, officials_like
from tests.deliveries.ready import make_ready
from wechoose.audit import trail
from wechoose.base.site import Site
from wechoose.cli import main


async def test_who_was_verified_by_the_cutoff_is_left_out(
    in_office: Site, signed: Signing, tmp_path: Path
) -> None:
    await signed("At Cutoff", verified_at=CUTOFF)
    await signed("Just After", verified_at=CUTOFF + timedelta(microseconds=1))
    delivery = await make_ready(in_office, None, (await officials_like(in_office, "kind = 'governor'"))[:1])
    environ = {
        "DATABASE_URL": in_office.database.url,
        "WECHOOSE_SECRET_KEYS": in_office.settings.secret_keys[0],
        "WECHOOSE_DATA_DIR": str(tmp_path),
    }
    file = tmp_path / "list.csv"
    command = ["export", DEMAND, "--since", delivery.code, "-o", str(file)]
    answer = await to_thread.run_sync(lambda: CliRunner(env=environ).invoke(main, command))
    assert answer.output == f"Wrote 1 signers to {file}.\n"
    names = [line.split(",")[0] for line in file.read_text("utf-8-sig").splitlines()[1:]]
    assert names == ['"Just After"']
    async with in_office.database.transaction(read_only=True) as db:
        assert (await trail.read_back(db))[0].details["since"] == CUTOFF.isoformat()
