"""The pages, and the fenced blocks and code spans in them."""

import dataclasses
import pathlib
import re

FENCE = re.compile(r"^( *)```(\S*)\s*$")
# `<!-- not run: why -->`, `<!-- with: Tests/Docs/name -->`, `<!-- walk: name -->` on the line above a block.
MARK = re.compile(r"^ *<!-- (not run|with|walk|expect): ?(.*?) ?-->\s*$")
# A block that begins so is that file, which the reader writes.
FILE = re.compile(r"# ([\w-]+\.ya?ml)\n")
SPAN = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")


@dataclasses.dataclass
class Block:
    page: pathlib.Path
    line: int
    language: str
    text: str
    # Why it is not run; None where it is.
    excuse: str | None = None
    # The folder whose files it finds where it runs.
    desk: str | None = None
    # The walk that it is a step of: blocks of one page that run one after the other, in a cluster.
    walk: str | None = None
    # In Tests/Docs/wrong: what is to be said of it.
    expected: str | None = None
    # The files that the page has shown before it, by name.
    files: dict = dataclasses.field(default_factory=dict)

    @property
    def where(self):
        return f"{self.page}:{self.line}"


@dataclasses.dataclass
class Page:
    path: pathlib.Path
    text: str
    blocks: list
    # Its lines outside of blocks, with their numbers.
    prose: list

    def spans(self):
        """Code spans, with the place of each."""
        return [(f"{self.path}:{number}", span) for number, line in self.prose for span in SPAN.findall(line)]


def all_pages():
    folders = ["", "docs", "charts/pullpass", "Tests/Attacks", "Tests/Soak", "Tests/Docs"]
    return [read(path) for folder in folders for path in sorted(pathlib.Path(folder).glob("*.md"))]


def read(path):
    path = pathlib.Path(path)
    text = path.read_text()
    blocks, prose = [], []
    marks, open_block, indent, files = {}, None, "", {}
    for number, line in enumerate(text.splitlines(), 1):
        fence = FENCE.match(line)
        if open_block:
            if fence and not fence.group(2):
                blocks.append(open_block)
                if file := FILE.match(open_block.text):
                    files = files | {file.group(1): open_block.text}
                open_block = None
            else:
                open_block.text += line.removeprefix(indent) + "\n"
        elif fence:
            indent = fence.group(1)
            open_block = Block(path, number, fence.group(2), "", marks.get("not run"), marks.get("with"), marks.get("walk"), marks.get("expect"), files)
            marks = {}
        elif mark := MARK.match(line):
            marks[mark.group(1)] = mark.group(2)
        else:
            marks = {}
            prose.append((number, line))
    return Page(path, text, blocks, prose)


def commented(path):
    """Commands in the comments of an example, which are indented by three blanks, as blocks."""
    blocks, current = [], None
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if line.startswith("#   "):
            if current is None:
                current = Block(path, number, "sh", "")
                blocks.append(current)
            current.text += line[4:] + "\n"
        else:
            current = None
    return [block for block in blocks if re.match(r"(kubectl|pullpass|helm|make|\w+=\$\()", block.text)]
