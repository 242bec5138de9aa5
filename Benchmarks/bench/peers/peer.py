"""A server of the comparison: how it is started, or why it cannot be."""

import dataclasses
import pathlib
from collections.abc import Callable

from ..places import CERTIFICATES, free_port
from ..process import Process
from ..request import answer_over_new_connection


@dataclasses.dataclass
class Peer:
    name: str
    # What a table calls it.
    title: str
    version: str = ""
    # Why it is not part of this run; empty where it is.
    missing: str = ""
    # The command line for a port and a folder of its own.
    command: Callable[[int, pathlib.Path], list[str]] | None = None
    environment: dict[str, str] = dataclasses.field(default_factory=dict)
    # Whether it reads the review: an answer of its own, or always the same one.
    decides: bool = True


class Running:
    """A peer that runs on a core, in a folder for what it writes."""

    def __init__(self, peer: Peer, core: int, folder: pathlib.Path):
        self.peer = peer
        folder.mkdir(parents=True, exist_ok=True)
        self.port = free_port()
        self.process = Process(peer.title, peer.command(self.port, folder), core, folder / "log", peer.environment)

    def answer(self, body: bytes) -> tuple[int, bytes]:
        """Status and body of the answer over a new connection; waits until the server listens."""
        return answer_over_new_connection(self.port, CERTIFICATES / "ca.pem", body, self.process.check)

    def stop(self) -> None:
        self.process.stop()

    def __enter__(self) -> "Running":
        return self

    def __exit__(self, *_) -> None:
        self.stop()
