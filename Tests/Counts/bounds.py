"""The table of what a request may cost, and whether it does."""

import json
import pathlib
import subprocess

TABLE = pathlib.Path(__file__).with_name("bounds.json")
# Of each count so many functions are kept: enough to say which one brought more.
KEPT = 30
# How much more a count may be: (of itself, and besides). In a new connection OpenSSL works with numbers drawn by lot.
SLACK = {
    "instructions": (0.01, 0),
    "bytes allocated": (0.005, 16),
    "bytes copied": (0.005, 16),
    "allocations": (0, 0.05),
    "retains": (0, 0.5),
    "releases": (0, 0.5),
    "exclusivity checks": (0, 0.5),
}
SYSTEM_CALL_SLACK = (0, 0.01)
DRAWN_SLACK = {"instructions": (0.03, 0), "allocations": (0.01, 0), "bytes allocated": (0.02, 0), "bytes copied": (0.02, 0)}


def bound(scenario, count, value):
    """How much a count may be for which the table has `value`."""
    slack = SLACK.get(count, SYSTEM_CALL_SLACK)
    if scenario.is_new:
        slack = DRAWN_SLACK.get(count, slack)
    share, besides = slack
    return value * (1 + share) + besides


class Passed:
    """A count that is more than it may be; `functions` brought it: [(function, before, now)]."""

    def __init__(self, scenario, count, before, now, functions):
        self.scenario = scenario
        self.count = count
        self.before = before
        self.now = now
        self.functions = functions


def passed(scenarios, table, results):
    """What is more than the table lets it be."""
    found = []
    for scenario in scenarios:
        known = table["requests"].get(scenario.name)
        if known is None:
            raise KeyError(f"the table of bounds has no {scenario.name!r}: write it anew with `make counts-update`")
        result = results[scenario.name]
        for count, now in result.counts.items():
            before = known["counts"].get(count, 0)
            if now > bound(scenario, count, before):
                found.append(Passed(scenario, count, before, now, _brought(known["whose"].get(count, {}), result.whose.get(count, {}))))
    return found


def fallen(scenarios, table, results):
    """(scenario, count, before, now) where the table could be lower by more than what is let pass; a system call may have gone altogether."""
    return [
        (scenario, count, before, results[scenario.name].counts.get(count, 0))
        for scenario in scenarios
        for count, before in table["requests"][scenario.name]["counts"].items()
        if (count in results[scenario.name].counts or count.startswith("system call"))
        and bound(scenario, count, results[scenario.name].counts.get(count, 0)) < before
    ]


def _brought(before, now):
    """Functions that do more than before, most first. Those that were not among the kept ones did at most as much as the last of them."""
    least = min(before.values(), default=0) if len(before) >= KEPT else 0
    more = [(name, before.get(name, least), value) for name, value in now.items() if value > before.get(name, least)]
    return sorted(more, key=lambda row: row[1] - row[2])[:8]


def versions():
    """What the counts depend on beside our sources."""

    def say(*command):
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip().splitlines()[0]

    return {
        "machine": say("uname", "-m"),
        "Swift": say("bash", "-c", "swift --version 2>/dev/null | sed -n 's/.*Swift version \\([0-9.]*\\).*/\\1/p'"),
        "OpenSSL": say("pkg-config", "--modversion", "libssl"),
        "nghttp2": say("pkg-config", "--modversion", "libnghttp2"),
        "glibc": say("getconf", "GNU_LIBC_VERSION"),
        "valgrind": say("valgrind", "--version"),
    }


def read():
    return json.loads(TABLE.read_text())


def write(results, made_with):
    requests = {}
    for name, result in results.items():
        whose = {
            count: {function: round(times, 2) for function, times in sorted(functions.items(), key=lambda row: (-row[1], row[0]))[:KEPT]}
            for count, functions in result.whose.items()
        }
        requests[name] = {"counts": {count: round(value, 3) for count, value in result.counts.items()}, "whose": whose}
    TABLE.write_text(json.dumps({"made with": made_with, "requests": requests}, indent=1, ensure_ascii=False) + "\n")
