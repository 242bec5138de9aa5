#!/usr/bin/env python3
"""Counts what a request costs the executable, and holds it to a table; see README.md here.

    counts.py --binary PATH [--only WORD ...] [--update] [--functions COUNT] [--json FILE]

The exit status is 1 where a count is more than it may be.
"""

import argparse
import json
import os
import pathlib
import re
import sys
import tempfile

import bounds
import clients
import measure
import scenarios
import tracee


def main():
    options = parse()
    machine = os.uname().machine
    if machine != "x86_64":
        print(f"counts: instructions, registers and system calls are those of x86-64, and this is {machine}: nothing is counted")
        return
    wanted = [scenario for scenario in scenarios.ALL if all(word in scenario.name for word in options.only)]
    if not wanted or (options.update and options.only):
        sys.exit("counts: no such requests, or not all of them where the table is to be written")
    results = measured(pathlib.Path(options.binary).resolve(), wanted)
    if not has_avx2():
        # Neither the table nor OpenSSL and ours are then the same programs: they choose by the processor.
        print("counts: this processor has no AVX2, so instructions are not those of the table, and are left out")
        for result in results.values():
            del result.counts["instructions"]
    print(table(wanted, results))
    if options.functions:
        print(functions(wanted, results, options.functions))
    if options.json:
        pathlib.Path(options.json).write_text(json.dumps({name: vars(result) for name, result in results.items()}, indent=1) + "\n")
    made_with = bounds.versions()
    if options.update:
        if not has_avx2():
            sys.exit("counts: the table is written on a processor with AVX2")
        bounds.write(results, made_with)
        print(f"counts: wrote {bounds.TABLE.name}; commit it with what changed the counts, and say why")
        return
    sys.exit(judge(wanted, results, made_with))


def has_avx2():
    return re.search(r"^flags\s*:.*\bavx2\b", pathlib.Path("/proc/cpuinfo").read_text(), re.M) is not None


def measured(binary, wanted):
    with tempfile.TemporaryDirectory(prefix="pullpass-counts.") as folder:
        try:
            measurement = measure.Measurement(binary, pathlib.Path(folder))
            measurement.run(wanted)
        except (ValueError, OSError, clients.Refused, tracee.Stuck) as error:
            sys.exit(f"counts: {error}")
    return measurement.results


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", default=".build/release/pullpass")
    parser.add_argument("--only", nargs="*", default=[], help="words that the name of the requests has")
    parser.add_argument("--update", action="store_true", help="write the table of bounds anew")
    parser.add_argument("--functions", metavar="COUNT", help="print whose 'instructions', 'allocations', 'retains', 'bytes copied' … they are")
    parser.add_argument("--json", metavar="FILE", help="write all counts, with all functions")
    return parser.parse_args()


def judge(wanted, results, made_with):
    known = bounds.read()
    found = bounds.passed(wanted, known, results)
    for scenario, count, before, now in bounds.fallen(wanted, known, results):
        print(f"counts: less than the table has, which `make counts-update` mends: {scenario.name}: {count} {number(before)} -> {number(now)}")
    if not found:
        print("counts: no request costs more than the table lets it")
        return 0
    for one in found:
        more = f" ({(one.now / one.before - 1) * 100:+.1f} %)" if one.before else ""
        print(f"counts: MORE than it may be: {one.scenario.name}: {one.count} {number(one.before)} -> {number(one.now)}{more}")
        for name, before, now in one.functions:
            print(f"    {number(now - before):>10} more: {name} ({number(before)} -> {number(now)})")
    others = [f"{name} {version} (here {made_with[name]})" for name, version in known["made with"].items() if made_with[name] != version]
    if others:
        print(f"counts: the table was made with {', '.join(others)}: other tools and libraries have other counts")
        if not os.environ.get("CI"):
            print("counts: so nothing is held against this machine; in CI it is")
            return 0
    print("counts: where it has to be so, write the table anew with `make counts-update`, and say in the commit what it is for")
    return 1


def number(value):
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.2f}"


def table(wanted, results):
    """A row for each count, a column for each kind of request."""
    rows = []
    for scenario in wanted:
        rows += [count for count in results[scenario.name].counts if count not in rows]
    rows.sort(key=lambda count: (count.startswith("system call"), count == "clock readings"))
    width = max(len(row) for row in rows)
    lines = [f"({chr(97 + index)}) {scenario.name}" for index, scenario in enumerate(wanted)]
    lines.append("a request of".ljust(width) + "".join(f"({chr(97 + index)})".rjust(12) for index in range(len(wanted))))
    for row in rows:
        lines.append(row.ljust(width) + "".join(number(results[scenario.name].counts.get(row, 0)).rjust(12) for scenario in wanted))
    return "\n".join(lines)


def functions(wanted, results, count):
    lines = []
    for scenario in wanted:
        lines.append(f"{count} of {scenario.name}:")
        whose = results[scenario.name].whose.get(count)
        if whose is None:
            sys.exit(f"counts: nobody knows whose '{count}' are; there are {', '.join(results[scenario.name].whose)}")
        ranked = sorted(whose.items(), key=lambda row: -row[1])[: bounds.KEPT * 2]
        lines += [f"    {number(times):>10} {name}" for name, times in ranked]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
