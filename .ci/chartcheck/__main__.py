"""Checks charts/pullpass; see .ci/chart for what it can be asked to do."""

import sys

import helm_python as helm

import cases
import coverage
import dependency
import drift
import invariants
import lookups
import manifests
import nodes
import rendering
import restarts
import schema
import security_contexts
import snapshots
import table
import types_check

USAGE = "usage: .ci/chart [check | update | manifests VALUES OUT [NAMESPACE] | package VERSION FOLDER]"


def check():
    problems = []
    renderings = {}
    for case in cases.valid():
        found, documents = rendering.render_case(case)
        problems += found
        if documents is None:
            continue
        renderings[case.name] = documents
        problems += rendering.lint(case)
        problems += types_check.check(case, documents)
        problems += invariants.check(case, documents)
        problems += nodes.check(case, documents)
    snapshot_count, found = snapshots.compare(renderings)
    problems += found
    refused, found = cases.check_invalid()
    problems += found
    problems += table.compare()
    problems += schema.compare()
    keys, found = coverage.check()
    problems += found
    problems += dependency.check()
    problems += drift.check(renderings)
    problems += security_contexts.check()
    problems += lookups.check()
    problems += restarts.check()
    problems += nodes.check_off()
    problems += nodes.check_flavours()
    problems += nodes.check_config_paths()
    if len(renderings) < 10:
        problems.append(f"only {len(renderings)} renderings: at least ten values files are wanted in charts/pullpass/ci")
    for problem in problems:
        print(f"chart: {problem}", file=sys.stderr)
    objects = sum(len(documents) for documents in renderings.values())
    print(
        f"chart: Helm {rendering.helm_version()}: {len(renderings)} renderings, {objects} objects of Kubernetes "
        f"{' and '.join(types_check.VERSIONS)}, {snapshot_count} snapshots, {refused} values refused, {keys} keys, "
        f"{len(problems)} problems"
    )
    return 1 if problems else 0


def update():
    # First: rendering looks at it.
    schema.write()
    renderings = {}
    for case in cases.valid():
        problems, documents = rendering.render_case(case)
        if problems:
            raise SystemExit("\n".join(problems))
        renderings[case.name] = documents
    snapshots.write(renderings)
    table.write()
    return 0


def main(arguments):
    match arguments:
        case [] | ["check"]:
            return check()
        case ["update"]:
            return update()
        case ["manifests", values, out, *rest] if len(rest) <= 1:
            return manifests.write(values, out, *rest)
        case ["package", version, folder]:
            print(rendering.package(version, folder))
            return 0
    print(USAGE, file=sys.stderr)
    return 2


try:
    sys.exit(main(sys.argv[1:]))
except helm.HelmError as error:
    sys.exit(f"chart: {error}")
