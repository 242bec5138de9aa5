"""A review of 1 KB to 8 MB, which is the most that Pullpass takes, in two parts.

A body of 256 KiB and more has pages of its own, which go back to the kernel as soon as it is answered (`M_MMAP_THRESHOLD`): a large review costs
its page faults and no memory afterwards. That is another slope, and no line goes through both.
"""

from .. import bodies
from ..client import Load
from .series import Series
from .stage import Stage

SMALL = [1 << 10, 4 << 10, 16 << 10, 64 << 10, 128 << 10]
LARGE = [256 << 10, 512 << 10, 1 << 20, 2 << 20, 4 << 20, 8 << 20]
# About so many bytes are sent for each size.
BYTES = 64 << 20


def measure(stage: Stage) -> list[Series]:
    def series(key: str, title: str) -> Series:
        return Series(key, "body", title, "bytes of the review", "processor time a request", "µs", "a KB", 1000, "linear")

    parts = [
        (series("body", "up to 128 KB"), SMALL[:3] if stage.quick else SMALL),
        (series("body-large", "from 256 KB"), LARGE[:2] if stage.quick else LARGE),
    ]
    with stage.start() as server:
        server.answer(bodies.named("14k"))
        for found, sizes in parts:
            for size in sizes:
                requests = 50 if stage.quick else min(10_000, max(12, BYTES // size))
                path = stage.file(f"body-{size}", bodies.of_size(size))
                found.add(size, stage.cpu_of(server, Load(requests, ("--h1", "-c", "2"), path)))
    return [found for found, _ in parts]
