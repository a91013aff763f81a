"""Benchmarks that let something happen once, as it happens to a campaign, and look at all that came of it."""

from pathlib import Path

import click

from wechoose.bench.options import json_option, need_extra, progress, say, web_processes, workers_option


@click.command()
@click.option(
    "--signers",
    default=20_000,
    show_default=True,
    type=click.IntRange(1),
    help="How many supporters sign and confirm.",
)
@click.option(
    "--clients", default=64, show_default=True, type=click.IntRange(1, 4096), help="How many of them at once."
)
@workers_option
@json_option
def crowd(signers: int, clients: int, workers: int | None, file: Path | None) -> None:
    """Let a crowd sign and confirm over HTTP and SMTP, and compare what it was told with what is there."""
    need_extra()
    from wechoose.bench.crowd.report import findings
    from wechoose.bench.crowd.run import Order, run_crowd
    from wechoose.bench.report import conclude

    order = Order(signers, clients, web_processes(workers))
    with progress(2 * signers, "Signed and confirmed") as bar:
        result = run_crowd(order, say, lambda done: bar.update(done.signed + done.confirmed - bar.pos))
    conclude(findings(result), file)


@click.command()
@click.option(
    "--streams", default=10_000, show_default=True, type=click.IntRange(1), help="How many open pages."
)
@click.option(
    "--confirms", default=100, show_default=True, type=click.IntRange(1), help="Confirmations a second."
)
@click.option("--seconds", default=20, show_default=True, type=click.IntRange(1), help="For how long.")
@workers_option
@json_option
def live(streams: int, confirms: int, seconds: int, workers: int | None, file: Path | None) -> None:
    """Hold thousands of live counts open while confirmations come in: delay, memory and CPU."""
    need_extra()
    from wechoose.bench.live.run import Order, run_live
    from wechoose.bench.report import conclude

    conclude(run_live(Order(streams, confirms, seconds, web_processes(workers)), say), file)


@click.command()
@click.option(
    "--letters", default=15_000, show_default=True, type=click.IntRange(1), help="How many letters wait."
)
@click.option(
    "--signings",
    default=100,
    show_default=True,
    type=click.IntRange(1),
    help="Signings a second, afterwards.",
)
@click.option("--seconds", default=10, show_default=True, type=click.IntRange(1), help="For how long.")
@json_option
def mail(letters: int, signings: int, seconds: int, file: Path | None) -> None:
    """Drain a full queue into mail servers on the same cores, and see how soon a letter follows its signature."""
    need_extra()
    from wechoose.bench.mail.run import Order, run_mail
    from wechoose.bench.report import conclude

    conclude(run_mail(Order(letters, signings, seconds), say), file)


@click.command()
@click.option(
    "--signers", default=1_000_000, show_default=True, type=click.IntRange(1), help="How long the lists are."
)
@click.option(
    "--rounds", default=3, show_default=True, type=click.IntRange(1), help="How often each list is taken."
)
@workers_option
@json_option
def export(signers: int, rounds: int, workers: int | None, file: Path | None) -> None:
    """Take lists of a million signers as CSV and XLSX, at the desk and by the command, while somebody browses."""
    need_extra()
    from wechoose.bench.export.run import Order, run_export
    from wechoose.bench.report import conclude

    with progress(signers, "Signed") as bar:
        order = Order(signers, rounds, web_processes(workers))
        findings = run_export(order, say, lambda done: bar.update(done - bar.pos))
    conclude(findings, file)


@click.command()
@click.option(
    "--signers", default=1_000_000, show_default=True, type=click.IntRange(1), help="How many have signed."
)
@click.option(
    "--officials", default=500, show_default=True, type=click.IntRange(1, 535), help="How many get a packet."
)
@workers_option
@json_option
def deliver(signers: int, officials: int, workers: int | None, file: Path | None) -> None:
    """Build a delivery to hundreds of officials, and a packet with everybody, while somebody browses."""
    need_extra()
    from wechoose.bench.deliver.run import Order, run_deliver
    from wechoose.bench.report import conclude

    with progress(signers, "Signed") as bar:
        order = Order(signers, officials, web_processes(workers))
        findings = run_deliver(order, say, lambda done: bar.update(done - bar.pos))
    conclude(findings, file)


@click.command()
@click.option(
    "--curve",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="CSV file with the columns minute,signatures.  [default: as on the UK's petitions site in March 2019]",
)
@click.option(
    "--times",
    multiple=True,
    default=(1.0, 10.0),
    show_default=True,
    type=click.FloatRange(0.1),
    help="How many times as many come; may be repeated.",
)
@click.option(
    "--minutes",
    default=1.5,
    show_default=True,
    type=click.FloatRange(0.05),
    help="In what time the curve passes; as many come in a second in any case.",
)
@click.option(
    "--views",
    default=20.0,
    show_default=True,
    type=click.FloatRange(0),
    help="How many look at pages for each who signs.",
)
@click.option(
    "--edges",
    default=0,
    show_default=True,
    type=click.IntRange(0),
    help="Places of a CDN through which they look, each keeping pages for the second that the site allows; 0 for none.",
)
@workers_option
@json_option
def surge(
    curve: Path | None,
    times: tuple[float, ...],
    minutes: float,
    views: float,
    edges: int,
    workers: int | None,
    file: Path | None,
) -> None:
    """Let a surge come as it really does: signing, letters, confirming, looking and live counts, all at once."""
    need_extra()
    from wechoose.bench.report import conclude
    from wechoose.bench.surge.run import Order, run_surge

    conclude(run_surge(Order(curve, times, minutes, views, edges, web_processes(workers)), say), file)
