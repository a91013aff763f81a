"""`wechoose bench`: load that a site of its own gets on this machine, and what came of it.

A benchmark is a module with a function that returns `report.Findings`, imported only when its command runs. Its
command, in `turns` or `runs`, is a few lines that begin with `need_extra()` and end with `conclude(…)`.
"""

import click

from wechoose.bench.runs import crowd, deliver, export, live, mail, surge
from wechoose.bench.turns import confirm, growth, read, sign


@click.group()
def bench() -> None:
    """Put load on a site of its own and measure it; needs the bench extra."""


for command in (crowd, live, sign, confirm, read, mail, export, deliver, surge, growth):
    bench.add_command(command)
