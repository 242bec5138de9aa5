"""The rows of the comparison: what is asked, and what of it is counted."""

import dataclasses
import pathlib

from . import bodies
from .client import Load


@dataclasses.dataclass(frozen=True)
class Row:
    key: str
    title: str
    unit: str
    # How many digits after the point are worth printing.
    digits: int = 0


@dataclasses.dataclass(frozen=True)
class Question:
    """A load whose processor time a request is a row; with `timed`, how long answers took, too."""

    row: Row
    # Of the run's requests so many: a longer body needs fewer for the same time.
    share: float
    options: tuple[str, ...]
    body: str
    timed: bool = False

    def load(self, requests: int, files: dict[str, pathlib.Path]) -> Load:
        # h2load wants at least one request for each of its connections.
        clients = int(self.options[self.options.index("-c") + 1])
        return Load(max(clients, int(requests * self.share)), self.options, files[self.body])


QUESTIONS = [
    Question(Row("h1-14k", "14 KB, HTTP/1.1, 8 connections", "µs"), 1, ("--h1", "-c", "8"), "14k"),
    Question(Row("h2-1x100-14k", "14 KB, HTTP/2, 1 × 100", "µs"), 1, ("-c", "1", "-m", "100"), "14k"),
    Question(Row("h2-4x25-14k", "14 KB, HTTP/2, 4 × 25", "µs"), 1, ("-c", "4", "-m", "25"), "14k"),
    Question(Row("h2-4x25-3k", "3 KB, HTTP/2, 4 × 25", "µs", 1), 2, ("-c", "4", "-m", "25"), "3k"),
    Question(Row("h2-4x25-106k", "106 KB, HTTP/2, 4 × 25", "µs"), 0.3, ("-c", "4", "-m", "25"), "106k"),
    Question(Row("new-3k", "new connection and 3 KB", "µs"), 0.08, ("--h1", "-c", "CONNECTIONS", "-r", "RATE"), "3k"),
    Question(Row("h1-rate", "14 KB, HTTP/1.1, at 2,000 requests/s", "µs"), 1, ("--h1", "-c", "8", "--rps", "250"), "14k", timed=True),
    Question(Row("h2-rate", "14 KB, HTTP/2, at 2,000 requests/s", "µs"), 1, ("-c", "4", "-m", "25", "--rps", "500"), "14k", timed=True),
]
IDLE = {
    "http/1.1": Row("idle-h1", "an idle connection, HTTP/1.1", "KiB", 1),
    "h2": Row("idle-h2", "an idle connection, HTTP/2", "KiB", 1),
}
START = Row("start", "start to first answer over TLS", "ms", 1)
MEMORY = [
    Row("fresh-anonymous", "memory after the first answer, anonymous", "MiB", 1),
    Row("fresh-resident", "memory after the first answer, resident", "MiB", 1),
    Row("loaded-anonymous", "memory after the loads, anonymous", "MiB", 1),
    Row("loaded-resident", "memory after the loads, resident", "MiB", 1),
]


def questions(requests: int) -> list[Question]:
    """With as many new connections as that question has requests."""

    def filled(question: Question) -> Question:
        count = max(1, int(requests * question.share))
        words = {"CONNECTIONS": str(count), "RATE": str(min(200, count))}
        return dataclasses.replace(question, options=tuple(words.get(word, word) for word in question.options))

    return [filled(question) for question in QUESTIONS]


def timing_rows(question: Question) -> list[Row]:
    """A row for each percentile of a question that is timed."""
    if not question.timed:
        return []
    protocol = "HTTP/1.1" if "--h1" in question.options else "HTTP/2"
    return [
        Row(f"{question.row.key}-{name}", f"time of an answer at 2,000 requests/s, {protocol}, {name}", "µs") for name in ("p50", "p90", "p99")
    ]


def all_rows() -> list[Row]:
    """In the table's order."""
    loads = [row for question in QUESTIONS for row in (question.row, *timing_rows(question))]
    return [*loads, *IDLE.values(), *MEMORY, START]


def write_bodies(folder: pathlib.Path) -> dict[str, pathlib.Path]:
    """The reviews as files, for the client."""
    files = {}
    for name in dict.fromkeys(question.body for question in QUESTIONS):
        files[name] = folder / f"{name}.json"
        files[name].write_bytes(bodies.named(name))
    return files
