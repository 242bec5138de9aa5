"""1 to 1,000 patterns, of ten registries at most; without wildcards, and one in ten with one."""

from .. import bodies, rules
from ..client import Load
from .series import Series
from .stage import Stage

COUNTS = [1, 3, 10, 30, 100, 300, 1000]
REGISTRIES = 10


def measure(stage: Stage) -> list[Series]:
    def series(key: str, title: str, expected: str) -> Series:
        return Series(key, "patterns", title, "patterns", "processor time a request", "µs", "for 100 patterns", 100, expected)

    literal = series("patterns", "a review of 3 KB, hosts without a wildcard", "flat")
    mixed = series("patterns-wildcard", "the same, one host in ten with a wildcard", "linear")
    path = stage.file("patterns", bodies.named("3k"))
    for series, wildcards in ((literal, False), (mixed, True)):
        for count in COUNTS[:3] if stage.quick else COUNTS:
            with stage.start(rules.configuration(registries(count, wildcards))) as server:
                server.answer(bodies.named("3k"))
                requests = 100 if stage.quick else 10_000
                series.add(count, stage.cpu_of(server, Load(requests, ("--h1", "-c", "8"), path)))
    return [literal, mixed]


def registries(count: int, wildcards: bool) -> list[tuple[str, list[str]]]:
    """Registries with so many patterns together; the first one is that of the review's image."""
    patterns = ["ghcr.io/acme/", *(pattern(number, wildcards) for number in range(1, count))]
    used = min(count, REGISTRIES)
    return [(f"registry-{number}", patterns[number::used]) for number in range(used)]


def pattern(number: int, wildcards: bool) -> str:
    """Hosts of a company, with a path or without."""
    host = f"*.team-{number}.example.com" if wildcards and number % 10 == 5 else f"registry-{number}.example.com"
    return host + (f"/team-{number}/" if number % 3 == 0 else "")
