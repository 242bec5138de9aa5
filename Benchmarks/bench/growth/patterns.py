"""1 to 1,000 patterns: an image that one of them is for, one that none is for, and one in ten of the patterns with a wildcard."""

from .. import bodies, rules
from ..client import Load
from .series import Series
from .stage import Stage

COUNTS = [1, 3, 10, 30, 100, 300, 1000]
REGISTRIES = 10
OURS = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/shop/"
# Longer than what Pullpass recalls of images, so that each one is held against the patterns anew.
IMAGE = OURS + "checkout-" * 20 + "x:4.17.2"
ANOTHER = "ghcr.io/acme/"


def measure(stage: Stage) -> list[Series]:
    def series(key: str, title: str, expected: str) -> Series:
        return Series(key, "patterns", title, "patterns", "processor time a request", "µs", "for 100 patterns", 100, expected)

    rows = [
        (series("patterns", "an image that one is for", "flat"), OURS, False),
        (series("patterns-none", "an image that none is for", "linear"), ANOTHER, False),
        (series("patterns-wildcard", "one pattern in ten with a wildcard", "linear"), OURS, True),
    ]
    body = bodies.of_size(3000, IMAGE)
    path = stage.file("patterns", body)
    for found, first, wildcards in rows:
        for count in COUNTS[:3] if stage.quick else COUNTS:
            with stage.start(rules.configuration(registries(count, wildcards, first))) as server:
                server.answer(body)
                requests = 100 if stage.quick else 10_000
                found.add(count, stage.cpu_of(server, Load(requests, ("--h1", "-c", "8"), path)))
    return [found for found, _, _ in rows]


def registries(count: int, wildcards: bool, first: str = OURS) -> list[tuple[str, list[str]]]:
    """Registries with so many patterns together, `first` among them."""
    patterns = [first, *(pattern(number, wildcards) for number in range(1, count))]
    used = min(count, REGISTRIES)
    return [(f"registry-{number}", patterns[number::used]) for number in range(used)]


def pattern(number: int, wildcards: bool) -> str:
    """Hosts of a company, with a path or without."""
    host = f"*.team-{number}.example.com" if wildcards and number % 10 == 5 else f"registry-{number}.example.com"
    return host + (f"/team-{number}/" if number % 3 == 0 else "")
