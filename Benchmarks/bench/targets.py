"""What Pullpass is to reach, against the peers of the same run."""

import dataclasses

from .result import Result


@dataclasses.dataclass(frozen=True)
class Target:
    """At most `factor` times what a peer needs; with no peer, at most that figure."""

    row: str
    peer: str | None
    factor: float


TARGETS = [
    *(Target(row, "nginx", 1.15) for row in ("h1-14k", "h2-1x100-14k", "h2-4x25-14k")),
    Target("h2-4x25-3k", "nginx", 1),
    Target("h2-4x25-106k", "nginx", 1.3),
    Target("new-3k", "nginx", 1),
    *(Target(row, "nginx", 1.15) for row in ("h1-rate", "h2-rate")),
    *(Target(f"{row}-p99", "nginx", 1.1) for row in ("h1-rate", "h2-rate")),
    Target("h1-14k", "go", 1 / 6),
    *(Target(row, "go", 1 / 8) for row in ("h2-1x100-14k", "h2-4x25-14k")),
    *(Target(row, None, 22) for row in ("idle-h1", "idle-h2")),
]


@dataclasses.dataclass(frozen=True)
class Verdict:
    target: Target
    value: float
    bound: float

    @property
    def met(self) -> bool:
        return self.value <= self.bound


def judge(result: Result) -> list[Verdict]:
    """A verdict on each target whose row and peer were measured."""
    found = []
    for target in TARGETS:
        value = result.median(target.row, "pullpass")
        base = 1.0 if target.peer is None else result.median(target.row, target.peer)
        if value is not None and base is not None:
            found.append(Verdict(target, value, base * target.factor))
    return found


def words(result: Result) -> list[str]:
    titles = {row.key: row for row in result.measured_rows()}
    lines = []
    for verdict in judge(result):
        target, row = verdict.target, titles[verdict.target.row]
        against = "" if target.peer is None else f" = {factor(target.factor)} of {result.peers[target.peer]['title']}"
        lines.append(
            f"{'met   ' if verdict.met else 'MISSED'} {row.title}: {verdict.value:,.1f} {row.unit}, at most {verdict.bound:,.1f}{against}"
        )
    return lines


def factor(value: float) -> str:
    return f"1/{1 / value:.0f}" if value < 1 else f"{value:g} ×"
