"""CHANGELOG.md, in the form of Keep a Changelog."""

import pathlib
import re

HEADING = re.compile(r"^## \[([^\]]+)\](?: - (\S+))?$", re.MULTILINE)


def sections():
    """Version, day or None, and text, the newest first."""
    text = pathlib.Path("CHANGELOG.md").read_text()
    found = list(HEADING.finditer(text))
    ends = [match.start() for match in found[1:]] + [len(text)]
    return [(match.group(1), match.group(2), text[match.end() : end].strip()) for match, end in zip(found, ends)]


def notes(version):
    for name, _, text in sections():
        if name == version:
            return text
    raise SystemExit(f"release-check: CHANGELOG.md has no [{version}]")


def check(version, is_tagged):
    """Problems of the version's part."""
    found = {name: (day, text) for name, day, text in sections()}
    if version not in found:
        return [f"CHANGELOG.md has no heading ## [{version}] - <the day>: what is under Unreleased becomes it"]
    day, text = found[version]
    problems = []
    if not text:
        problems.append(f"CHANGELOG.md says nothing of {version}")
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", day or "") and (is_tagged or day != "unreleased"):
        problems.append(f"CHANGELOG.md: [{version}] needs its day, as in 2026-12-01")
    rest = found.get("Unreleased", (None, ""))[1]
    if rest:
        problems.append(f"CHANGELOG.md has changes under Unreleased: move them under [{version}]")
    return problems
