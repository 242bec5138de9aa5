"""A webhook written the usual way, Go's net/http and encoding/json, built with each Go that is there."""

import os
import pathlib
import shutil
import subprocess

from ..places import BENCHMARKS, BUILT, CERTIFICATES, ROOT
from ..rules import PATTERNS
from .peer import Peer

# The newest that can be had (.ci/bench-requirements.txt), and the distribution's.
NEWEST = ROOT / ".build-bench/venv/bin/go"
# Nothing is fetched, neither modules nor another toolchain.
OFFLINE = {"GOTOOLCHAIN": "local", "GOPROXY": "off", "GOFLAGS": "-mod=mod", "GOCACHE": str(ROOT / ".build-bench/go-cache")}


def go_peers(wanted: list[str] | None = None) -> list[Peer]:
    """Both; what is not among the wanted ones is not built."""

    def made(name: str, which: str, program: str | None, remedy: str) -> Peer:
        if wanted and name not in wanted:
            return Peer(name, f"{which}, net/http", missing="it was not asked for")
        return peer(name, which, program, remedy)

    newest = made("go", "the newest Go", str(NEWEST) if NEWEST.exists() else None, ".ci/setup bench installs it with pip")
    debian = made("go-debian", "the distribution's Go", shutil.which("go"), ".ci/setup bench installs it")
    if newest.version and newest.version == debian.version:
        debian = Peer("go-debian", debian.title, missing=f"the distribution's Go is the newest, {newest.version}")
    return [newest, debian]


def peer(name: str, which: str, program: str | None, remedy: str) -> Peer:
    """The webhook built with one Go."""
    title = f"{which}, net/http"
    if not program:
        return Peer(name, title, missing=f"{which} is not there: {remedy}")
    asked = run([program, "env", "GOVERSION"])
    version = asked.stdout.strip().removeprefix("go")
    binary = BUILT / f"peer-go-{version}"
    BUILT.mkdir(exist_ok=True)
    built = run([program, "build", "-o", str(binary), "."]) if version else asked
    if built.returncode:
        return Peer(name, title, missing=f"{which} cannot build it: {built.stderr.strip()[-300:]}")
    return Peer(name, f"Go {short(version)} net/http", version=version, command=lambda port, folder: arguments(binary, port), environment={
        # Go would otherwise make a thread for each core of the machine, to run on one of them.
        "GOMAXPROCS": "1",
    })


def arguments(binary: pathlib.Path, port: int) -> list[str]:
    return [
        str(binary), "-listen", f"127.0.0.1:{port}", "-patterns", str(PATTERNS),
        "-tls-cert", str(CERTIFICATES / "serving.pem"), "-tls-key", str(CERTIFICATES / "serving-key.pem"),
    ]


def short(version: str) -> str:
    """1.27 of 1.27.3."""
    return ".".join(version.split(".")[:2])


def run(command: list[str]) -> subprocess.CompletedProcess:
    environment = {**os.environ, **OFFLINE}
    return subprocess.run(command, cwd=BENCHMARKS / "peer-go", env=environment, capture_output=True, text=True, timeout=600)
