"""Copies that are deleted as soon as somebody sees them: in the end they must be there. With an API server."""

import concurrent.futures
import random
import threading
import time

from stage.plan import attack
from stage.scene import OPTED_IN
from stage.slow_answers import SlowAnswers

TEAMS = 200
# Seconds; a repair may wait for one, so that a war is no flood.
LIMIT = 2.0
# Between seeing a copy and deleting it, in milliseconds: before, while and after the keeper learns that it wrote it.
DELAYS = (0, 0, 1, 2, 4, 8, 16, 50)


class Pruner(threading.Thread):
    """Deletes each copy of one registry once, right after it came, and notes when it comes again."""

    def __init__(self, cluster, name):
        super().__init__(daemon=True)
        self.cluster, self.name = cluster, name
        self.deleted, self.returned = {}, {}
        self.pool = concurrent.futures.ThreadPoolExecutor(16)

    def run(self):
        # Begins with ADDED for what is there.
        for kind, copy in self.cluster.watch(f"/api/v1/secrets?watch=1&fieldSelector=metadata.name%3D{self.name}"):
            team = copy["metadata"]["namespace"]
            if kind != "ADDED" or not team.startswith("pruned-"):
                continue
            if team in self.deleted:
                self.returned[team] = time.monotonic()
                continue
            delay = DELAYS[len(self.deleted) % len(DELAYS)]
            self.deleted[team] = time.monotonic() + delay / 1000
            # A slow deletion must not make the next one late.
            self.pool.submit(self.delete, team, delay / 1000)

    def delete(self, team, delay):
        if delay:
            time.sleep(delay)
        self.cluster.call("DELETE", f"/api/v1/namespaces/{team}/secrets/{self.name}")


def prune(scene, pause):
    """Opts namespaces in, one each `pause` seconds, and has the first copy of each deleted."""
    start = scene.watch_calls()
    pruner = Pruner(scene.cluster, "pullpass-dockerhub")
    pruner.start()
    time.sleep(0.5)
    for number in range(TEAMS):
        scene.cluster.create_namespace(f"pruned-{number}", OPTED_IN)
        time.sleep(pause)
    # All of them at once are some 1,200 writes, at 50 a second, and what somebody has taken away comes last.
    scene.until(60, lambda: len(pruner.returned) == TEAMS)
    missing = [number for number in range(TEAMS) if scene.copy(f"pruned-{number}", "dockerhub") is None]
    took = sorted(max(0, at - pruner.deleted[team]) for team, at in pruner.returned.items())
    scene.outcome.extra |= {"deleted": len(pruner.deleted), "missing for good": len(missing)}
    if missing:
        scene.outcome.faults.append(f"{len(missing)} of {TEAMS} copies stay missing")
    if took:
        scene.outcome.extra["back after, median and longest"] = f"{took[len(took) // 2]:.2f} s, {took[-1]:.2f} s"
    return start, took[-1] if took else 0


def judge(scene, longest):
    if longest > LIMIT:
        scene.outcome.faults.append(f"a copy was missing for {longest:.1f} s > {LIMIT:.0f} s")


@attack("delete-at-once", "4", f"each of {TEAMS} copies is deleted once, as soon as it is seen", cluster=True)
def delete_at_once(scene):
    scene.set_up()
    # Five writes a namespace, and one again, are less than the limit of 50 a second.
    start, longest = prune(scene, 0.15)
    judge(scene, longest)
    return start


@attack("delete-before-answer", "4", "the same, where the API server answers writes up to 0.2 s late", cluster=True)
def delete_before_answer(scene):
    chance = random.Random(1)
    slow = SlowAnswers(scene.cluster, lambda: chance.choice((0, 0.005, 0.02, 0.05, 0.2)))
    try:
        scene.set_up(server=f"http://127.0.0.1:{slow.port}")
        start, longest = prune(scene, 0.15)
        judge(scene, longest)
    finally:
        slow.stop()
    return start


@attack("delete-in-a-burst", "4", "the same, where all of them come at once", cluster=True)
def delete_in_a_burst(scene):
    scene.set_up()
    # The limit of 50 writes a second makes them late; what counts is that they are there in the end.
    start, _ = prune(scene, 0)
    return start
