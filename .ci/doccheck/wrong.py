"""Mistakes that must be found: each block of Tests/Docs/wrong says with which words."""

import pathlib
import re

import commands
import pages

FOLDER = pathlib.Path("Tests/Docs/wrong")


def check(check_block):
    """How many mistakes there are, and those that are let through."""
    count, problems = 0, []
    for file in sorted(FOLDER.glob("*.md")):
        for block in pages.read(file).blocks:
            if "kubectl" in (block.expected or "") and not commands.KUBECTL:
                continue
            count += 1
            found = " ".join(re.sub(r"\s+", " ", problem) for problem in check_block(block)[1])
            if not block.expected or block.expected not in found:
                problems.append(f"{block.where}: should be told with the words {block.expected!r}, and is told with {found!r}")
    return count, problems
