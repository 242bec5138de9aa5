"""SIGSTOP and SIGCONT of replicas that do not lead: as a machine does that swaps, or is moved."""

import signal

from ground.plan import fault


def freeze(scene, replica, seconds):
    replica.signal(signal.SIGSTOP)
    scene.until(seconds, lambda: False)
    replica.signal(signal.SIGCONT)


@fault("frozen-shortly", "half a second of SIGSTOP, again and again: nothing is lost")
def shortly(scene):
    replica = next(iter(scene.followers()))
    for _ in range(max(2, int(5 * scene.pace))):
        freeze(scene, replica, 0.5)
        scene.until(0.7, lambda: False)


@fault("frozen-long", "12 s of SIGSTOP: /readyz does not answer, and others are asked")
def long(scene):
    replica = scene.followers()[-1]
    scene.ledger.excuse(replica)
    freeze(scene, replica, 12)


@fault("all-frozen", "all replicas at once, for a second: who asked is answered afterwards")
def all_at_once(scene):
    for replica in scene.replicas:
        replica.signal(signal.SIGSTOP)
    scene.until(1, lambda: False)
    for replica in scene.replicas:
        replica.signal(signal.SIGCONT)
