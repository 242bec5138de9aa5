"""Blocks of a page that are steps of one walk through a cluster: a real API server, without nodes."""

import os
import sys
import tempfile

import commands
import desk

# Where pages take namespaces for granted.
NAMESPACES = ("team-a", "team-b")


def can_run():
    """KUBEBUILDER_ASSETS names a folder with etcd and kube-apiserver, and there is a kubectl."""
    folder = os.environ.get("KUBEBUILDER_ASSETS", "")
    return bool(commands.KUBECTL) and all(os.access(f"{folder}/{name}", os.X_OK) for name in ("etcd", "kube-apiserver"))


def all_walks(blocks):
    found = {}
    for block in blocks:
        if block.walk:
            found.setdefault((block.page, block.walk), []).append(block)
    return list(found.values())


def run(steps):
    """Problems of one walk; what comes after the first would only be its consequence."""
    sys.path[:0] = ["Tests/Attacks", "Tests/TestSupport/Python"]
    from stage.cluster import start_cluster

    with tempfile.TemporaryDirectory() as folder:
        cluster = start_cluster(folder)
        try:
            for name in NAMESPACES:
                cluster.create_namespace(name)
            with desk.Desk(steps[0].desk, cluster.write_kubeconfig()) as here:
                for step in steps:
                    if problem := take(here, step):
                        return [f"{step.where}: {problem}"]
        finally:
            cluster.stop()
    return []


def take(here, step):
    if step.language == "console":
        for command, said in desk.transcript(step.text):
            _, printed, _ = here.run(command, merged=True)
            if not desk.is_as_said(said, printed):
                return f"$ {command}\nprints\n{printed}\nand not\n{said}"
        return None
    # Where a page has … the reader writes something of theirs.
    status, printed, _ = here.run("set -euo pipefail\n" + step.text.replace("…", "s3cret"), merged=True)
    return f"fails: {printed}" if status else None
