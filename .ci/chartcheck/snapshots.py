"""The renderings of charts/pullpass/ci, kept so that a review sees what a change of the chart does."""

import difflib
import pathlib
import re

import cases
import rendering

FOLDER = cases.CI / "snapshots"


def compare(renderings):
    problems = []
    expected = texts(renderings)
    for file, text in expected.items():
        if not file.exists():
            problems.append(f"{file} is missing; make it and look at it: make chart-update")
        elif file.read_text() != text:
            difference = difflib.unified_diff(file.read_text().splitlines(), text.splitlines(), str(file), "now", lineterm="", n=2)
            shown = "\n".join(list(difference)[:40])
            problems.append(f"{file} is not what the chart renders now; if that is meant: make chart-update\n{shown}")
    for file in sorted(FOLDER.glob("*")):
        if file not in expected:
            problems.append(f"{file} belongs to no values file: delete it")
    return len(expected), problems


def write(renderings):
    FOLDER.mkdir(exist_ok=True)
    expected = texts(renderings)
    for file in FOLDER.glob("*"):
        if file not in expected:
            file.unlink()
    for file, text in expected.items():
        file.write_text(text)


def texts(renderings):
    found = {}
    for case in cases.valid():
        if case.has_snapshot and case.name in renderings:
            found[FOLDER / pathlib.Path(case.name).name] = text(case)
    return found


def text(case):
    parts = []
    for template, rendered in sorted(rendering.files(case.values, apis=case.apis).items()):
        if rendered.strip():
            # Notes are text, not YAML.
            body = "\n".join("# " + line if line else "#" for line in rendered.strip().splitlines()) if template == rendering.NOTES else rendered.strip()
            parts.append(f"---\n# {template}\n{body}\n")
    # The version changes with each release, and in each label.
    return re.sub(rf"(?<![\d.]){re.escape(version())}(?![\d.])", "VERSION", "".join(parts))


def version():
    for line in pathlib.Path(rendering.CHART, "Chart.yaml").read_text().splitlines():
        if line.startswith("version: "):
            return line.removeprefix("version: ")
    raise SystemExit("chart: Chart.yaml has no version")
