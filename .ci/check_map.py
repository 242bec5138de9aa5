#!/usr/bin/env python3
"""Checks that the map shows what is there.

    check_map.py [ROOT]

- Every path between backticks in ARCHITECTURE.md and CONTRIBUTING.md exists, from the root or from Sources. `*` may stand for any
  name, and a file's name alone is enough for Swift files. What is no path of the repository is left alone: text with a space, a
  domain as in `pullpass.dev/inject`, a protocol or media type, `<names>` to be filled in, and what builds make.
- Every group and every module of Sources is named in ARCHITECTURE.md.
- What docs/threat-model.md says is shown is there to be run: each `attack NAME` is one of Tests/Attacks, which has no others, and each “claim”
  that follows the name of a Swift file stands in it.
"""

import collections
import pathlib
import re
import sys

THREATS = "docs/threat-model.md"
DOCUMENTS = ["ARCHITECTURE.md", "CONTRIBUTING.md", THREATS]
# What is neither there on a fresh clone nor meant to be.
MADE = re.compile(r"\.build|KUBEBUILDER_ASSETS")
DOMAIN = re.compile(r"[\w-]+(\.[\w-]+)+/")
# HTTP/2, application/json, admission.k8s.io/v1 and the like.
NO_PATH = re.compile(r"[A-Z]+/[\d.]+|(application|text)/[\w.+-]+|[a-z]+/v\d\w*")
PATH = re.compile(r"[\w.+*@-]+(/[\w.+*@-]+)*/?")


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
    names = {file.name for folder in ("Sources", "Tests") for file in (root / folder).rglob("*.swift")}
    problems = []
    paths = 0
    for document in DOCUMENTS:
        if not (root / document).is_file():
            problems.append(f"{document} is missing")
            continue
        for number, line in enumerate((root / document).read_text().splitlines(), 1):
            for text in re.findall(r"`([^`]+)`", line):
                if not is_path(text):
                    continue
                paths += 1
                if text not in names and not exists(root, text):
                    problems.append(f"{document}:{number}: there is no {text}")
    problems += unnamed(root)
    problems += unshown(root)
    for problem in problems:
        print(problem, file=sys.stderr)
    print(f"map: {paths} paths, {len(problems)} problems")
    sys.exit(1 if problems else 0)


def is_path(text):
    if not PATH.fullmatch(text) or MADE.match(text) or DOMAIN.match(text):
        return False
    if NO_PATH.fullmatch(text):
        return False
    return "/" in text or re.search(r"\.(swift|md|py|yaml|json|sh)$", text) is not None


def exists(root, text):
    for base in (root, root / "Sources"):
        if any(True for _ in base.glob(text.rstrip("/"))):
            return True
    return False


def unnamed(root):
    """Folders of Sources that ARCHITECTURE.md does not name."""
    file = root / "ARCHITECTURE.md"
    words = set(re.findall(r"\w+", file.read_text())) if file.is_file() else set()
    groups = [folder for folder in sorted((root / "Sources").iterdir()) if folder.is_dir()]
    # The executable is no group: its folders are its own affair.
    modules = [
        folder for group in groups if group.name != "pullpass" for folder in sorted(group.iterdir()) if folder.is_dir()
    ]
    return [
        f"ARCHITECTURE.md does not name {folder.relative_to(root)}"
        for folder in groups + modules
        if folder.name not in words
    ]


def unshown(root):
    """What the threat model names and nobody can run."""
    attacks = set()
    for file in (root / "Tests/Attacks/families").glob("*.py"):
        attacks |= set(re.findall(r'^@attack\("([\w-]+)"', file.read_text(), re.M))
    texts = collections.defaultdict(str)
    for file in (root / "Tests").rglob("*.swift"):
        texts[file.name] += file.read_text()
    text = (root / THREATS).read_text()
    problems = [f"{THREATS} does not name the attack {name}" for name in sorted(attacks) if f"`attack {name}`" not in text]
    for number, line in enumerate(text.splitlines(), 1):
        for name in re.findall(r"`attack ([\w-]+)`", line):
            if name not in attacks:
                problems.append(f"{THREATS}:{number}: there is no attack {name}")
        for file, claims in re.findall(r"`(\w+\.swift)` ((?:“[^”]*”(?:, )?)+)", line):
            for claim in re.findall(r"“([^”]*)”", claims):
                if claim not in texts[file]:
                    problems.append(f"{THREATS}:{number}: {file} does not claim “{claim}”")
    return problems


if __name__ == "__main__":
    main()
