"""The growth of a run, in words, as a table and as a picture."""

import dataclasses
import textwrap

from .. import fit
from ..drawing import curves
from .series import Series

PANELS = {
    "body": "A longer review", "patterns": "More patterns", "namespaces": "More namespaces: memory", "change": "More namespaces: a change",
    "connections": "More connections: memory", "requests": "More connections: a request",
}


def series_of(kept: dict) -> list[Series]:
    return [Series(**{**one, "points": [tuple(point) for point in one["points"]]}) for one in kept["series"]]


def begin(machine: dict, version: str, found: list[Series]) -> dict:
    return {"machine": machine, "version": version, "series": [dataclasses.asdict(series) for series in found]}


def label(series: Series) -> str:
    return PANELS[series.panel] + (f", {series.title}" if series.title else "")


def words(series: Series) -> str:
    return fit.verdict(fit.fit(series.points), series.unit, series.per, series.times)


def lines(kept: dict) -> list[str]:
    """Points and a verdict for each row."""
    found = []
    for series in series_of(kept):
        points = ", ".join(f"{fit.amount(size)}: {fit.amount(cost)}" for size, cost in series.points)
        found += [f"{label(series)} ({series.size} → {series.unit} of {series.cost})", f"  {points}", f"  {words(series)}"]
    return found


def as_expected(kept: dict) -> list[str]:
    """What is not as it has to be: a flat cost may not grow, and a linear one may at most be flat."""
    allowed = {"flat": ["flat"], "linear": ["flat", "linear"], "nothing": ["flat", "linear", "neither"]}
    return [f"{label(series)}: {words(series)}" for series in series_of(kept) if fit.fit(series.points).kind not in allowed[series.expected]]


def markdown(kept: dict) -> str:
    rows = ["| | from | to | it is |", "|---|---|---|---|"]
    for series in series_of(kept):
        (first, least), (last, most) = series.points[0], series.points[-1]
        ends = [f"{fit.amount(size)} {series.size}: {fit.amount(cost)} {series.unit}" for size, cost in ((first, least), (last, most))]
        rows.append(f"| {label(series)} | {ends[0]} | {ends[1]} | {words(series)} |")
    return "\n".join(rows) + "\n\n" + origin(kept)


def origin(kept: dict) -> str:
    machine = kept["machine"]
    quiet = "" if machine["busy"] < 0.1 else f"; the machine was not quiet, others kept {machine['busy']:.1f} cores busy when it began"
    return f"{machine['date']}, {machine['processor']}, {machine['system']}, {kept['version']}, one core{quiet}."


def picture(kept: dict) -> str:
    by_panel: dict[str, list[Series]] = {}
    for series in series_of(kept):
        by_panel.setdefault(series.panel, []).append(series)
    panels = [panel(PANELS[name], found) for name, found in by_panel.items()]
    return curves.draw(panels, ["dots: measured; dashes: the line through them", *textwrap.wrap(origin(kept), 140)])


def panel(title: str, found: list[Series]) -> curves.Panel:
    fits = [fit.fit(series.points) for series in found]
    return curves.Panel(
        title, found[0].size, f"{found[0].cost}, {found[0].unit}",
        [
            curves.Curve(f"{one.title}: {fitted.kind}" if one.title else fitted.kind, one.points, [(size, fitted.at(size)) for size, _ in one.points])
            for one, fitted in zip(found, fits)
        ],
    )
