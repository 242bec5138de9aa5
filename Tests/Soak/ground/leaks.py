"""What is left after each cycle of faults, when nothing is asked and nothing fails: memory, descriptors, threads, timers."""

import dataclasses
import statistics
import time

from ground import looks

# Over all cycles, in MiB of anonymous memory: pages that an allocator keeps are no leak, what grows with each cycle is.
MOST_GROWTH = 3.0
# Before so many cycles have been looked at, a slope is chance. The first one has everything that is made once.
FEWEST = 5
# Above what it has after the first cycle, whatever the number of cycles.
MOST_ABOVE_FIRST = 24.0


@dataclasses.dataclass
class Quiet:
    """One look at a replica at rest."""

    cycle: int
    replica: str
    anonymous: float
    resident: float
    descriptors: dict
    threads: int
    # A second, over some seconds.
    wakeups: float
    processor: float
    connections: float


def look(scene, cycle, seconds):
    """Stops the load, waits until its connections are gone, and looks at each replica. Returns the looks by name."""
    scene.ledger.pause()
    webhook = 'pullpass_connections{listener="webhook"}'
    scene.need(
        30, lambda: all(replica.metrics().get(webhook, 1) == 0 for replica in scene.replicas), "no connection is left when nobody asks"
    )
    # Memory is given back, and connections to the API server that rest are closed, some seconds later.
    time.sleep(seconds)
    before = {replica.name: (looks.wakeups(replica.pid), looks.processor_seconds(replica.pid)) for replica in scene.replicas}
    start = time.monotonic()
    time.sleep(seconds)
    passed = time.monotonic() - start
    found = {}
    for replica in scene.replicas:
        memory, (wakeups, processor) = looks.memory(replica.pid), before[replica.name]
        found[replica.name] = Quiet(
            cycle, replica.name, round(memory["anonymous"], 2), round(memory["resident"], 2), looks.descriptors(replica.pid),
            looks.threads(replica.pid), round((looks.wakeups(replica.pid) - wakeups) / passed, 1),
            round(1000 * (looks.processor_seconds(replica.pid) - processor) / passed, 2), replica.metrics().get(webhook, -1),
        )
    scene.ledger.resume()
    return found


def slope(values):
    """The median of the slopes between all pairs (Theil and Sen): one odd look does not move it."""
    pairs = [
        (values[later] - values[earlier]) / (later - earlier) for earlier in range(len(values)) for later in range(earlier + 1, len(values))
    ]
    return statistics.median(pairs) if pairs else 0.0


def judge(history):
    """What has leaked at one replica, in words; `history` are its looks, the first one before any fault."""
    faults = []
    first, last, after = history[0], history[-1], history[1:]
    # Threads, watches and files are the same whenever nothing happens; a replica that leads has none more than another.
    for kind in set(first.descriptors) | set(last.descriptors):
        # Connections to the API server that rest are closed after a while: one or two more or less are chance.
        room = 3 if kind == "socket" else 0
        if last.descriptors.get(kind, 0) > first.descriptors.get(kind, 0) + room:
            faults.append(f"descriptors of kind {kind}: {first.descriptors.get(kind, 0)} before, {last.descriptors[kind]} after")
    if last.threads > first.threads + 2:
        faults.append(f"threads: {first.threads} before, {last.threads} after")
    if last.wakeups > 2 * first.wakeups + 20:
        faults.append(f"wakes up {last.wakeups:.0f} times a second at rest, before {first.wakeups:.0f} times")
    memory = [look.anonymous for look in after]
    if len(memory) >= FEWEST:
        grown = slope(memory[1:]) * (len(memory) - 2)
        if grown > MOST_GROWTH:
            faults.append(f"memory grows by {slope(memory[1:]):.2f} MiB a cycle: {memory}")
    if memory and memory[-1] > memory[0] + MOST_ABOVE_FIRST:
        faults.append(f"memory: {memory[0]:.1f} MiB after the first cycle, {memory[-1]:.1f} MiB after the last")
    return [f"{first.replica}: {words}" for words in faults]
