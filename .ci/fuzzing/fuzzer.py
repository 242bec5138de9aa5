"""One fuzzer: where its files are, and how its executable is started."""

import dataclasses
import os
import pathlib
import subprocess
import sys

import corpora

# An input that takes longer than this is a finding, and so is one that needs as much memory.
SECONDS_AN_INPUT = 10
MEGABYTES = 1024


@dataclasses.dataclass(frozen=True)
class Fuzzer:
    name: str
    longest: int
    scratch: pathlib.Path

    @property
    def seeds(self) -> pathlib.Path:
        """What its body names itself."""
        return self.scratch / "inputs" / self.name

    @property
    def corpus(self) -> pathlib.Path:
        """What campaigns have found to reach something new."""
        return self._made("corpora")

    @property
    def finds(self) -> pathlib.Path:
        """Inputs that broke a promise."""
        return self._made("finds")

    @property
    def log(self) -> pathlib.Path:
        return self._made("logs") / f"{os.getpid()}.txt"

    def _made(self, kind: str) -> pathlib.Path:
        folder = self.scratch / kind / self.name
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def command(self, *arguments: str) -> tuple[list[str], dict[str, str]]:
        """The command line with what always holds, and the environment."""
        # An input that is only slow, on a machine that has others to serve, is written down as a finding otherwise.
        slow = [f"-timeout={SECONDS_AN_INPUT}", f"-report_slow_units={SECONDS_AN_INPUT}"]
        fixed = [*slow, f"-rss_limit_mb={MEGABYTES}", f"-max_len={self.longest}"]
        # Where a trap is a finding, its input and the words are enough: the runtime's own report takes a minute.
        environment = os.environ | {"PULLPASS_FUZZER": self.name, "SWIFT_BACKTRACE": "enable=no"}
        return [str(executable(self.scratch)), *fixed, *arguments], environment

    def replay(self, files: list[str]) -> int:
        """Tries files; 0 when each keeps the promises."""
        command, environment = self.command(*files)
        return subprocess.run(command, env=environment).returncode


def executable(scratch: pathlib.Path) -> pathlib.Path:
    return scratch / "release" / "Fuzzer"


def prepared(scratch: pathlib.Path) -> list[Fuzzer]:
    """All fuzzers, their seeds and words written, and what is kept of earlier campaigns laid where the next starts."""
    inputs = scratch / "inputs"
    subprocess.run([executable(scratch)], env=os.environ | {"PULLPASS_FUZZER_PREPARE": str(inputs)}, check=True)
    lines = (inputs / "bodies.txt").read_text().splitlines()
    fuzzers = [Fuzzer(name, int(longest), scratch) for name, longest in map(str.split, lines)]
    for one in fuzzers:
        corpora.lay_out(one)
    return fuzzers


def chosen(known: list[Fuzzer], names: list[str]) -> list[Fuzzer]:
    """Those that are named, or all."""
    unknown = set(names) - {one.name for one in known}
    if unknown:
        sys.exit(f"fuzz: there is no {' '.join(sorted(unknown))}; there are: {' '.join(one.name for one in known)}")
    return [one for one in known if not names or one.name in names]
