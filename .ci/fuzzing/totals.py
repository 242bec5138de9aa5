"""What all campaigns have come to: a line for each run of a fuzzer, so that a long campaign can be had in pieces."""

import collections
import datetime
import json
import pathlib


class Totals:
    def __init__(self, file: pathlib.Path):
        self.file = file

    def add(self, name: str, executions: int, processor_seconds: float, finds: int) -> None:
        row = {
            "date": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
            "fuzzer": name,
            "executions": executions,
            "processorSeconds": round(processor_seconds, 1),
            "finds": finds,
        }
        with self.file.open("a") as file:
            file.write(json.dumps(row) + "\n")

    def table(self) -> str:
        """A table of sums by fuzzer, in Markdown."""
        rows = [json.loads(line) for line in self.file.read_text().splitlines()] if self.file.is_file() else []
        sums = collections.defaultdict(lambda: [0, 0.0, 0, 0])
        for row in rows:
            for key in (row["fuzzer"], "all"):
                one = sums[key]
                one[0] += row["executions"]
                one[1] += row["processorSeconds"]
                one[2] += row["finds"]
                one[3] += 1
        lines = ["| fuzzer | executions | processor minutes | runs | findings |", "|---|---|---|---|---|"]
        for name in sorted(sums, key=lambda name: (name == "all", name)):
            executions, seconds, finds, runs = sums[name]
            lines.append(f"| {name} | {executions:,} | {seconds / 60:.1f} | {runs} | {finds} |")
        return "\n".join(lines)
