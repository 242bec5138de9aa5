"""What a run measured, as it is written to a file and read again."""

import dataclasses
import json
import pathlib
import statistics

from .peers.peer import Peer
from .rows import Row, all_rows


@dataclasses.dataclass
class Result:
    machine: dict
    # Names of the peers that were measured, in the table's order, with title and version.
    peers: dict[str, dict[str, str]]
    # What was not measured, and why.
    missing: dict[str, str]
    settings: dict[str, int]
    # By row and peer: a figure of each round.
    rows: dict[str, dict[str, list[float]]] = dataclasses.field(default_factory=dict)

    @staticmethod
    def begin(machine: dict, peers: list[Peer], settings: dict[str, int]) -> "Result":
        there = {peer.name: {"title": peer.title, "version": peer.version} for peer in peers if not peer.missing}
        return Result(machine, there, {peer.title: peer.missing for peer in peers if peer.missing}, settings)

    def add(self, row: str, peer: str, value: float) -> None:
        self.rows.setdefault(row, {}).setdefault(peer, []).append(round(value, 3))

    def median(self, row: str, peer: str) -> float | None:
        values = self.rows.get(row, {}).get(peer)
        return statistics.median(values) if values else None

    def spread(self, row: str, peer: str) -> tuple[float, float] | None:
        values = self.rows.get(row, {}).get(peer)
        return (min(values), max(values)) if values else None

    def ratio(self, row: str, peer: str, to: str) -> float | None:
        mine, other = self.median(row, peer), self.median(row, to)
        return mine / other if mine is not None and other else None

    def measured_rows(self) -> list[Row]:
        return [row for row in all_rows() if row.key in self.rows]

    def to_json(self) -> str:
        """Medians beside the rounds, for whoever reads the file without us."""
        everything = dataclasses.asdict(self)
        everything["rows"] = {
            row: {peer: {"median": round(statistics.median(values), 3), "rounds": values} for peer, values in by_peer.items()}
            for row, by_peer in self.rows.items()
        }
        return json.dumps(everything, indent=1, ensure_ascii=False) + "\n"

    @staticmethod
    def read(path: pathlib.Path) -> "Result":
        found = json.loads(path.read_text())
        found["rows"] = {row: {peer: one["rounds"] for peer, one in by_peer.items()} for row, by_peer in found["rows"].items()}
        return Result(**found)
