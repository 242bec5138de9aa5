"""A review of 1 KB to 8 MB, which is the most that Pullpass takes."""

from .. import bodies
from ..client import Load
from .series import Series
from .stage import Stage

SIZES = [1 << 10, 4 << 10, 16 << 10, 64 << 10, 256 << 10, 1 << 20, 4 << 20, 8 << 20]
# About so many bytes are sent for each size.
BYTES = 96 << 20


def measure(stage: Stage) -> list[Series]:
    series = Series("body", "body", "", "bytes of the review", "processor time a request", "µs", "a KB", 1000, "linear")
    with stage.start() as server:
        server.answer(bodies.named("14k"))
        for size in SIZES[:4] if stage.quick else SIZES:
            requests = 50 if stage.quick else min(10_000, max(12, BYTES // size))
            path = stage.file(f"body-{size}", bodies.of_size(size))
            series.add(size, stage.cpu_of(server, Load(requests, ("--h1", "-c", "2"), path)))
    return [series]
