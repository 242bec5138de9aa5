"""How long answers took, of h2load's log of requests."""

import dataclasses
import math


@dataclasses.dataclass(frozen=True)
class Latency:
    """Microseconds from the moment when a request was given to the connection to the end of its answer."""

    p50: float
    p90: float
    p99: float


def of_log(text: str) -> Latency:
    """Of lines with a start, a status and the microseconds that it took."""
    took = sorted(int(line.split("\t")[2]) for line in text.splitlines() if line)
    return Latency(*(percentile(took, share) for share in (0.5, 0.9, 0.99)))


def percentile(ordered: list[int], share: float) -> float:
    """The nearest rank: the least value that so many of all do not pass."""
    if not ordered:
        raise ValueError("nothing was measured")
    return float(ordered[max(0, math.ceil(share * len(ordered)) - 1)])
