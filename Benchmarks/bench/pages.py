"""Tables and pictures of the results in README and docs, between marks; nobody writes a figure by hand."""

import json
import pathlib
import re
import sys

from . import words
from .drawing import bars
from .growth import report
from .places import RESULTS, ROOT
from .result import Result

# Files with parts between `<!-- bench: NAME -->` and `<!-- bench: end -->`.
PAGES = ["README.md", "docs/performance.md"]
PARTS = ["table", "short", "origin", "growth"]
PART = re.compile(r"(<!-- bench: (?!end)([a-z-]+) -->\n).*?(<!-- bench: end -->)", re.S)


def parts() -> dict[str, str]:
    """What stands between the marks, by their names; only of results that are there."""
    found = {}
    if (RESULTS / "bench.json").exists():
        result = Result.read(RESULTS / "bench.json")
        found["table"] = words.markdown_table(result) + "\n"
        found["short"] = words.markdown_table(result, words.SHORT) + "\n"
        found["origin"] = "\n".join([words.origin(result), *words.missing(result)]) + "\n"
    if (RESULTS / "growth.json").exists():
        growth = json.loads((RESULTS / "growth.json").read_text())
        found["growth"] = report.markdown(growth) + "\n"
    return found


def pictures() -> dict[pathlib.Path, str]:
    found = {}
    if (RESULTS / "bench.json").exists():
        found[ROOT / "docs/bench.svg"] = bars.draw(Result.read(RESULTS / "bench.json"))
    if (RESULTS / "growth.json").exists():
        found[ROOT / "docs/growth.svg"] = report.picture(json.loads((RESULTS / "growth.json").read_text()))
    return found


def filled(text: str, found: dict[str, str]) -> str:
    """A page with the parts put in; parts without a result stay as they are, and a mark that nobody knows is an error."""

    def put(match: re.Match) -> str:
        name = match[2]
        if name not in PARTS:
            raise ValueError(f"there is no part '{name}'")
        return match[1] + found[name] + match[3] if name in found else match[0]

    return PART.sub(put, text)


def wanted() -> dict[pathlib.Path, str]:
    """Every file that the results make, with what has to be in it."""
    found = parts()
    return {ROOT / page: filled((ROOT / page).read_text(), found) for page in PAGES} | pictures()


def write() -> None:
    for path, text in wanted().items():
        path.write_text(text)
        print(f"written: {path.relative_to(ROOT)}")


def check() -> int:
    """Whether the files are as the results make them; says which are not."""
    wrong = [path for path, text in wanted().items() if not path.exists() or path.read_text() != text]
    for path in wrong:
        print(f"bench: {path.relative_to(ROOT)} is not what Benchmarks/results say: Benchmarks/run compare --render writes it anew", file=sys.stderr)
    print(f"{len(wanted())} files are held to the results, {len(wrong)} problems")
    return 1 if wrong else 0
