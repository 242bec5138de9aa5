"""Replicas end and freeze, above all the one that leads."""

import signal

from faults.certificates import seconds
from ground.plan import fault
from ground.settings import LEASE

# Until another leads: the Lease, and the time between two looks at it.
HANDOVER = 60


def led_by_one_that_may_end(scene):
    """The leader, which is not the replica that has to live through everything: that one is frozen until another leads."""
    leader = scene.leader()
    if leader is scene.old:
        freeze_until_another_leads(scene, leader)
        leader = scene.leader()
    return leader or scene.replicas[1]


def freeze_until_another_leads(scene, leader):
    over = scene.ledger.excuse(leader)
    leader.signal(signal.SIGSTOP)
    others = [replica for replica in scene.replicas if replica is not leader]
    try:
        took = scene.need(HANDOVER, lambda: any(replica.leads for replica in others), "another leads")
    finally:
        leader.signal(signal.SIGCONT)
    scene.need(30, lambda: leader.is_ready and not leader.leads, "who was frozen sees that another leads")
    # Time for the load to see it, too.
    scene.until(2, lambda: False)
    over()
    return took


@fault("leader-frozen", f"SIGSTOP of the leader for longer than its Lease of {LEASE['leaseDuration']}, then SIGCONT")
def frozen(scene):
    leader = scene.leader()
    if not leader:
        return scene.find("nobody leads")
    scene.rotate("quay")
    scene.row.notes["another led after"] = seconds(freeze_until_another_leads(scene, leader))


@fault("leader-killed", "SIGKILL of the leader in the midst of a rotation", quick=True)
def killed(scene):
    leader = led_by_one_that_may_end(scene)
    scene.rotate("dockerhub")
    scene.ledger.excuse(leader)
    leader.kill()
    took = scene.need(HANDOVER, scene_has_leader(scene), "another leads")
    scene.row.notes["another led after"] = seconds(took)
    leader.start()


@fault("leader-terminated", "SIGTERM of the leader: it gives the Lease back, drains, and loses nothing", quick=True)
def terminated(scene):
    leader = led_by_one_that_may_end(scene)
    took, status = leader.terminate()
    scene.row.notes["ended after"] = f"{took:.1f} s with {status}"
    if status != 0:
        scene.find(f"{leader.name} ended with {status} after SIGTERM")
    scene.need(HANDOVER, scene_has_leader(scene), "another leads")
    leader.start()


@fault("rolling-restart", "each replica but the oldest is ended by SIGTERM and made anew, one after the other")
def rolling(scene):
    for replica in scene.replicas[1:]:
        took, status = replica.terminate()
        scene.row.notes[f"{replica.name} ended after"] = f"{took:.1f} s with {status}"
        if status != 0:
            scene.find(f"{replica.name} ended with {status} after SIGTERM")
        replica.start()
        scene.need(30, lambda: replica.is_ready, f"{replica.name} is ready")


@fault("interrupted-drain", "SIGTERM, and SIGKILL in the midst of the drain, as a node does that is short of time")
def interrupted(scene):
    replica = next(replica for replica in scene.followers() if replica is not scene.old)
    scene.ledger.excuse(replica)
    replica.may_end = True
    replica.signal(signal.SIGTERM)
    scene.until(1, lambda: False)
    replica.kill()
    replica.start()


def scene_has_leader(scene):
    return lambda: scene.leader() is not None
