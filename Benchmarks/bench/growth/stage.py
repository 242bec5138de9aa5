"""What all rows of growth share: the executable, cores, a folder, and how often something is measured."""

import dataclasses
import pathlib
import statistics
from collections.abc import Callable

from .. import client
from ..peers.peer import Running
from ..peers.pullpass import pullpass


@dataclasses.dataclass
class Stage:
    binary: pathlib.Path
    server_core: int
    client_core: int
    folder: pathlib.Path
    # Small sizes and one round: whether it works, not what comes out.
    quick: bool
    _started: int = 0

    @property
    def rounds(self) -> int:
        return 1 if self.quick else 3

    def start(self, configuration: dict | None = None, more: list[str] | None = None) -> Running:
        """A server in a folder of its own."""
        self._started += 1
        return Running(pullpass(self.binary, configuration, more), self.server_core, self.folder / f"server-{self._started}")

    def file(self, name: str, body: bytes) -> pathlib.Path:
        path = self.folder / f"{name}.json"
        path.write_bytes(body)
        return path

    def cpu_of(self, server: Running, load: client.Load) -> float:
        """Microseconds a request, the median of the rounds; one round before them warms up."""

        def once() -> float:
            before = server.process.cpu_seconds()
            client.run(server.port, load, self.client_core)
            return (server.process.cpu_seconds() - before) / load.requests * 1e6

        once()
        return self.median(once)

    def median(self, measure: Callable[[], float]) -> float:
        return statistics.median(measure() for _ in range(self.rounds))
