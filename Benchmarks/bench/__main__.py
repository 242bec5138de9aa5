"""The command lines `compare` and `growth`; see ../README.md."""

import argparse
import json
import pathlib
import sys

from . import compare, pages, targets, words
from .client import Unanswered
from .growth import report
from .growth.run import PARTS, run
from .places import BUILT, RESULTS, ROOT
from .process import Ended
from .result import Result


QUICK = "With small sizes it was seen that everything works; nothing of it is a measurement."


def main() -> int:
    parser = argparse.ArgumentParser(prog="Benchmarks/run", description="Measure Pullpass; Benchmarks/README.md says how.")
    commands = parser.add_subparsers(dest="command", required=True)
    one = commands.add_parser("compare", help="Pullpass beside its peers")
    one.add_argument("--rounds", type=int, default=5)
    one.add_argument("--requests", type=int, default=10_000, help="of the loads with 14 KB; others are a share of it")
    one.add_argument("--peers", help="names, with commas: pullpass,nginx,go,go-debian")
    one.add_argument("--render", action="store_true", help="measure nothing: write pictures and tables of the results that are there")
    one.add_argument("--check", action="store_true", help="measure nothing: whether README and docs say what the results say")
    two = commands.add_parser("growth", help="how cost grows with sizes")
    two.add_argument("--only", choices=list(PARTS), action="append", help="one part of it; may be given again")
    for command in (one, two):
        command.add_argument("--quick", action="store_true", help="small sizes: whether it works, not what comes out")
        command.add_argument("--pullpass", type=pathlib.Path, default=ROOT / ".build/release/pullpass", help="the executable")
        command.add_argument("--write", action="store_true", help="keep the results, and write the tables and pictures of README and docs")
    options = parser.parse_args()
    try:
        return run_compare(options) if options.command == "compare" else run_growth(options)
    except (Unanswered, Ended) as error:
        sys.exit(f"bench: {error}")


def run_compare(options: argparse.Namespace) -> int:
    if options.check:
        return pages.check()
    if options.write and (options.quick or options.peers):
        sys.exit("bench: only a whole run is kept")
    if not options.render:
        wanted = compare.names(options.peers)
        extent = compare.Extent(1, 200, idle=50, rest=0.2, quick=True) if options.quick else compare.Extent(options.rounds, options.requests)
        result = compare.compare(options.pullpass, extent, wanted)
        show(Result.read(keep("bench.json", result.to_json(), options.write)), options.quick)
    if options.write or options.render:
        pages.write()
    return 0


def run_growth(options: argparse.Namespace) -> int:
    if options.write and (options.quick or options.only):
        sys.exit("bench: only a whole run is kept")
    kept = run(options.pullpass, options.only or list(PARTS), options.quick)
    keep("growth.json", json.dumps(kept, indent=1, ensure_ascii=False) + "\n", options.write)
    print("\n".join([*report.lines(kept), report.origin(kept)]))
    if options.quick:
        print(QUICK)
        return 0
    unexpected = report.as_expected(kept)
    for line in unexpected:
        print(f"NOT AS EXPECTED {line}")
    if options.write:
        pages.write()
    return 1 if unexpected else 0


def keep(name: str, text: str, for_good: bool) -> pathlib.Path:
    """Among the results that are committed, or beside what is built."""
    path = (RESULTS if for_good else BUILT) / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    print(f"written: {path.relative_to(ROOT)}", file=sys.stderr)
    return path


def show(result: Result, quick: bool) -> None:
    print(words.text_table(result))
    for line in [words.origin(result), *words.missing(result), *([QUICK] if quick else targets.words(result))]:
        print(line)


if __name__ == "__main__":
    sys.exit(main())
