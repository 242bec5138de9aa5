"""A server as a process on one core: its processor time and its memory, those of its children included."""

import contextlib
import os
import pathlib
import re
import subprocess

MIB = 1 << 20


class Ended(Exception):
    """The process has ended instead of serving; the text is the end of what it said."""


class Process:
    """A command pinned to a core. What it says of errors goes into a file."""

    def __init__(self, name: str, command: list[str], core: int, log: pathlib.Path, environment: dict[str, str] | None = None):
        self.name, self.log = name, log
        with open(log, "wb") as words:
            self.process = subprocess.Popen(
                ["taskset", "-c", str(core), *command],
                stdout=subprocess.DEVNULL, stderr=words, env={**os.environ, **(environment or {})},
            )

    def check(self) -> None:
        if self.process.poll() is not None:
            words = self.log.read_text(errors="replace")[-500:]
            raise Ended(f"{self.name} ended with code {self.process.returncode} instead of serving: {words}")

    def pids(self) -> list[int]:
        """The process and its children: nginx answers in one of them."""
        found = [self.process.pid]
        for folder in pathlib.Path("/proc").iterdir():
            if folder.name.isdigit() and _parent(folder) == self.process.pid:
                found.append(int(folder.name))
        return found

    def cpu_seconds(self) -> float:
        """Processor time of all threads, user and system, to the nanosecond. Threads that have ended do not count."""
        total = 0
        for pid in self.pids():
            for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
                # It may end between the two.
                with contextlib.suppress(FileNotFoundError, ProcessLookupError):
                    total += int((task / "schedstat").read_text().split()[0])
        return total / 1e9

    def memory(self) -> dict[str, float]:
        """Anonymous memory and what is resident, in MiB. What several of its processes share counts for each of them."""
        total = {"anonymous": 0.0, "resident": 0.0}
        for pid in self.pids():
            status = pathlib.Path(f"/proc/{pid}/status").read_text()
            for name, key in (("anonymous", "RssAnon"), ("resident", "VmRSS")):
                total[name] += int(re.search(rf"^{key}:\s+(\d+) kB", status, re.M)[1]) * 1024 / MIB
        return total

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def _parent(folder: pathlib.Path) -> int:
    try:
        return int((folder / "stat").read_text().rpartition(")")[2].split()[1])
    except (OSError, IndexError, ValueError):
        return 0
