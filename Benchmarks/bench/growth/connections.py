"""1 to 5,000 connections that rest: what each holds, and what a request costs beside them and over them."""

import time

from .. import bodies, rules
from ..client import Load
from ..held import Held, make_room
from ..peers.peer import Running
from .series import Series
from .stage import Stage

COUNTS = [1, 10, 100, 1000, 5000]
REST_SECONDS = 5.0


def measure(stage: Stage) -> list[Series]:
    counts = COUNTS[:3] if stage.quick else COUNTS
    make_room(counts[-1])
    held = [
        Series(f"connections-{name}", "connections", title, "connections", "anonymous memory", "MiB", "for 1,000", 1000, "linear")
        for name, title in (("h1", "HTTP/1.1"), ("h2", "HTTP/2"))
    ]
    beside = Series(
        "connections-beside", "requests", "over 8 others, 14 KB", "connections", "processor time a request", "µs", "for 1,000", 1000, "flat"
    )
    over = Series(
        "connections-over", "requests", "over each in turn, 3 KB", "connections", "processor time a request", "µs", "for 1,000", 1000, "flat"
    )
    path = stage.file("connections", bodies.named("14k"))
    small = bodies.named("3k")
    for count in counts:
        for protocol, series in zip(("http/1.1", "h2"), held):
            with stage.start(rules.ten_rules(connections=counts[-1] + 500)) as server:
                server.answer(small)
                with Held(server.port, protocol, small, count) as connections:
                    time.sleep(0.5 if stage.quick else REST_SECONDS)
                    series.add(count, server.process.memory()["anonymous"])
                    if protocol == "http/1.1":
                        requests = 100 if stage.quick else 10_000
                        beside.add(count, stage.cpu_of(server, Load(requests, ("--h1", "-c", "8"), path)))
                        over.add(count, cost_over(connections, server, count, stage))
    return [*held, beside, over]


def cost_over(connections: Held, server: Running, count: int, stage: Stage) -> float:
    """Microseconds of one request over each connection, in turns until there are enough of them."""
    turns = max(1, (200 if stage.quick else 5000) // count)

    def once() -> float:
        before = server.process.cpu_seconds()
        for _ in range(turns):
            connections.ask_all()
        return (server.process.cpu_seconds() - before) / (turns * count) * 1e6

    return stage.median(once)
