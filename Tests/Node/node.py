#!/usr/bin/env python3
"""A real kubelet that pulls private images with what Pullpass gives it. `run` beside this file starts it; see README.md."""

import argparse
import csv
import json
import os
import pathlib
import secrets
import signal
import sys
import tempfile
import time
import traceback

from stage import control_plane, network

from lab import kubelet, machine
from lab.registry import Registry
from lab.stage import Stage
from scenarios import SCENARIOS


class Plane(control_plane.ControlPlane):
    """A control plane that knows the node by name, and lets it do what nodes may do."""

    def _start(self, name, *arguments):
        if name == "kube-apiserver":
            arguments = [word for word in arguments if not word.startswith("--authorization-mode")]
            arguments += ["--authorization-mode=Node,RBAC", "--enable-admission-plugins=NodeRestriction", "--allow-privileged=true"]
        super()._start(name, *arguments)

    def _make_keys(self):
        super()._make_keys()
        self.node_token = secrets.token_hex(16)
        with open(self.folder / "tokens.csv", "a", newline="") as file:
            csv.writer(file).writerow([self.node_token, f"system:node:{kubelet.NODE}", "node", "system:nodes"])

    def review(self, token, audience):
        """Whose a ServiceAccount token for an audience is; None for one that is not good."""
        review = {"apiVersion": "authentication.k8s.io/v1", "kind": "TokenReview", "spec": {"token": token, "audiences": [audience]}}
        status = self.api.must("POST", "/apis/authentication.k8s.io/v1/tokenreviews", review)["status"]
        return status["user"]["username"] if status.get("authenticated") else None


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="+", default=[])
    parser.add_argument("--json")
    parser.add_argument("--keep", help="a folder that keeps everything, for looking at it")
    parser.add_argument("part", nargs="?", choices=["check"])
    options = parser.parse_args()
    if reason := control_plane.missing() or machine.missing():
        print(f"node: {reason}", file=sys.stderr)
        sys.exit(3)
    if options.part == "check":
        return
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: os._exit(1))
    with tempfile.TemporaryDirectory(prefix="node-", ignore_cleanup_errors=True) as temporary:
        folder = pathlib.Path(options.keep).resolve() if options.keep else pathlib.Path(temporary)
        folder.mkdir(exist_ok=True)
        outcomes = play(folder, options.only)
    if options.json:
        pathlib.Path(options.json).write_text(json.dumps(outcomes, indent=1))
    sys.exit(0 if all(outcome["problem"] is None for outcome in outcomes) else 1)


def play(folder, only):
    begin = time.monotonic()
    network.set_up()
    machine.set_up(folder)
    plane = Plane(folder)
    registry = Registry(folder, plane.review)
    node = kubelet.Node(plane, folder, registry.certificate, plane.node_token)
    stage = Stage(plane, registry, node, folder)
    print(f"a control plane, a registry and containerd are there after {time.monotonic() - begin:.1f} s", flush=True)
    outcomes = []
    for name, (claim, scenario) in SCENARIOS.items():
        if only and name not in only:
            continue
        print(f"\n{name}: {claim}", flush=True)
        start = time.monotonic()
        outcome = {"name": name, "claim": claim, "problem": None}
        try:
            scenario(stage)
        except Exception as error:
            traceback.print_exc()
            outcome["problem"] = f"{type(error).__name__}: {error}"
        outcome["seconds"] = round(time.monotonic() - start, 1)
        print(f"{name}: {'as it should be' if outcome['problem'] is None else outcome['problem']} ({outcome['seconds']} s)", flush=True)
        outcomes.append(outcome)
    node.end()
    plane.stop()
    registry.process.kill()
    return outcomes


if __name__ == "__main__":
    main()
