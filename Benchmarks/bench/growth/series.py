"""A row of sizes with what each costs."""

import dataclasses


@dataclasses.dataclass
class Series:
    key: str
    # The panel in which it is drawn.
    panel: str
    title: str
    # What a size is, what a cost is, and the unit of that.
    size: str
    cost: str
    unit: str
    # What the verdict names a slope by: so many sizes, in words.
    per: str
    times: float
    # What it has to be: "flat", "linear" (flat will do), or "nothing" where a few milliseconds of waiting depend on who else is there.
    expected: str
    points: list[tuple[float, float]] = dataclasses.field(default_factory=list)

    def add(self, size: float, value: float) -> None:
        self.points.append((size, round(value, 3)))
