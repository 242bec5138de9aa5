"""What is left when nothing is asked and nothing fails: memory, descriptors, threads, timers."""

import dataclasses
import statistics
import time

from ground import looks

# Over all looks, in MiB of anonymous memory: pages that an allocator keeps are no leak, what grows from look to look is.
MOST_GROWTH = 3.0
# Before there are so many looks a slope is chance. The first ones have everything that is made once.
FEWEST, WARM_UP = 7, 2
# Above what there was at the first look after a fault, however many looks there are.
MOST_ABOVE_FIRST = 24.0


@dataclasses.dataclass
class Quiet:
    """One look at a replica at rest."""

    # Seconds since the soak began.
    at: float
    replica: str
    anonymous: float
    resident: float
    descriptors: dict
    threads: int
    # A second, over some seconds.
    wakeups: float
    processor: float
    connections: float
    # Who leads watches more than others.
    leads: bool


def look(scene, at, seconds):
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
            round(at), replica.name, round(memory["anonymous"], 2), round(memory["resident"], 2), looks.held(replica.pid),
            looks.threads(replica.pid), round((looks.wakeups(replica.pid) - wakeups) / passed, 1),
            round(1000 * (looks.processor_seconds(replica.pid) - processor) / passed, 2), replica.metrics().get(webhook, -1), replica.leads,
        )
    scene.ledger.resume()
    return found


def slope(values):
    """The median of the slopes between all pairs (Theil and Sen): one odd look does not move it."""
    pairs = [
        (values[later] - values[earlier]) / (later - earlier) for earlier in range(len(values)) for later in range(earlier + 1, len(values))
    ]
    return statistics.median(pairs) if pairs else 0.0


def memory_in_its_part(looks):
    """Of the looks at a replica that has the part that it has at the end, without the first ones in that part.

    Who leads holds more: the others' copies, what it writes, connections. What comes with the part is no growth.
    """
    part = [look.anonymous for look in looks if look.leads == looks[-1].leads] if looks else []
    return part[WARM_UP:]


def judge(looked, name):
    """What has leaked at one replica, in words; `looked` are the looks at all of them, the first ones before any fault."""
    faults, history = [], [found[name] for found in looked]
    last, after = history[-1], history[1:]
    # Threads, watches and files are the same for all that have the same part, whenever nothing happens.
    first = next(found for found in looked[0].values() if found.leads == last.leads)
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
    settled = memory_in_its_part(after)
    if len(settled) >= FEWEST - WARM_UP and slope(settled) * (len(settled) - 1) > MOST_GROWTH:
        faults.append(f"memory grows by {slope(settled):.2f} MiB from look to look: {memory}")
    if memory and memory[-1] > memory[0] + MOST_ABOVE_FIRST:
        faults.append(f"memory: {memory[0]:.1f} MiB after the first faults, {memory[-1]:.1f} MiB after the last")
    return [f"{name}: {words}" for words in faults]
