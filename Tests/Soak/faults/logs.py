"""Nobody reads the log, nobody can any more, or its disk is full: reviews go on."""

import fcntl

from faults.configuration import FAILED, counts
from ground.plan import fault

# A pipe's smallest size, so that it is full at once.
PIPE = 4096
# Mistakes of a configuration are told all at once: a line of 20 KB.
MISTAKES = {f"unknown-key-{number}": "x" * 40 for number in range(100)}


def make_it_log(scene, replicas):
    """Has replicas write more than a pipe holds: each time, and once more than a pipe that is full takes without anybody's notice."""
    for number in range(3 if scene.pace >= 1 else 2):
        before = counts(scene, FAILED)
        scene.write_configuration(scene.form, {**MISTAKES, "turn": number})
        # It is not looked at as soon as it is written.
        scene.need(
            30, lambda: all(replica.metrics().get(FAILED, 0) > before[replica.name] for replica in replicas),
            "who cannot write to the log goes on with everything else",
        )
    scene.write_configuration(scene.form)
    scene.need(30, lambda: all(replica.is_ready for replica in replicas), "who could not write to the log is ready")


@fault("log-blocked", "nobody reads the pipe of the log, which is full", quick=True)
def blocked(scene):
    for replica in scene.replicas:
        replica.collector.pause()
        fcntl.fcntl(replica.collector.reading, fcntl.F_SETPIPE_SZ, PIPE)
    try:
        make_it_log(scene, scene.replicas)
    finally:
        for replica in scene.replicas:
            replica.collector.resume()


def with_other_log(scene, spoil):
    replica = next(replica for replica in scene.followers() if replica is not scene.old)
    spoil(replica)
    make_it_log(scene, [replica])
    took, status = replica.terminate()
    if status != 0:
        scene.find(f"{replica.name} ended with {status} after SIGTERM")
    replica.start()


@fault("log-closed", "who read the log is gone: EPIPE")
def closed(scene):
    with_other_log(scene, lambda replica: replica.collector.shut())


@fault("log-disk-full", "the log's disk is full: ENOSPC")
def full(scene):
    def spoil(replica):
        replica.terminate()
        with open("/dev/full", "wb") as disk:
            replica.start(stderr=disk)
        scene.need(30, lambda: replica.is_ready, f"{replica.name} is ready without a log")

    with_other_log(scene, spoil)
