"""A tenant who undoes what the keeper does, as soon as it is done: it may cost him, and nobody else. With an API server."""

import base64
import threading
import time

from stage.cluster import MERGE
from stage.plan import Limits, attack
from stage.scene import NAMES

TEAMS = 300
# Of the undisturbed rate of rotations, at least.
PART = 0.5
# Writes a second for the tenant's five copies, at most.
WRITES = 10


class War(threading.Thread):
    """Undoes each change of one copy at once."""

    def __init__(self, cluster, team, name, undo):
        super().__init__(daemon=True)
        self.cluster, self.undo, self.is_over = cluster, undo, False
        self.path = f"/api/v1/namespaces/{team}/secrets/pullpass-{name}"
        self.watched = f"/api/v1/namespaces/{team}/secrets?watch=1&fieldSelector=metadata.name%3Dpullpass-{name}"

    def run(self):
        # Begins with ADDED for what is there.
        for kind, copy in self.cluster.watch(self.watched):
            if self.is_over:
                return
            if kind in ("ADDED", "MODIFIED"):
                self.undo(self.cluster, self.path, copy)


SPOILED = base64.b64encode(b"{}").decode()


def spoil(cluster, path, copy):
    if copy.get("data", {}).get(".dockerconfigjson") != SPOILED:
        cluster.call("PATCH", path, {"data": {".dockerconfigjson": SPOILED}}, MERGE)


def delete(cluster, path, _):
    cluster.call("DELETE", path)


def unlabel(cluster, path, copy):
    """Takes away what makes a copy ours."""
    labels, annotations = copy["metadata"].get("labels", {}), copy["metadata"].get("annotations", {})
    if labels or annotations:
        gone = {"labels": dict.fromkeys(labels), "annotations": dict.fromkeys(annotations)}
        cluster.call("PATCH", path, {"metadata": gone}, MERGE)


def rotations(scene, seconds=15):
    """Changes all credentials, and tells how many copies a second get them, at most for so many seconds."""
    before, wanted = scene.number("pullpass_secrets_rotated_total"), (TEAMS - 1) * len(NAMES)
    scene.rotate()
    # The first ones come when the sources have been read.
    scene.until(10, lambda: scene.number("pullpass_secrets_rotated_total") > before)
    before, start = scene.number("pullpass_secrets_rotated_total"), time.monotonic()
    scene.until(seconds, lambda: scene.number("pullpass_secrets_rotated_total") - before >= 0.9 * wanted)
    return (scene.number("pullpass_secrets_rotated_total") - before) / (time.monotonic() - start)


def wage(scene, undo):
    scene.set_up(teams=TEAMS)
    others = scene.teams[1:]
    undisturbed = rotations(scene)
    scene.need(60, lambda: scene.all_right(others[-3:]) and scene.number("pullpass_keeper_queue_depth") == 0, "rotating undisturbed")
    start = scene.watch_calls()
    wars = [War(scene.cluster, scene.teams[0], name, undo) for name in NAMES]
    for war in wars:
        war.start()
    time.sleep(3)
    repairs, began = work_for_tenant(scene), time.monotonic()
    disturbed = rotations(scene)
    writes = (work_for_tenant(scene) - repairs) / (time.monotonic() - began)
    scene.need(60, lambda: scene.all_right(others), "rotating for everybody else during the war")
    for war in wars:
        war.is_over = True
    scene.teams = others
    scene.outcome.extra |= {"rotations a second undisturbed": f"{undisturbed:.1f}", "at war": f"{disturbed:.1f}", "writes a second for the tenant": f"{writes:.1f}"}
    if disturbed < PART * undisturbed:
        scene.outcome.faults.append(f"{disturbed:.1f} rotations a second < {100 * PART:.0f} % of {undisturbed:.1f}")
    if writes > WRITES:
        scene.outcome.faults.append(f"{writes:.1f} writes a second for one tenant > {WRITES}")
    return start


def work_for_tenant(scene):
    return scene.number("pullpass_secrets_repaired_total") + scene.number("pullpass_secrets_placed_total")


@attack("edit-war", "3", f"a tenant edits his five copies as soon as they are repaired, while {TEAMS} namespaces × 5 rotate", cluster=True, limits=Limits())
def edit_war(scene):
    return wage(scene, spoil)


@attack("delete-war", "3", "the same with deletions", cluster=True, limits=Limits())
def delete_war(scene):
    return wage(scene, delete)


@attack("unlabel-war", "3", "the same, taking away the labels and annotations that make a copy ours", cluster=True, limits=Limits())
def unlabel_war(scene):
    return wage(scene, unlabel)
