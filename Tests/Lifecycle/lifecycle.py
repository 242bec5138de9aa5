#!/usr/bin/env python3
"""The chart's life in a cluster: a matrix of scenarios, or a cluster to walk in. `run` beside this file starts it; see README.md."""

import argparse
import os
import pathlib
import signal
import stat
import sys
import tempfile
import threading

from stage import control_plane, network
from stage.node import Node

ENTER = """#!/bin/sh
# Runs a command in the cluster's network, with an administrator's kubeconfig.
HOME={folder} KUBECONFIG={folder}/kubeconfig PATH={folder}/bin:$PATH exec nsenter --target {pid} {user}--net --mount --pid=/proc/{pid}/ns/pid_for_children --wdns="$PWD" "$@"
"""
HELM = """#!/bin/sh
exec {python} {script} "$@"
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parts = parser.add_subparsers(dest="part", required=True)
    matrix = parts.add_parser("matrix")
    matrix.add_argument("--only", nargs="+", default=[])
    matrix.add_argument("--json")
    matrix.add_argument("--keep", help="a folder that keeps everything, for looking at it")
    matrix.add_argument("--together", type=int, default=6, help="how many scenarios run at a time")
    cluster = parts.add_parser("cluster")
    cluster.add_argument("folder")
    options = parser.parse_args()
    if reason := control_plane.missing():
        print(f"lifecycle: {reason}", file=sys.stderr)
        sys.exit(3)
    # The first process of a namespace of processes has no default for these; everything else ends with it.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: os._exit(1))
    network.set_up()
    if options.part == "cluster":
        stay(pathlib.Path(options.folder).resolve())
    from stage import director
    # Pods may still write; they end with this process.
    with tempfile.TemporaryDirectory(prefix="lifecycle-", ignore_cleanup_errors=True) as temporary:
        folder = pathlib.Path(options.keep).resolve() if options.keep else pathlib.Path(temporary)
        folder.mkdir(exist_ok=True)
        plane = start(folder)
        status = director.run(plane, options)
        plane.stop()
    sys.exit(status)


def start(folder):
    """The control plane and its node."""
    plane = control_plane.ControlPlane(folder)
    plane.node = Node(plane.api, folder)
    return plane


def stay(folder):
    (folder / "bin").mkdir(parents=True, exist_ok=True)
    start(folder)
    here = pathlib.Path(__file__).parent.resolve()
    user = "" if pathlib.Path("/proc/self/uid_map").read_text().split()[2] != "1" else "--user --preserve-credentials "
    enter = ENTER.format(folder=folder, pid=os.environ["LIFECYCLE_OUTSIDE"], user=user)
    stop = f"#!/bin/sh\nkill -KILL {os.environ['LIFECYCLE_OUTSIDE']}\n"
    for path, text in ((folder / "enter", enter), (folder / "stop", stop), (folder / "bin/helm", HELM.format(python=pathlib.Path(sys.executable).absolute(), script=here / "helm.py"))):
        path.write_text(text)
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
    print(f"A cluster is there. {folder}/enter COMMAND runs kubectl, helm, curl or a shell in it, and {folder}/stop ends it.", flush=True)
    threading.Event().wait()


if __name__ == "__main__":
    main()
