"""What a row of sizes and costs says: does cost stay the same, or grow as the size does?"""

import dataclasses

# From the smallest size to the largest a flat cost grows by no more than this share of itself.
FLAT = 0.25
# No point of a linear cost is further from the line, as a share of itself.
LINEAR = 0.35


@dataclasses.dataclass(frozen=True)
class Fit:
    """cost = base + slope × size, by least squares of relative errors: each size counts the same, however large."""

    base: float
    slope: float
    # The point furthest from the line, as a share of what was measured.
    worst: float
    # What the largest size costs more than the smallest, as a share of what the smallest costs, by the line.
    growth: float

    def at(self, size: float) -> float:
        return self.base + self.slope * size

    @property
    def kind(self) -> str:
        """`flat`, `linear`, or `neither`: then nobody should take the line's word."""
        if abs(self.growth) <= FLAT and self.worst <= LINEAR:
            return "flat"
        return "linear" if self.slope > 0 and self.worst <= LINEAR else "neither"


def fit(points: list[tuple[float, float]]) -> Fit:
    """Of two sizes at least, with costs above zero. A line that fits a quadratic cost well does not exist over two decades."""
    if len({size for size, _ in points}) < 2 or any(cost <= 0 for _, cost in points):
        raise ValueError(f"no line goes through {points}")
    weights = [1 / cost**2 for _, cost in points]
    total = sum(weights)
    size_mean = sum(w * size for w, (size, _) in zip(weights, points)) / total
    cost_mean = sum(w * cost for w, (_, cost) in zip(weights, points)) / total
    spread = sum(w * (size - size_mean) ** 2 for w, (size, _) in zip(weights, points))
    slope = sum(w * (size - size_mean) * (cost - cost_mean) for w, (size, cost) in zip(weights, points)) / spread
    base = cost_mean - slope * size_mean
    worst = max(abs(base + slope * size - cost) / cost for size, cost in points)
    first, last = min(points)[0], max(points)[0]
    at_first = base + slope * first
    return Fit(base, slope, worst, (base + slope * last - at_first) / at_first if at_first > 0 else float("inf"))


def verdict(found: Fit, unit: str, per: str, times: float = 1) -> str:
    """In words: `linear: 3.1 µs and 0.9 µs a KB; no point is further than 8 % from it`. `times` is how many sizes `per` names."""
    within = f"no point is further than {found.worst * 100:.0f} % from it"
    line = f"{amount(found.base)} {unit} and {amount(found.slope * times)} {unit} {per}"
    if found.kind == "flat":
        return f"flat: {amount(found.base)} {unit}, {found.growth * 100:+.0f} % from the smallest to the largest; {within}"
    return f"linear: {line}; {within}" if found.kind == "linear" else f"NEITHER FLAT NOR LINEAR: {line} is up to {found.worst * 100:.0f} % off"


def amount(value: float) -> str:
    """Three digits that count."""
    if value == 0 or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"
