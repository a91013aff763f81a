"""Traffic: what went well at express doors, told in one line for each of them every few seconds."""

import asyncio

from wechoose.base.logs import log

SUMMARY_SECONDS = 10.0


class Traffic:
    """A line for each request costs a crowd a fifth of its speed."""

    def __init__(self) -> None:
        self._counts: dict[tuple[str, str, int], tuple[int, float, float]] = {}

    def note(self, method: str, route: str, status: int, began: float) -> None:
        """`began` by the loop's clock."""
        loop = asyncio.get_running_loop()
        seconds = loop.time() - began
        if not self._counts:
            loop.call_later(SUMMARY_SECONDS, self.tell)
        count, total, longest = self._counts.get((method, route, status), (0, 0.0, 0.0))
        self._counts[method, route, status] = count + 1, total + seconds, max(longest, seconds)

    def tell(self) -> None:
        counts, self._counts = self._counts, {}
        for (method, route, status), (count, total, longest) in counts.items():
            log.info(
                "requests",
                method=method,
                route=route,
                status=status,
                count=count,
                ms=round(total / count * 1000, 1),
                longest_ms=round(longest * 1000, 1),
            )
