"""A folder in which commands run as a reader would run them."""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path.cwd()


class Desk:
    """What a fresh clone has that readers use: the examples; a `pullpass.yaml` of the example; what `Tests/Docs/…` adds; files of the page."""

    def __init__(self, added=None, kubeconfig=None, files=None):
        self._folder = tempfile.TemporaryDirectory()
        self.path = pathlib.Path(self._folder.name)
        self._surroundings = None
        bin = self.path / ".bin"
        bin.mkdir()
        (bin / "pullpass").symlink_to(os.environ["PULLPASS_BINARY"])
        (self.path / "examples").symlink_to(ROOT / "examples")
        for name in ("pullpass.yaml", "config.yaml"):
            shutil.copy(ROOT / "examples/pullpass.yaml", self.path / name)
        # A home without a kubeconfig, and a configuration's own variables at most.
        self._environment = {
            "PATH": f"{bin}:{os.environ['PATH']}:{os.environ.get('KUBEBUILDER_ASSETS', '')}",
            "HOME": str(self.path),
            "LANG": "C.UTF-8",
            "GHCR_TOKEN": "placeholder-of-docs",
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        if kubeconfig:
            self._environment["KUBECONFIG"] = str(kubeconfig)
        for name, text in (files or {}).items():
            (self.path / name).write_text(text)
        if added:
            shutil.copytree(ROOT / added, self.path, dirs_exist_ok=True)
        if (self.path / "surroundings.py").exists():
            self._surround()

    def _surround(self):
        """Starts what a page takes for granted, such as registries, and takes over the variables that it prints."""
        self._surroundings = subprocess.Popen(
            [sys.executable, "surroundings.py"], cwd=self.path, env=self._environment, stdout=subprocess.PIPE, text=True
        )
        while line := self._surroundings.stdout.readline().strip():
            name, _, value = line.partition("=")
            self._environment[name] = value

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self._surroundings:
            self._surroundings.kill()
            self._surroundings.wait()
        self._folder.cleanup()

    def run(self, command, merged=False):
        """The exit status and what was printed, with both outputs in one where `merged`."""
        result = subprocess.run(
            ["bash", "-c", command],
            cwd=self.path,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT if merged else subprocess.PIPE,
            text=True,
            timeout=60,
        )
        if merged:
            # The log, which is JSON where nobody looks at a terminal.
            return result.returncode, re.sub(r'^\{"time":.*\n', "", result.stdout, flags=re.MULTILINE), ""
        return result.returncode, result.stdout, result.stderr or ""


def transcript(text):
    """The commands of a console block, each with what it is said to print."""
    found = []
    lines = text.splitlines()
    while lines and not lines[0].startswith("$ "):
        lines.pop(0)
    for line in lines:
        if line.startswith("$ "):
            found.append((line[2:], []))
        elif found and found[-1][0].endswith("\\") and not found[-1][1]:
            found[-1] = (found[-1][0] + "\n" + line, [])
        else:
            found[-1][1].append(line)
    return [(command, "\n".join(lines)) for command, lines in found]


# A time and a span of time are never the same twice.
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
SPAN = re.compile(r"\d+ h \d+ min")


def is_as_said(said, printed):
    """`…` stands for anything within a line, and alone in a line for any lines; any time will do for a time."""
    said, printed = (SPAN.sub("SPAN", TIME.sub("TIME", text)) for text in (said, printed))
    pattern = ""
    for line in said.rstrip().splitlines():
        if line.strip() == "…":
            pattern += r"(?:.*\n)*?"
        else:
            pattern += ".*".join(re.escape(part) for part in line.rstrip().split("…")) + " *\n"
    return re.fullmatch(pattern, printed.rstrip() + "\n") is not None
