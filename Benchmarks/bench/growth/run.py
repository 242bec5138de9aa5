"""All rows of growth, one after the other."""

import pathlib
import sys
import tempfile

from .. import machine
from ..peers.pullpass import pullpass
from . import body, connections, namespaces, patterns, report
from .stage import Stage

PARTS = {"body": body.measure, "patterns": patterns.measure, "namespaces": namespaces.measure, "connections": connections.measure}


def run(binary: pathlib.Path, wanted: list[str], quick: bool) -> dict:
    server_core, client_core = machine.cores(quick)
    described = machine.describe()
    if missing := pullpass(binary).missing:
        raise SystemExit(f"bench: {missing}")
    with tempfile.TemporaryDirectory() as name:
        stage = Stage(binary, server_core, client_core, pathlib.Path(name), quick)
        found = []
        for part in wanted:
            print(f"growth: {part}", file=sys.stderr, flush=True)
            found += PARTS[part](stage)
    return report.begin(described, f"Pullpass {pullpass(binary).version}", found)
