"""Descriptors and memory are nearly used up."""

import os
import pathlib
import resource

from faults.clients import attacked
from ground import looks
from ground.plan import fault


def _near(scene, spare, attackers):
    """Leaves so many descriptors, and lets connections come that want more."""
    old = scene.old
    before = resource.prlimit(old.pid, resource.RLIMIT_NOFILE)
    used = sum(looks.descriptors(old.pid).values())
    resource.prlimit(old.pid, resource.RLIMIT_NOFILE, (used + spare, before[1]))
    try:
        attacked(scene, attackers)
        # What Pullpass opens itself meanwhile: files and connections to the API server.
        scene.way.cut()
        scene.rotate("quay")
        scene.wait(4)
    finally:
        resource.prlimit(old.pid, resource.RLIMIT_NOFILE, before)


@fault("descriptors-near", "the limit of descriptors is 8 above those in use, and 600 connections come", quick=True, impossible=looks.uncountable)
def descriptors(scene):
    _near(scene, 8, ["silent"])


# The kernel keeps those that say nothing; these it hands over. With 8 to spare and a busy machine an answer is lost now and then.
@fault("descriptors-taken", "the limit is 64 above those in use, and 600 connections with half a ClientHello take them", quick=True, impossible=looks.uncountable)
def taken(scene):
    _near(scene, 64, ["half-hello"])


@fault("descriptors-none", "no descriptor is left for a second, again and again: nothing is asked of that replica, and it comes back")
def no_descriptors(scene):
    old = scene.old
    before = resource.prlimit(old.pid, resource.RLIMIT_NOFILE)
    over = scene.ledger.excuse(old)
    try:
        for _ in range(max(2, int(4 * scene.pace))):
            resource.prlimit(old.pid, resource.RLIMIT_NOFILE, (3, before[1]))
            scene.way.cut()
            scene.until(1, lambda: False)
            resource.prlimit(old.pid, resource.RLIMIT_NOFILE, before)
            scene.until(2, lambda: False)
    finally:
        resource.prlimit(old.pid, resource.RLIMIT_NOFILE, before)
        scene.until(2, lambda: False)
        over()


MEMORY = 64 << 20


def memory_group():
    """A folder of cgroups in which one may be made, version 1 or 2; None where there is none."""
    for line in pathlib.Path("/proc/self/cgroup").read_text().splitlines():
        number, controllers, path = line.split(":", 2)
        base = pathlib.Path("/sys/fs/cgroup")
        folder = base / "memory" if controllers == "memory" else base if number == "0" else None
        place = folder and folder / path.lstrip("/")
        if place and (place / ("memory.limit_in_bytes" if controllers else "memory.max")).exists() and os.access(place, os.W_OK):
            return place
    return None


@fault(
    "memory-near", "a replica in a cgroup of 64 MiB, and reviews of megabytes that never end: none is killed for want of memory",
    impossible=lambda: None if memory_group() else "no memory cgroup can be made here",
)
def memory(scene):
    replica = next(replica for replica in scene.followers() if replica is not scene.old)
    group = memory_group() / f"pullpass-soak-{os.getpid()}"
    group.mkdir()
    try:
        limit = group / "memory.limit_in_bytes"
        (limit if limit.exists() else group / "memory.max").write_text(str(MEMORY))
        replica.terminate()
        replica.start(before=lambda: (group / "cgroup.procs").write_text(str(os.getpid())))
        scene.need(30, lambda: replica.is_ready, f"{replica.name} is ready")
        attacked(scene, ["bodies-large", "bodies-medium", "tls-idle"], replica=replica)
        events = group / ("memory.oom_control" if limit.exists() else "memory.events")
        killed = [line for line in events.read_text().splitlines() if line.startswith("oom_kill ")]
        peak = group / ("memory.max_usage_in_bytes" if limit.exists() else "memory.peak")
        scene.row.notes["the cgroup's memory at most"] = f"{int(peak.read_text()) >> 20} MiB" if peak.exists() else "not told"
        if any(not line.endswith(" 0") for line in killed) or not replica.is_running:
            scene.find(f"killed for want of memory: {killed}")
        replica.terminate()
        replica.start()
        scene.need(30, lambda: replica.is_ready, f"{replica.name} is ready again")
    finally:
        if replica.is_running and str(replica.pid) in (group / "cgroup.procs").read_text().split():
            replica.kill()
            replica.start()
        group.rmdir()
