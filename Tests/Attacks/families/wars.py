"""A tenant who undoes what the keeper does, as soon as it is done: it may cost him, and nobody else. With an API server."""

import base64
import threading
import time

from api_server import MERGE
from stage.plan import attack
from stage.scene import NAMES, OPTED_IN

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
    before, wanted = scene.number("pullpass_secrets_rotated_total"), len(scene.teams) * len(NAMES)
    scene.rotate()
    # The first ones come when the sources have been read.
    scene.until(10, lambda: scene.number("pullpass_secrets_rotated_total") > before)
    before, start = scene.number("pullpass_secrets_rotated_total"), time.monotonic()
    scene.until(seconds, lambda: scene.number("pullpass_secrets_rotated_total") - before >= 0.8 * wanted)
    return (scene.number("pullpass_secrets_rotated_total") - before) / (time.monotonic() - start)


def wage(scene, wars, most=WRITES):
    """Has all credentials rotated twice, once in peace and once while the threads of `wars` run, and compares."""
    undisturbed = rotations(scene)
    others = scene.teams[1:]
    # What is left of the first round must not be taken for the second.
    scene.need(60, lambda: scene.all_right(others[-3:]) and scene.number("pullpass_keeper_queue_depth") == 0, "rotating undisturbed")
    start = scene.watch_calls()
    for war in wars:
        war.start()
    time.sleep(3)
    writes, began = work_for_tenant(scene), time.monotonic()
    disturbed = rotations(scene)
    writes = (work_for_tenant(scene) - writes) / (time.monotonic() - began)
    scene.need(90, lambda: scene.all_right(others), "rotating for everybody else during the war")
    for war in wars:
        war.is_over = True
    scene.outcome.extra |= {
        "rotations a second undisturbed": f"{undisturbed:.1f}", "at war": f"{disturbed:.1f}",
        "writes a second for the tenant": f"{writes:.1f}",
    }
    if disturbed < PART * undisturbed:
        scene.outcome.faults.append(f"{disturbed:.1f} rotations a second < {100 * PART:.0f} % of {undisturbed:.1f}")
    if most and writes > most:
        scene.outcome.faults.append(f"{writes:.1f} writes a second for one tenant > {most}")
    return start


def wage_over_copies(scene, undo):
    scene.set_up(teams=TEAMS)
    return wage(scene, [War(scene.cluster, scene.teams[0], name, undo) for name in NAMES])


def work_for_tenant(scene):
    return scene.number("pullpass_secrets_repaired_total") + scene.number("pullpass_secrets_placed_total")


@attack("edit-war", "3", f"a tenant edits his five copies as soon as they are repaired, while {TEAMS} namespaces × 5 rotate", cluster=True)
def edit_war(scene):
    return wage_over_copies(scene, spoil)


@attack("delete-war", "3", "the same with deletions", cluster=True)
def delete_war(scene):
    return wage_over_copies(scene, delete)


@attack("unlabel-war", "3", "the same, taking away the labels and annotations that make a copy ours", cluster=True)
def unlabel_war(scene):
    return wage_over_copies(scene, unlabel)


class NamespaceFlood(threading.Thread):
    """Makes opted-in namespaces, more than can be given their Secrets at the rate of writes."""

    def __init__(self, cluster, name):
        super().__init__(daemon=True)
        self.cluster, self.name, self.is_over = cluster, name, False

    def run(self):
        number = 0
        while not self.is_over:
            self.cluster.create_namespace(f"{self.name}-{number}", OPTED_IN)
            number += 1
            time.sleep(0.05)


class LabelFlap(threading.Thread):
    """Opts a namespace out and in, again and again."""

    def __init__(self, cluster, team):
        super().__init__(daemon=True)
        self.cluster, self.team, self.is_over = cluster, team, False

    def run(self):
        value = "disabled"
        while not self.is_over:
            labels = {"pullpass.dev/inject": value}
            self.cluster.call("PATCH", f"/api/v1/namespaces/{self.team}", {"metadata": {"labels": labels}}, MERGE)
            value = "enabled" if value == "disabled" else "disabled"
            time.sleep(0.02)


@attack("namespace-flood", "3", f"a tenant makes 20 namespaces a second, while {TEAMS} namespaces × 5 rotate", cluster=True)
def namespace_flood(scene):
    scene.set_up(teams=TEAMS)
    return wage(scene, [NamespaceFlood(scene.cluster, "flood")], most=None)


@attack("label-war", "3", "a tenant opts ten namespaces out and in again and again, and deletes his copies, during a rotation", cluster=True)
def label_war(scene):
    scene.set_up(teams=TEAMS)
    victims, scene.teams = scene.teams[:10], scene.teams[10:]
    wars = [War(scene.cluster, team, name, delete) for team in victims for name in NAMES]
    return wage(scene, [LabelFlap(scene.cluster, team) for team in victims] + wars, most=10 * WRITES)


@attack("forged-copies", "9", "forged copies in 50 namespaces that are not opted in, while a team opts out", cluster=True)
def forged_copies(scene):
    scene.set_up(teams=3, keeper={"removeAfter": "1s"})
    start = scene.watch_calls()
    ours = scene.copy(scene.teams[0], "dockerhub")["metadata"]
    marks = {"labels": ours.get("labels"), "annotations": ours.get("annotations"), "kind": "kubernetes.io/dockerconfigjson"}
    for number in range(50):
        scene.cluster.create_namespace(f"forger-{number}")
        for name in NAMES:
            scene.cluster.create_secret(f"forger-{number}", f"pullpass-{name}", {".dockerconfigjson": "{}"}, **marks)
    leaver = scene.teams.pop()
    scene.cluster.must("PATCH", f"/api/v1/namespaces/{leaver}", {"metadata": {"labels": {"pullpass.dev/inject": None}}}, MERGE)
    # Nothing is removed until the watch of namespaces has worked for ten seconds.
    took = scene.need(30, lambda: not any(scene.copy(leaver, name) for name in NAMES), "removing the copies of a team that left")
    scene.outcome.extra["removed after"] = "never" if took is None else f"{took:.1f} s"
    return start
