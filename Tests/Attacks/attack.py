#!/usr/bin/env python3
"""Attacks an executable of Pullpass, and prints what it cost others.

    attack.py --binary PATH [--only NAME ...] [--row N ...] [--quick] [--seconds N] [--json FILE] [--list]

Every attack has a server of its own and a probe beside it, a process that calls the webhook over 20 new connections a second, and
the operators' port as kubelet and Prometheus do. The exit status is 1 where an attack did more than its limits allow. With
KUBEBUILDER_ASSETS (a folder with kube-apiserver and etcd) the attacks by tenants run, too; without it they are left out.
"""

import argparse
import json
import pathlib
import signal
import subprocess
import sys

import families  # noqa: F401
from stage import cluster, plan, report
from stage.director import Stage


def main():
    options = parse()
    attacks = chosen(options)
    if options.list:
        for attack in attacks:
            print(f"{attack.name:<20} row {attack.row}{'  quick' if attack.quick else '':<7}  {attack.title}")
        return
    binary = pathlib.Path(options.binary).resolve()
    version = subprocess.run([binary, "version"], check=True, capture_output=True, text=True).stdout
    print(report.head(binary, ", ".join(" ".join(line.split()) for line in version.splitlines()[:2])), flush=True)
    # Server, probe and cluster are ended, too, where this process is told to end.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    seconds = options.seconds or (QUICK_SECONDS if options.quick else None)
    stage = Stage(binary, seconds=seconds, quiet=QUICK_QUIET if options.quick else QUIET, is_quick=options.quick)
    outcomes = []
    try:
        for attack in attacks:
            outcome = stage.run(attack)
            outcomes.append(outcome)
            print(report.row(outcome), flush=True)
    finally:
        stage.close()
    if options.json:
        pathlib.Path(options.json).write_text(json.dumps([report.record(outcome) for outcome in outcomes], indent=1) + "\n")
    failed = [outcome.attack.name for outcome in outcomes if outcome.faults]
    print(f"\n{len(outcomes)} attacks, {len(outcomes) - len(failed)} withstood" + (f"; not: {', '.join(failed)}" if failed else ""))
    sys.exit(1 if failed else 0)


# Long enough for 400 connections to be there, for the part that runs with the tests.
QUICK_SECONDS = 5
# After an attack: memory is given back meanwhile.
QUIET, QUICK_QUIET = 5, 1


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", default=".build/release/pullpass")
    parser.add_argument("--only", nargs="+", default=[], metavar="NAME", help="these attacks")
    parser.add_argument("--row", nargs="+", default=[], help="the attacks of these rows")
    parser.add_argument("--quick", action="store_true", help="a part that takes less than a minute, with wider limits")
    parser.add_argument("--seconds", type=float, help="how long each attack takes")
    parser.add_argument("--json", metavar="FILE", help="writes everything that was measured")
    parser.add_argument("--list", action="store_true", help="lists the attacks")
    return parser.parse_args()


def chosen(options):
    unknown = set(options.only) - {attack.name for attack in plan.ALL}
    if unknown:
        sys.exit(f"there is no attack {', '.join(sorted(unknown))}; --list shows them")
    attacks = [attack for attack in plan.ALL if not options.only or attack.name in options.only]
    attacks = [attack for attack in attacks if not options.row or attack.row in options.row]
    attacks = [attack for attack in attacks if attack.quick or not options.quick]
    if options.list or cluster.assets():
        return attacks
    left_out = [attack.name for attack in attacks if attack.cluster]
    if left_out:
        print(f"left out, since KUBEBUILDER_ASSETS names no folder with kube-apiserver and etcd: {', '.join(left_out)}", file=sys.stderr)
    return [attack for attack in attacks if not attack.cluster] or sys.exit("no attack is left")


if __name__ == "__main__":
    main()
