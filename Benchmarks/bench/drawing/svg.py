"""As much of SVG as the pictures need. Colours are classes, which follow the reader's light or dark scheme."""

import html

FONT = "system-ui, 'Segoe UI', Helvetica, Arial, 'DejaVu Sans', sans-serif"
# By class: what it is on light paper and on dark. The paper is drawn, too, so that both always fit together.
COLORS = {
    "paper": ("#ffffff", "#0d1117"),
    "ink": ("#1f2328", "#e6edf3"),
    "faint": ("#59636e", "#9198a1"),
    "grid": ("#d1d9e0", "#3d444d"),
    "one": ("#c2410c", "#fb923c"),
    "two": ("#4d7c0f", "#a3e635"),
    "three": ("#0369a1", "#38bdf8"),
    "four": ("#6d28d9", "#c4b5fd"),
}
SERIES = ["one", "two", "three", "four"]


class Picture:
    """Elements in the order in which they are drawn."""

    def __init__(self, width: int, height: int, title: str):
        self.width, self.height, self.title = width, height, title
        self.parts: list[str] = []

    def rectangle(self, x: float, y: float, width: float, height: float, color: str, radius: float = 0) -> None:
        self.parts.append(
            f'<rect x="{show(x)}" y="{show(y)}" width="{show(max(0, width))}" height="{show(max(0, height))}" rx="{show(radius)}" class="f-{color}"/>'
        )

    def line(self, points: list[tuple[float, float]], color: str, width: float = 1, dashed: bool = False) -> None:
        path = " ".join(f"{show(x)},{show(y)}" for x, y in points)
        dashes = ' stroke-dasharray="4 4"' if dashed else ""
        self.parts.append(f'<polyline points="{path}" fill="none" stroke-width="{show(width)}"{dashes} class="s-{color}"/>')

    def dot(self, x: float, y: float, color: str, radius: float = 3.5) -> None:
        self.parts.append(f'<circle cx="{show(x)}" cy="{show(y)}" r="{show(radius)}" class="f-{color}"/>')

    def text(self, x: float, y: float, words: str, size: int = 12, color: str = "ink", anchor: str = "start", bold: bool = False) -> None:
        weight = ' font-weight="600"' if bold else ""
        self.parts.append(
            f'<text x="{show(x)}" y="{show(y)}" font-size="{size}" text-anchor="{anchor}"{weight} class="f-{color}">{html.escape(words)}</text>'
        )

    def to_text(self) -> str:
        return "\n".join([
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width} {self.height}" role="img" font-family="{FONT}">',
            f"<title>{html.escape(self.title)}</title>",
            f"<style>{styles()}</style>",
            f'<rect width="{self.width}" height="{self.height}" rx="6" class="f-paper"/>',
            *self.parts,
            "</svg>",
            "",
        ])


def styles() -> str:
    def rules(which: int) -> str:
        return "".join(f".f-{name}{{fill:{colors[which]}}}.s-{name}{{stroke:{colors[which]}}}" for name, colors in COLORS.items())

    return f"{rules(0)}@media (prefers-color-scheme:dark){{{rules(1)}}}"


def show(value: float) -> str:
    """At most one digit after the point."""
    return f"{round(value, 1):g}"
