#!/usr/bin/env python3
"""Breaks an installation, and looks whether doctor and status find what; see README.md beside this file."""

import argparse
import json
import pathlib
import random
import shlex
import signal
import subprocess
import sys
import tempfile
import textwrap
import time

import ways
from api_server import ClusterError
from scene.objects import TEAM


def main():
    options = parse()
    if options.verb == "list":
        for way in ways.ALL:
            print(f"{way.name:<24} {', '.join(way.codes):<40} {way.title}")
        print(f"\n{len(ways.ALL)} ways")
        return
    from scene.world import Scene
    from stage import control_plane

    if problem := control_plane.missing():
        sys.exit(f"doctor: {problem}")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    scene = None
    folder = tempfile.mkdtemp(prefix="pullpass-doctor-")
    try:
        scene = Scene(folder)
        scene.wait_until_well(180)
        demand_well(scene)
        print("all is well: status and doctor say so\n", flush=True)
        findings = draw(scene, options) if options.verb == "draw" else [try_out(scene, way, True) for way in chosen(options)]
    finally:
        if scene:
            scene.stop()
    print("\n" + table(findings))
    if options.json:
        pathlib.Path(options.json).write_text(json.dumps(findings, indent=1) + "\n")
    missed = [each["way"] for each in findings if not each["found"]]
    print(f"\n{len(findings)} broken, {len(findings) - len(missed)} found" + (f"; not: {', '.join(missed)}" if missed else ""))
    ill = [each["way"] for each in findings if each["ill"]]
    if ill:
        print(f"not well again: {', '.join(ill)}")
    sys.exit(1 if missed or ill else 0)


def parse():
    parser = argparse.ArgumentParser(description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("list", help="what there is to break")
    every = verbs.add_parser("all", help="each of them")
    every.add_argument("--only", nargs="+", default=[], metavar="NAME", help="these ways")
    some = verbs.add_parser("draw", help="some, without saying which")
    some.add_argument("seed", nargs="?", help="draws the same again")
    some.add_argument("--count", type=int, default=10)
    for verb in (every, some):
        verb.add_argument("--json", metavar="FILE", help="writes what was found")
    return parser.parse_args()


def chosen(options):
    unknown = set(options.only) - {way.name for way in ways.ALL}
    if unknown:
        sys.exit(f"there is no way {', '.join(sorted(unknown))}; list shows them")
    return [way for way in ways.ALL if not options.only or way.name in options.only]


def draw(scene, options):
    seed = options.seed or f"{random.SystemRandom().randrange(1 << 32):08x}"
    print(f"seed {seed}: Tests/Doctor/run draw {seed} draws the same\n", flush=True)
    return [try_out(scene, way, False) for way in random.Random(seed).sample(ways.ALL, options.count)]


# MARK: One way


def try_out(scene, way, is_named):
    """Breaks it, looks, mends, and looks again."""
    print(f"--- {way.name}: {way.title}" if is_named else "--- something is broken", flush=True)
    finding = {"way": way.name, "title": way.title, "found": False, "code": "", "by": "", "step": "", "mended": "", "ill": ""}
    try:
        way.act(scene)
        scene.settle()
        look(scene, way, finding)
        finding["mended"] = mend(scene, finding["command"])
        if finding["mended"] != "the step":
            scene.restore()
        demand_well(scene)
        # What a step leaves behind is no part of the next one.
        if finding["mended"] == "the step":
            scene.restore()
    except (ClusterError, OSError) as error:
        finding["ill"] = str(error)
        print(f"    {error}", flush=True)
        try:
            scene.restore()
        except (ClusterError, OSError) as more:
            print(f"    {more}", flush=True)
    print(f"    {'found' if finding['found'] else 'NOT FOUND'} by {finding['by'] or 'nobody'}: {finding['code']}; mended by {finding['mended']}\n", flush=True)
    return finding


def look(scene, way, finding):
    """Asks as an operator does who knows nothing: status, all that waits, and then the one thing that a team complains of."""
    _, text = run(scene, "status", "--output", "json")
    is_shown = way.is_told_by(text)
    say("status", status_words(text))
    report = {}
    # Where nothing waits, or none was made, somebody has said what does not come up.
    for question in (["--all-namespaces"], ["--namespace", TEAM], ["deployment/shop", "--namespace", TEAM]):
        status, text = run(scene, "doctor", *question, "--probe", "--output", "json")
        report = read(text)
        codes = [cause["code"] for cause in firsts(report)]
        say(f"doctor {question[0]}" if question[0] != "--namespace" else "doctor namespace", [f"{cause['code']}: {cause['message']}" for cause in firsts(report)])
        if status == 1 and codes:
            break
    step = report.get("step") or {}
    finding["code"] = codes[0] if codes else ""
    is_said = bool(codes) and codes[0] in way.codes
    finding["by"] = " and ".join(name for name, told in (("doctor", is_said), ("status", is_shown)) if told)
    # What doctor says first has to be right; where it says nothing status may know. Who of them knew stands in the table.
    finding["found"] = is_said or is_shown and not codes
    finding["command"] = step.get("command") or ""
    finding["step"] = finding["command"] or step.get("words", "")
    say("next step", [finding["step"]])


def firsts(report):
    """What is said first: of Pullpass itself where that is a fault, else of each Pod, else what is left."""
    whole = [cause for cause in report.get("installation", []) if cause["weight"] == "fault"]
    pods = [pod["causes"][0] for pod in report.get("pods", []) if pod["causes"] and pod["causes"][0]["weight"] != "note"]
    rest = [cause for cause in report.get("installation", []) if cause["weight"] == "risk"]
    return whole or pods or rest


def mend(scene, command):
    """By the step where that is a command that mends; tells by what."""
    if not command:
        return "hand"
    environment = {**scene.environment}
    try:
        done = subprocess.run(
            ["bash", "-c", command], cwd=scene.folder / "tools", env=environment, capture_output=True, text=True, timeout=90,
        )
    except subprocess.TimeoutExpired:
        return "hand"
    if done.returncode != 0:
        say("the step", [f"{shlex.quote(command[:60])}… ended with {done.returncode}: {last_words(done.stderr)}"])
        return "hand"
    # What only shows something ends at once, and nothing is better.
    try:
        scene.wait_until_well(25)
    except ClusterError:
        return "hand"
    return "the step"


def last_words(text):
    """What went wrong, without what is only warned of."""
    return "; ".join(line for line in text.splitlines() if not line.startswith("Warning"))[-400:]


def demand_well(scene):
    """Both commands say that nothing is wrong; what they saw may be a moment old."""
    deadline = time.monotonic() + 60
    while True:
        status, told = run(scene, "status", "--output", "json")
        doctor, said = run(scene, "doctor", "deployment/shop", "--namespace", TEAM, "--output", "json")
        if status == doctor == 0:
            return
        if time.monotonic() > deadline:
            raise ClusterError(f"not well: status {status}: {status_words(told)}; doctor {doctor}: {[cause['code'] for cause in firsts(read(said))]}")
        time.sleep(1)


# MARK: Words


def run(scene, *arguments):
    done = subprocess.run(
        [str(scene.folder / "tools/pullpass"), *arguments], env=scene.environment, capture_output=True, text=True, timeout=180,
    )
    if done.returncode not in (0, 1):
        say("pullpass", [f"{' '.join(arguments)} ended with {done.returncode}: {done.stderr.strip()[:500]}"])
    return done.returncode, done.stdout


def read(text):
    try:
        return json.loads(text)
    except ValueError:
        return {}


def status_words(text):
    """What is not as it should be, in the words of status."""
    report = read(text)
    words = list(report.get("problems", []))
    for part in ("configuration", "webhook"):
        if problem := (report.get(part) or {}).get("problem"):
            words.append(problem)
    words += [f"{each['name']}: {each['readiness']} {each['lastError'] or ''}" for each in report.get("registries", []) if not each["fine"]]
    for space in report.get("namespaces", []):
        words += [f"{space['name']} lacks {each['secretName']}: {each['reason']}" for each in space["missing"]]
        if space["labelSlip"]:
            words.append(f"{space['name']}: {space['labelSlip']}")
    return words


def say(who, lines):
    print(f"    {who:<24} {'; '.join(line[:220] for line in lines) or 'nothing'}", flush=True)


def table(findings):
    rows = [("broken", "found", "by", "next step", "mended by")]
    rows += [
        (each["title"], each["code"] if each["found"] else f"NOT: {each['code']}", each["by"], textwrap.shorten(each["step"], 70, placeholder=" …"), each["mended"])
        for each in findings
    ]
    rows.insert(1, tuple("---" for _ in rows[0]))
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows)


if __name__ == "__main__":
    main()
