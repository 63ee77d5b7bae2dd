"""Metrics in CloudWatch's embedded metric format: lines of the log that CloudWatch Logs makes metrics of.

Source: Amazon CloudWatch user guide, "Specification: Embedded metric format".
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable

COUNTS = (
    "ReadingsStored",
    "ReadingsRepeated",
    "ReadingsRejected",
    "CacheFailures",
    "DatabaseFailures",
    "StreamFailures",
    "StreamThrottled",
)
"""Sums since the last line; they are told when they are 0 too, so that alarms have data."""

PEAKS = {"ShardsHeld": "Count", "ShardsUnread": "Count", "IteratorAge": "Milliseconds", "WriteTime": "Milliseconds"}
"""The highest values since the last line, with their units."""

EVERY_SECONDS = 60.0


class Metrics:
    """Collects numbers and writes them as one line a minute."""

    def __init__(
        self,
        namespace: str,
        write: Callable[[str], object],
        clock: Callable[[], float] = time.monotonic,
        wall_clock: Callable[[], float] = time.time,
    ) -> None:
        """Start from nothing.

        Args:
            namespace: namespace of the metrics.
            write: takes a line.
            clock: seconds that only grow.
            wall_clock: seconds since 1970.
        """
        self._namespace = namespace
        self._write = write
        self._clock = clock
        self._wall_clock = wall_clock
        self._due = clock() + EVERY_SECONDS
        self._clear()

    def count(self, name: str, number: int = 1) -> None:
        """Add to one of the sums."""
        self._counts[name] += number

    def peak(self, name: str, value: float) -> None:
        """Keep a value if it is the highest one so far."""
        self._peaks[name] = max(value, self._peaks.get(name, value))

    def flush_when_due(self) -> None:
        """Write a line if the last one was a minute ago."""
        if self._clock() >= self._due:
            self.flush()

    def flush(self) -> None:
        """Write a line and start anew."""
        units = dict.fromkeys(COUNTS, "Count") | {name: PEAKS[name] for name in self._peaks}
        line = {
            "_aws": {
                "Timestamp": int(self._wall_clock() * 1000),
                "CloudWatchMetrics": [
                    {
                        "Namespace": self._namespace,
                        "Dimensions": [["Service"]],
                        "Metrics": [{"Name": name, "Unit": unit} for name, unit in units.items()],
                    }
                ],
            },
            "Service": "processor",
            **self._counts,
            **self._peaks,
        }
        self._write(json.dumps(line))
        self._due = self._clock() + EVERY_SECONDS
        self._clear()

    def _clear(self) -> None:
        """Forget the numbers."""
        self._counts = dict.fromkeys(COUNTS, 0)
        self._peaks: dict[str, float] = {}
