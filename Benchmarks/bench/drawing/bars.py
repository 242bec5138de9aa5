"""The comparison as groups of bars: a group for each row, scaled by its longest one."""

from .. import words
from ..result import Result
from ..rows import Row
from .svg import SERIES, Picture

# The rows that a picture has room for.
SHOWN = ["h1-14k", "h2-4x25-14k", "h2-4x25-3k", "h2-4x25-106k", "new-3k", "h1-rate", "idle-h2"]
WIDTH, LEFT, RIGHT, BAR, GAP = 860, 300, 90, 13, 14


def draw(result: Result) -> str:
    rows = [row for row in result.measured_rows() if row.key in SHOWN]
    group = len(result.peers) * BAR + GAP
    picture = Picture(WIDTH, 96 + len(rows) * group + 28, "Pullpass beside its peers: processor time and memory")
    picture.text(20, 32, "Processor time of the server a request, and memory of an idle connection", 16, bold=True)
    legend(picture, words.titles(result))
    y = 88
    for row in rows:
        bars(picture, result, row, y)
        y += group
    picture.text(20, y + 12, f"{result.machine['date']}, {result.machine['processor']}, one core; less is better", 11, "faint")
    return picture.to_text()


def legend(picture: Picture, titles: list[str]) -> None:
    x = 20.0
    for title, color in zip(titles, SERIES):
        picture.rectangle(x, 50, 12, 12, color, 2)
        picture.text(x + 18, 60.5, title, 12)
        # No font is asked how wide it is: a letter has about half its height.
        x += 44 + 6.6 * len(title)


def bars(picture: Picture, result: Result, row: Row, y: float) -> None:
    values = [result.median(row.key, name) for name in result.peers]
    longest = max(value for value in values if value is not None) or 1
    picture.text(LEFT - 12, y + len(values) * BAR / 2 + 4, row.title, 12, anchor="end")
    for index, (value, color) in enumerate(zip(values, SERIES)):
        top = y + index * BAR
        if value is None:
            picture.text(LEFT + 2, top + 10, "not measured", 10, "faint")
            continue
        length = max(1, (WIDTH - LEFT - RIGHT) * max(0, value) / longest)
        picture.rectangle(LEFT, top, length, BAR - 2, color, 2)
        picture.text(LEFT + length + 6, top + 9.5, f"{words.number(value, row.digits)} {row.unit}", 11)
