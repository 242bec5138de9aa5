"""Runs Tests/Alerts/*.yaml against examples/alerts.yaml and against the chart's alerts, as Helm renders them."""

import pathlib
import sys

import promtool
import rules
import tests


def main(arguments):
    files = [pathlib.Path(name) for name in arguments] or sorted(pathlib.Path("Tests/Alerts").glob("*.yaml"))
    problems = []
    for found in rules.all_sets():
        problems += promtool.check(found)
        for file in files:
            problems += promtool.test(found, file)
    alerts = list(rules.words())
    if not arguments:
        problems += tests.untested(alerts, files)
    for problem in problems:
        print(f"alerts: {problem}", file=sys.stderr)
    print(f"alerts: {len(alerts)} alerts, {sum(len(tests.groups(file)) for file in files)} tests in {len(files)} files, {len(problems)} problems")
    return 1 if problems else 0


sys.exit(main(sys.argv[1:]))
