#!/usr/bin/env python3
"""Checks what SwiftPM does not: who imports what, and words that must not stand in the sources.

    check_layering.py [ROOT]

- A module imports only what Package.swift gives it as a direct dependency, besides the standard library's own modules
  and, where they are allowed below, Glibc and FoundationEssentials. SwiftPM lets transitive dependencies pass.
- Nothing is allowed below that nobody needs any more.
- Each C module is imported by the one module that wraps it.
- The arrows of the design: what a module may depend on at all, so that Package.swift itself cannot grow a wrong one.
- Full Foundation nowhere, in sources or tests.
- The keys that are ours, `pullpass.dev/…`, are written out in one module; comments may name them.
- No try!, as!, fatalError, unowned(unsafe) or forced unwrapping of casts in Sources; the reason on the line above each
  @unchecked Sendable and nonisolated(unsafe).
"""

import json
import pathlib
import re
import subprocess
import sys

STANDARD = {"Swift", "Synchronization", "_Concurrency"}
# What modules may import besides their dependencies: the C library, where system calls are made, and FoundationEssentials, which
# never comes near the hot path.
RIGHTS = {
    "Glibc": {"EventLoop", "Files", "Linux", "Logs", "NodeSetup", "Processes", "Serving", "Sockets", "TLS", "Text", "pullpass"},
    "FoundationEssentials": {"Credentials", "KubeletProtocol", "Kubernetes", "Providers", "RegistryLogin", "pullpass"},
}
C_OWNERS = {"CLinux": {"Linux"}, "COpenSSL": {"TLS"}, "CAllocation": {"TLS"}, "CJSONScan": {"Admission"}, "CNghttp2": {"HTTP"}, "CYAML": {"YAML"}}

# The groups of Sources from the bottom up: a module depends on modules of its own group and of those before it. The last
# two stand side by side. `pullpass`, the executable, is above them all.
GROUPS = ["System", "Network", "Rules", "Credentials", "Cluster", "Tools", "Server"]
SIDE_BY_SIDE = {("Server", "Tools")}
# Admission is pure: it depends on Images and on what its keys are called.
ONLY = {"Admission": {"CJSONScan", "Images", "Names"}, "Images": {"Text"}, "Names": set(), "HTTP": {"CNghttp2"}, "Linux": {"CLinux"}, "Metrics": set(), "Processes": {"Linux"}, "Text": set(), "Files": {"Text"}}

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
# The text, and the folder that may hold it.
OUR_KEYS = re.compile(r"pullpass\.dev/")
KEYS_FOLDER = ("Sources", "Rules", "Names")
# A comment starts a line or follows a space, unlike the slashes of a URL.
COMMENT = re.compile(r"(?:^|\s)//.*")
NEEDS_REASON = re.compile(r"@unchecked Sendable|nonisolated\(unsafe\)")


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
    manifest = subprocess.run(
        ["swift", "package", "--package-path", str(root), "describe", "--type", "json"],
        check=True, stdout=subprocess.PIPE,
    )
    targets = {target["name"]: target for target in json.loads(manifest.stdout)["targets"]}
    problems = check_manifest(targets)
    used = {right: set() for right in RIGHTS}
    files = 0
    for name, target in targets.items():
        folder = root / target["path"]
        for file in sorted(folder.rglob("*.swift")):
            if "Fixtures" in file.parts:
                continue
            files += 1
            problems += check_file(file.relative_to(root), file.read_text().splitlines(), name, target, used)
    if files < len(targets) / 2:
        problems.append(f"only {files} files were found: this check is looking in the wrong place")
    problems += check_rules(targets, used)
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
        for dependency in dependencies(target):
            if dependency in C_OWNERS and name not in C_OWNERS[dependency]:
                problems.append(f"Package.swift: {dependency} belongs to {C_OWNERS[dependency]}, not to {name}")
        if name == "pullpass":
            continue
        if group not in GROUPS or pathlib.PurePath(target["path"]).name != name:
            problems.append(f"Package.swift: {name} stands in {target['path']}, not in a folder of its name in a group of Sources")
            continue
        for dependency in dependencies(target):
            below = group_of(targets[dependency])
            if below not in GROUPS or GROUPS.index(below) > GROUPS.index(group) or (group, below) in SIDE_BY_SIDE:
                problems.append(f"Package.swift: {name} ({group}) -> {dependency} ({below}) does not point down")
            if name not in USERS.get(dependency, {name}):
                problems.append(f"Package.swift: {dependency} is for {sorted(USERS[dependency])} and the executable, not for {name}")
        if name in ONLY and dependencies(target) != ONLY[name]:
            problems.append(f"Package.swift: {name} depends on {sorted(dependencies(target))}, not on {sorted(ONLY[name])}")
    return problems


def check_rules(targets, used):
    """What this script allows and nobody does, and what it says about modules that are not there."""
    problems = []
    for right, modules in RIGHTS.items():
        for module in sorted(modules - used[right]):
            problems.append(f".ci/check_layering.py: {module} may import {right} and does not: take the right away")
    for module in sorted((ONLY.keys() | C_OWNERS.keys()) - targets.keys()):
        problems.append(f".ci/check_layering.py: there is no module {module}")
    return problems


def check_file(path, lines, module, target, used):
    is_test = path.parts[0] == "Tests"
    allowed = STANDARD | dependencies(target) | set(target.get("product_dependencies", []))
    if is_test:
        allowed |= {"Testing", "Glibc", "FoundationEssentials"}
    allowed |= {right for right, modules in RIGHTS.items() if module in modules}
    problems = []
    in_text = False
    for number, line in enumerate(lines, 1):
        if not is_test and path.parts[:3] != KEYS_FOLDER:
            if OUR_KEYS.search(COMMENT.sub("", line)):
                problems.append(f"{path}:{number}: {line.strip()}: our keys are in {'/'.join(KEYS_FOLDER)}")
        was_text, in_text = in_text, in_text != (line.count('"""') % 2 == 1)
        if was_text:
            continue
        code = line.partition("//")[0]
        if match := IMPORT.match(code):
            imported = match.group(1)
            if imported in used:
                used[imported].add(module)
            if imported not in allowed:
                why = "full Foundation" if imported == "Foundation" else f"not a dependency of {module}"
                why = f"{module} has no right to it (RIGHTS in .ci/check_layering.py)" if imported in RIGHTS else why
                problems.append(f"{path}:{number}: import {imported}: {why}")
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
