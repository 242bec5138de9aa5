"""The wall clock of a process steps: forward, back, and by more than the life of anything. Deadlines go by another clock."""

import contextlib

from ground import wall_clock
from ground.plan import fault
from ground.scene import TOKEN_LIFE

HOUR = 3600


def told_time(replica):
    """The end of the last line of the log has its time; a reload writes one."""
    return replica.lines[-1][1][:40] if replica.lines else ""


def step(scene, replica, offsets, seconds):
    clock = wall_clock.WallClock(replica.pid)
    try:
        for offset in offsets:
            clock.set(offset)
            scene.wait(seconds)
            scene.rotate("dockerhub")
            scene.need(60, lambda: not scene.wrong_copies("team-0"), f"a new password is placed at a clock that is wrong by {offset} s")
    finally:
        clock.set(0)
    scene.row.notes["its log said"] = told_time(replica)


@fault(
    "clock-of-the-leader", "the leader's wall clock: an hour forward, an hour back, a day forward, right again",
    impossible=wall_clock.impossible,
)
def leader(scene):
    replica = scene.leader() or scene.old
    step(scene, replica, [HOUR, -HOUR, 24 * HOUR], 6)


@fault(
    "clock-of-a-follower", "a follower's wall clock: a minute back, a year forward, to 1970 and a bit, right again",
    impossible=wall_clock.impossible,
)
def follower(scene):
    import time

    replica = scene.followers()[0]
    step(scene, replica, [-60, 365 * 24 * HOUR, -int(time.time()) + HOUR], 4)


@fault(
    "clock-corrected", "a token is fetched while the leader's clock is an hour ahead; that is put right, and the token ends in its time",
    impossible=wall_clock.impossible,
)
def corrected(scene):
    """What ends is told by the clock that was wrong when it was fetched: after the step nothing may be believed for an hour."""
    with leaders_clock(scene) as clock:
        given = len(scene.registry.tokens)
        clock.set(HOUR)
        scene.need(TOKEN_LIFE, lambda: len(scene.registry.tokens) > given, "a token is fetched at the wrong time")
        scene.until(3, lambda: False)
    outlive_tokens(scene)


@fault(
    "clock-behind", "the leader's clock goes back by an hour, and stays there for longer than tokens live",
    impossible=wall_clock.impossible,
)
def behind(scene):
    with leaders_clock(scene) as clock:
        clock.set(-HOUR)
        outlive_tokens(scene)


@contextlib.contextmanager
def leaders_clock(scene):
    clock = wall_clock.WallClock((scene.leader() or scene.old).pid)
    try:
        yield clock
    finally:
        clock.set(0)


def outlive_tokens(scene):
    """Longer than they live: others must be there by then, everywhere."""
    scene.until(TOKEN_LIFE + 20, lambda: False, period=5)
    for words in filter(None, map(scene.wrong_copies, scene.teams)):
        scene.find(words)


@fault("clocks-apart", "each replica by another time, and then another leads", impossible=wall_clock.impossible)
def apart(scene):
    from faults.leaders import freeze_until_another_leads

    clocks = [wall_clock.WallClock(replica.pid) for replica in scene.replicas]
    try:
        for clock, offset in zip(clocks, (-2 * HOUR, 0, 3 * HOUR)):
            clock.set(offset)
        scene.wait(3)
        leader = scene.leader()
        if leader:
            freeze_until_another_leads(scene, leader)
        scene.rotate("quay")
        scene.need(60, lambda: not scene.wrong_copies("team-0"), "a new password is placed by another leader at another time")
    finally:
        for clock in clocks:
            clock.set(0)
