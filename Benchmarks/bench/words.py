"""Figures and where they come from, in words and in tables."""

from .result import Result
from .rows import Row


def number(value: float | None, digits: int) -> str:
    return "–" if value is None else f"{value:,.{digits}f}"


def titles(result: Result) -> list[str]:
    return [peer["title"] for peer in result.peers.values()]


def versions(result: Result) -> str:
    named = {"go": "Go", "go-debian": "Go", "nginx": "nginx", "pullpass": "Pullpass"}
    return ", ".join(f"{named.get(name, name)} {peer['version']}" for name, peer in result.peers.items())


def origin(result: Result) -> str:
    """Date, machine and versions, in a sentence or two."""
    machine, settings = result.machine, result.settings
    rounds = "one round" if settings["rounds"] == 1 else f"{settings['rounds']} rounds"
    quiet = "" if machine["busy"] < 0.1 else f" The machine was not quiet: others kept {machine['busy']:.1f} cores busy when it began."
    return (
        f"{machine['date']}, {machine['processor']}, {machine['cores']} cores, {machine['system']}, Linux {machine['kernel']}; {versions(result)}; "
        f"client {machine['client']}. Medians of {rounds} of {settings['requests']:,} requests; {settings['idle']:,} idle connections.{quiet}"
    )


def missing(result: Result) -> list[str]:
    return [f"Not measured: {title}: {why}." for title, why in result.missing.items()]


def text_table(result: Result) -> str:
    """Columns by blanks, each figure with the least and the most of its rounds."""
    lines = [["", *titles(result)]]
    for row in result.measured_rows():
        lines.append([f"{row.title}, {row.unit}", *(cell(result, row, name) for name in result.peers)])
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    return "\n".join("  ".join([line[0].ljust(widths[0]), *(word.rjust(width) for word, width in zip(line[1:], widths[1:]))]) for line in lines)


def cell(result: Result, row: Row, name: str) -> str:
    spread = result.spread(row.key, name)
    around = f" ({number(spread[0], row.digits)}–{number(spread[1], row.digits)})" if spread else ""
    return number(result.median(row.key, name), row.digits) + around


# The rows of a page that has other things to tell.
SHORT = [
    "h1-14k", "h2-1x100-14k", "h2-4x25-14k", "h2-4x25-3k", "h2-4x25-106k", "new-3k", "h1-rate", "h1-rate-p50", "idle-h1", "idle-h2",
    "fresh-resident", "start",
]


def markdown_table(result: Result, keys: list[str] | None = None) -> str:
    """Medians, and what each other server needs of what Pullpass needs; of these rows, or of all."""
    head = [f"| | {' | '.join(titles(result))} |", f"|---|{'---|' * len(result.peers)}"]
    lines = []
    for row in result.measured_rows():
        if keys is not None and row.key not in keys:
            continue
        cells = [markdown_cell(result, row, name) for name in result.peers]
        lines.append(f"| {row.title} | {' | '.join(cells)} |")
    return "\n".join(head + lines)


def markdown_cell(result: Result, row: Row, name: str) -> str:
    value = result.median(row.key, name)
    if value is None:
        return "–"
    ratio = result.ratio(row.key, name, "pullpass")
    return f"{number(value, row.digits)} {row.unit}" + ("" if name == "pullpass" or ratio is None else f" ({ratio:.1f} ×)")
