#!/usr/bin/env python3
"""Lets an installation of Pullpass run for a while under one fault after the other, and checks every answer.

    soak.py --binary PATH --stand-in PATH [--minutes N] [--only NAME ...] [--quick] [--report FOLDER] [--list]

Three replicas with leader election, an API server, a registry and a token service, all on loopback. The exit status is 1 where a review
was lost or answered wrongly, where a fault was not told or not got over, and where something is left that should be gone.
"""

import argparse
import datetime
import os
import pathlib
import platform
import signal
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import faults  # noqa: E402, F401
from ground import leaks, looks, plan, report  # noqa: E402
from ground.chronicle import Chronicle  # noqa: E402
from ground.scene import Scene  # noqa: E402


def main():
    options = parse()
    chosen, left_out = choose(options)
    if options.list:
        for fault in chosen:
            print(f"{fault.name:<24} {'quick' if fault.quick else '':<6} {fault.title}")
        return
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, interrupt)
    for name, why in left_out.items():
        print(f"left out: {name}: {why}")
    with tempfile.TemporaryDirectory(prefix="pullpass-soak-", ignore_cleanup_errors=True) as folder:
        scene = Scene(options, folder)
        try:
            soak = run(scene, chosen, options) | {"left_out": left_out}
        finally:
            scene.close()
            if options.keep_logs:
                keep_logs(folder, options.report)
    options.report.mkdir(parents=True, exist_ok=True)
    report.write(soak, options.report / "soak.md", options.report / "soak.json")
    total = soak["total"]
    print(
        f"\n{soak['minutes']:.1f} minutes, {len(soak['rows'])} faults, {total['asked']} reviews, {total['lost']} lost, {total['wrong']} wrong; "
        f"{options.report / 'soak.md'} has the report"
    )
    for words in soak["findings"]:
        print(f"soak: {words}")
    sys.exit(1 if soak["findings"] else 0)


# Set once somebody wants no more: the fault that runs is put back, and there is a report of what was seen.
INTERRUPTED = threading.Event()


def interrupt(*_):
    if INTERRUPTED.is_set():
        sys.exit(1)
    INTERRUPTED.set()
    print("soak: ends after this fault; once more ends it now", file=sys.stderr)


# Between two looks at what is left, in seconds.
LOOK_EVERY = 75


def run(scene, chosen, options):
    """Cycles of all faults until the time is over; a quick one has one."""
    began = time.monotonic()
    chronicle = Chronicle(scene)
    findings = scene.findings
    at_rest = []

    def passed():
        return time.monotonic() - began

    def look():
        scene.findings = findings
        at_rest.append(leaks.look(scene, passed(), options.rest))

    look()
    cycle, looked = 0, passed()
    # The first cycle goes on to its end: each fault has had its turn then.
    while not INTERRUPTED.is_set() and (cycle == 0 or passed() < 60 * options.minutes and not options.quick):
        cycle += 1
        for fault in chosen:
            if INTERRUPTED.is_set() or cycle > 1 and passed() > 60 * options.minutes:
                break
            print(report.line(chronicle.run(fault, cycle)), flush=True)
            if passed() - looked > LOOK_EVERY and not options.quick:
                look()
                looked = passed()
    look()
    total = scene.ledger.between(began, time.monotonic())
    findings += [f"{row.name} (cycle {row.cycle}): {words}" for row in chronicle.rows for words in row.findings]
    findings += leaks.judge(at_rest, scene.old.name)
    if INTERRUPTED.is_set():
        findings.append("it was interrupted")
    if not scene.ledger.is_running:
        findings.append("the load has ended")
    # What was lost between two rows belongs to nobody.
    known = sum(row.answers.lost + row.answers.wrong for row in chronicle.rows)
    if total.lost + total.wrong > known:
        findings.append(f"{total.lost + total.wrong - known} answers lost or wrong between two faults: {total.why}")
    return {
        "version": version(options.binary), "minutes": (time.monotonic() - began) / 60,
        "machine": f"{os.cpu_count()} cores, Linux {platform.release()}",
        "date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC"),
        "api_server": "kube-apiserver" if scene.cluster.is_real else "the tests' stand-in for one",
        "cycles": cycle, "faults": len(chosen), "findings": findings, "total": vars(total),
        "rows": [report.record(row) for row in chronicle.rows],
        "at_rest": [vars(look) for looked in at_rest for look in looked.values()],
    }


def version(binary):
    text = subprocess.run([binary, "version"], check=True, capture_output=True, text=True).stdout
    return ", ".join(" ".join(line.split()) for line in text.splitlines()[:2])


def keep_logs(folder, target):
    target.mkdir(parents=True, exist_ok=True)
    for path in pathlib.Path(folder).glob("*.log"):
        (target / path.name).write_bytes(path.read_bytes())


def choose(options):
    unknown = set(options.only) - {fault.name for fault in plan.ALL}
    if unknown:
        sys.exit(f"there is no fault {', '.join(sorted(unknown))}; --list shows them")
    wanted = [fault for fault in plan.ALL if (fault.name in options.only if options.only else fault.quick or not options.quick)]
    reasons = {fault.name: fault.impossible() for fault in wanted if fault.impossible}
    left_out = {name: why for name, why in reasons.items() if why}
    if looks.uncountable():
        left_out["counting descriptors at rest"] = looks.uncountable()
    return [fault for fault in wanted if fault.name not in left_out], left_out


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", type=pathlib.Path, default=".build/release/pullpass")
    parser.add_argument("--stand-in", type=pathlib.Path, default=".build/debug/StandInAPIServer", help="used without KUBEBUILDER_ASSETS")
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--only", nargs="+", default=[], metavar="NAME", help="these faults")
    parser.add_argument("--quick", action="store_true", help="one short cycle of the faults that make test has")
    parser.add_argument("--rate", type=float, help="reviews a second")
    parser.add_argument("--report", type=pathlib.Path, default=".build/soak", help="the folder for soak.md and soak.json")
    parser.add_argument("--keep-logs", action="store_true", help="copies the replicas' logs there, too")
    parser.add_argument("--list", action="store_true", help="lists the faults")
    options = parser.parse_args()
    options.binary, options.stand_in = options.binary.resolve(), options.stand_in.resolve()
    is_short = options.quick or options.minutes < 5
    # Faults last a part of their time in a short soak, and the machine of a test is busy.
    options.pace = 0.4 if is_short else 1.0
    options.quick = options.quick or options.minutes < 5
    options.rate = options.rate or (30 if is_short else 60)
    options.timeout = 20 if is_short else 5
    options.rest = 1 if is_short else 6
    options.teams = 3 if is_short else 8
    return options


if __name__ == "__main__":
    main()
