"""`wechoose bench`: what load does to this site on this machine."""

import click


@click.group()
def bench() -> None:
    """Put load on a site of its own and measure it; needs the bench extra."""
