#!/usr/bin/env python3
"""Checks what SwiftPM does not: who imports what, and words that must not stand in the sources.

    check_layering.py [ROOT]

- A module imports only what Package.swift gives it as a direct dependency, besides the standard library's own modules
  and, where it is allowed below, FoundationEssentials. SwiftPM lets transitive dependencies pass.
- Each C module is imported by the one module that wraps it.
- The arrows of the design: what a module may depend on at all, so that Package.swift itself cannot grow a wrong one.
- Full Foundation nowhere, in sources or tests.
- No try!, as!, fatalError, unowned(unsafe) or forced unwrapping of casts in Sources; the reason on the line above each
  @unchecked Sendable and nonisolated(unsafe).
"""

import json
import pathlib
import re
import subprocess
import sys

STANDARD = {"Swift", "Synchronization", "_Concurrency"}
# Modules that may call the C library directly.
GLIBC = {"Sockets", "TLS", "Processes", "Configuration", "Logs", "Webhook", "pullpass"}
# Nothing of Foundation, not even the essentials: the hot path.
NO_FOUNDATION = {"Admission", "Images", "HTTP", "Sockets", "TLS"}
C_OWNERS = {"CLinux": {"Sockets"}, "COpenSSL": {"TLS"}, "CNghttp2": {"HTTP"}, "CYAML": {"YAML"}}

# The groups of Sources from the bottom up: a module depends on modules of its own group and of those before it. The last
# two stand side by side. `pullpass`, the executable, is above them all.
GROUPS = ["System", "Network", "Rules", "Credentials", "Cluster", "Tools", "Server"]
SIDE_BY_SIDE = {("Server", "Tools")}
# Admission is pure: it depends on Images and on nothing else.
ONLY = {"Admission": {"Images"}, "Images": set(), "Names": set(), "HTTP": {"CNghttp2"}, "Metrics": set(), "Processes": set(), "Text": set()}

# Modules that only some of those above them may use: nobody but who reads the configuration needs to know the kinds of credentials.
USERS = {"Providers": {"Serving"}}

IMPORT = re.compile(r"^\s*(?:@\w+\s+)*(?:(?:public|package|internal|private|fileprivate)\s+)?(?:@\w+\s+)*import\s+(?:(?:struct|class|enum|protocol|func|var|let|typealias)\s+)?(\w+)")
FORBIDDEN = [
    (re.compile(r"\btry!"), "try! ends the program on an error"),
    (re.compile(r"\bas!"), "as! ends the program on another type"),
    (re.compile(r"\bfatalError\b"), "fatalError ends the program"),
    (re.compile(r"\bunowned\(unsafe\)"), "unowned(unsafe) is unchecked"),
    (re.compile(r"@_silgen_name|@_extern"), "declare C functions in a system module"),
    (re.compile(r"\b(?:TODO|FIXME|XXX)\b"), "finish it, or leave it out"),
]
NEEDS_REASON = re.compile(r"@unchecked Sendable|nonisolated\(unsafe\)")


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
    manifest = subprocess.run(
        ["swift", "package", "--package-path", str(root), "describe", "--type", "json"],
        check=True, stdout=subprocess.PIPE,
    )
    targets = {target["name"]: target for target in json.loads(manifest.stdout)["targets"]}
    problems = check_manifest(targets)
    files = 0
    for name, target in targets.items():
        folder = root / target["path"]
        for file in sorted(folder.rglob("*.swift")):
            if "Fixtures" in file.parts:
                continue
            files += 1
            problems += check_file(file.relative_to(root), file.read_text().splitlines(), name, target)
    if files < len(targets) / 2:
        problems.append(f"only {files} files were found: this check is looking in the wrong place")
    for problem in problems:
        print(problem, file=sys.stderr)
    print(f"layering: {len(targets)} modules, {files} files, {len(problems)} problems")
    sys.exit(1 if problems else 0)


def dependencies(target):
    return set(target.get("target_dependencies", []))


def group_of(target):
    """The group of a module of Sources: the folder that it stands in."""
    parts = pathlib.PurePath(target["path"]).parts
    return parts[1] if parts[0] == "Sources" and len(parts) == 3 else None


def check_manifest(targets):
    problems = []
    for name, target in targets.items():
        if target["path"].startswith("Tests/"):
            continue
        group = group_of(target)
        if name == "pullpass":
            continue
        if group not in GROUPS or pathlib.PurePath(target["path"]).name != name:
            problems.append(f"Package.swift: {name} stands in {target['path']}, not in a folder of its name in a group of Sources")
            continue
        for dependency in dependencies(target):
            below = group_of(targets[dependency])
            if below not in GROUPS or GROUPS.index(below) > GROUPS.index(group) or (group, below) in SIDE_BY_SIDE:
                problems.append(f"Package.swift: {name} ({group}) -> {dependency} ({below}) does not point down")
            if dependency in C_OWNERS and name not in C_OWNERS[dependency]:
                problems.append(f"Package.swift: {dependency} belongs to {C_OWNERS[dependency]}, not to {name}")
            if name not in USERS.get(dependency, {name}):
                problems.append(f"Package.swift: {dependency} is for {sorted(USERS[dependency])} and the executable, not for {name}")
        if name in ONLY and dependencies(target) != ONLY[name]:
            problems.append(f"Package.swift: {name} depends on {sorted(dependencies(target))}, not on {sorted(ONLY[name])}")
    return problems


def check_file(path, lines, module, target):
    is_test = path.parts[0] == "Tests"
    allowed = STANDARD | dependencies(target) | set(target.get("product_dependencies", []))
    if is_test:
        allowed |= {"Testing", "Glibc", "FoundationEssentials"}
    if module in GLIBC:
        allowed.add("Glibc")
    if module not in NO_FOUNDATION:
        allowed.add("FoundationEssentials")
    problems = []
    in_text = False
    for number, line in enumerate(lines, 1):
        was_text, in_text = in_text, in_text != (line.count('"""') % 2 == 1)
        if was_text:
            continue
        code = line.partition("//")[0]
        if (match := IMPORT.match(code)) and match.group(1) not in allowed:
            why = "full Foundation" if match.group(1) == "Foundation" else f"not a dependency of {module}"
            problems.append(f"{path}:{number}: import {match.group(1)}: {why}")
        if is_test:
            continue
        # Comments count for TODO, and for nothing else.
        for pattern, why in FORBIDDEN:
            if pattern.search(line if "finish" in why else re.sub(r'"[^"]*"', '""', code)):
                problems.append(f"{path}:{number}: {line.strip()}: {why}")
        if NEEDS_REASON.search(code) and not reason_above(lines, number - 1):
            problems.append(f"{path}:{number}: {line.strip()}: say above it why that is safe")
    return problems


def reason_above(lines, index):
    """Whether a comment stands directly above, attributes between not counted."""
    index -= 1
    while index >= 0 and lines[index].strip().startswith("@"):
        index -= 1
    return index >= 0 and lines[index].strip().startswith("//")


if __name__ == "__main__":
    main()
