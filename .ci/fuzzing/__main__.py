"""Runs campaigns of the fuzzers: see .ci/fuzz, which builds them and starts this."""

import pathlib
import sys

import campaign
import corpora
import fuzzer
import totals


def main(arguments: list[str]) -> int:
    scratch, command, *rest = arguments
    folder = pathlib.Path(scratch)
    sums = totals.Totals(folder / "totals.jsonl")
    if command == "totals":
        print(sums.table())
        return 0
    known = fuzzer.prepared(folder)
    if command == "run" and rest and rest[0].isdigit():
        found = campaign.run(fuzzer.chosen(known, rest[1:]), int(rest[0]), sums)
        print(sums.table())
        return 1 if found else 0
    if command == "corpora":
        for one in fuzzer.chosen(known, rest):
            corpora.keep(one)
        return 0
    if command == "replay" and len(rest) > 1:
        return fuzzer.chosen(known, rest[:1])[0].replay(rest[1:])
    sys.exit("fuzz: run SECONDS [FUZZER...], corpora [FUZZER...], replay FUZZER FILE..., or totals")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
