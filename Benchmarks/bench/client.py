"""h2load on a core of its own: so many requests, all answered, or the run ends."""

import dataclasses
import pathlib
import subprocess
import tempfile

from .latency import Latency, of_log


class Unanswered(Exception):
    """Not every request had an answer of success; the text is the client's."""


@dataclasses.dataclass(frozen=True)
class Load:
    """What a client asks, as options of h2load."""

    requests: int
    options: tuple[str, ...]
    body: pathlib.Path


def run(port: int, load: Load, core: int) -> Latency:
    """Asks, and says how long answers took."""
    with tempfile.NamedTemporaryFile() as log:
        command = [
            "taskset", "-c", str(core), "h2load", "-n", str(load.requests), *load.options, "-d", str(load.body),
            "-H", "Content-Type: application/json", f"--log-file={log.name}", f"https://localhost:{port}/mutate",
        ]
        result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=900)
        if f" {load.requests} 2xx," not in result.stdout:
            raise Unanswered(f"not every request was answered:\n{result.stdout[-2000:]}")
        return of_log(pathlib.Path(log.name).read_text())
