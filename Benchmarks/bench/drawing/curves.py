"""Cost against size as curves, both axes by powers of ten."""

import dataclasses
import math

from .svg import SERIES, Picture

PANEL_WIDTH, PANEL_HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 430, 262, 64, 20, 40, 56


@dataclasses.dataclass
class Curve:
    name: str
    points: list[tuple[float, float]]
    # What a fit says of the same sizes.
    fitted: list[tuple[float, float]]


@dataclasses.dataclass
class Panel:
    title: str
    x_title: str
    y_title: str
    curves: list[Curve]


def draw(panels: list[Panel], caption: list[str]) -> str:
    """Panels in two columns, and lines below them."""
    lines = math.ceil(len(panels) / 2)
    picture = Picture(2 * PANEL_WIDTH, lines * PANEL_HEIGHT + 16 * len(caption) + 14, "How Pullpass' cost grows")
    for index, panel in enumerate(panels):
        draw_panel(picture, panel, index % 2 * PANEL_WIDTH, index // 2 * PANEL_HEIGHT)
    for number, line in enumerate(caption):
        picture.text(20, lines * PANEL_HEIGHT + 12 + 16 * number, line, 11, "faint")
    return picture.to_text()


def draw_panel(picture: Picture, panel: Panel, x: float, y: float) -> None:
    points = [point for curve in panel.curves for point in curve.points]
    across = Axis([point[0] for point in points], x + LEFT, x + PANEL_WIDTH - RIGHT)
    # Less than two decades of cost would make noise look like growth.
    upward = Axis([point[1] for point in points], y + PANEL_HEIGHT - BOTTOM, y + TOP, least_decades=2)
    picture.text(x + LEFT, y + 26, panel.title, 14, bold=True)
    for value in across.ticks():
        picture.line([(across.at(value), y + TOP), (across.at(value), y + PANEL_HEIGHT - BOTTOM)], "grid")
        picture.text(across.at(value), y + PANEL_HEIGHT - BOTTOM + 16, short(value), 11, "faint", "middle")
    for value in upward.ticks():
        picture.line([(x + LEFT, upward.at(value)), (x + PANEL_WIDTH - RIGHT, upward.at(value))], "grid")
        picture.text(x + LEFT - 6, upward.at(value) + 4, short(value), 11, "faint", "end")
    picture.text(x + (LEFT + PANEL_WIDTH - RIGHT) / 2, y + PANEL_HEIGHT - BOTTOM + 33, f"{panel.x_title} → {panel.y_title}", 11, "ink", "middle")
    for curve, color in zip(panel.curves, SERIES):
        picture.line([(across.at(a), upward.at(b)) for a, b in curve.fitted if b > 0], color, 1.2, dashed=True)
        picture.line([(across.at(a), upward.at(b)) for a, b in curve.points], color, 2)
        for a, b in curve.points:
            picture.dot(across.at(a), upward.at(b), color)
    legend(picture, panel.curves, x + LEFT + 8, y + TOP + 14)


def legend(picture: Picture, curves: list[Curve], x: float, y: float) -> None:
    for index, (curve, color) in enumerate(zip(curves, SERIES)):
        picture.dot(x, y + 15 * index - 4, color)
        picture.text(x + 9, y + 15 * index, curve.name, 11)


class Axis:
    """Whole decades around the values."""

    def __init__(self, values: list[float], start: float, end: float, least_decades: int = 1):
        positive = [value for value in values if value > 0] or [1]
        self.low = math.floor(math.log10(min(positive)))
        self.high = max(math.ceil(math.log10(max(positive))), self.low + least_decades)
        self.start, self.end = start, end

    def at(self, value: float) -> float:
        share = (math.log10(max(value, 10**self.low)) - self.low) / (self.high - self.low)
        return self.start + min(1, share) * (self.end - self.start)

    def ticks(self) -> list[float]:
        return [10.0**power for power in range(self.low, self.high + 1)]


def short(value: float) -> str:
    """10, 1k, 10M."""
    for bound, letter in ((1e6, "M"), (1e3, "k")):
        if value >= bound:
            return f"{value / bound:g}{letter}"
    return f"{value:g}"
