"""A tenant who fills, blocks and stirs what is his: others must have everything they would have without him. With an API server."""

import base64
import concurrent.futures
import contextlib
import json
import threading
import time

from api_server import MERGE
from families.poison import check_others
from stage.plan import attack
from stage.scene import NAMES, OPTED_IN, PROBED

TENANT = "a-tenant"
LABELS = {"pullpass.dev/inject": "true"}
# The API server takes 256 KiB of annotations.
LARGE = "x" * 250_000


class Storm(threading.Thread):
    """Calls `change(n)` until it is over."""

    def __init__(self, change):
        super().__init__(daemon=True)
        self.change, self.is_over = change, False

    def run(self):
        number = 0
        while not self.is_over:
            # A busy API server may refuse a connection.
            with contextlib.suppress(OSError):
                self.change(number)
            number += 1


def among_storms(scene, changes, also=lambda when: None):
    """Checks that everything is done for everybody else while each of `changes` is called again and again."""
    storms = [Storm(change) for change in changes]
    for storm in storms:
        storm.start()
    check_others(scene, also)
    for storm in storms:
        storm.is_over = True
    for storm in storms:
        storm.join()


@attack("annotation-storm", "9", "250 KB of annotations, changed all the time, on a Namespace, a copy and a Secret with a copy's name", cluster=True)
def annotation_storm(scene):
    scene.set_up()
    for name, labels in ((f"{TENANT}-in", OPTED_IN), (f"{TENANT}-out", None)):
        scene.cluster.create_namespace(name, labels)
    scene.cluster.create_secret(f"{TENANT}-out", "pullpass-dockerhub", {"x": "y"})
    scene.need(10, lambda: scene.copy(f"{TENANT}-in", "dockerhub"), "placing for the tenant")
    start = scene.watch_calls()

    def change(path):
        return lambda n: scene.cluster.call("PATCH", path, {"metadata": {"annotations": {"example.com/n": f"{n}{LARGE}"}}}, MERGE)

    base = "/api/v1/namespaces"
    among_storms(scene, [
        change(f"{base}/{TENANT}-in"), change(f"{base}/{TENANT}-in/secrets/pullpass-dockerhub"),
        change(f"{base}/{TENANT}-out/secrets/pullpass-dockerhub"),
    ])
    return start


@attack("label-storm", "9", "a Namespace with 500 labels, all of them changed all the time", cluster=True)
def label_storm(scene):
    scene.set_up()
    scene.cluster.create_namespace(TENANT, OPTED_IN)
    start = scene.watch_calls()

    def change(n):
        labels = {f"example.com/a-label-with-a-long-name-{place}": f"{n}-{place}" for place in range(500)}
        scene.cluster.call("PATCH", f"/api/v1/namespaces/{TENANT}", {"metadata": {"labels": labels}}, MERGE)

    among_storms(scene, [change, change])
    return start


@attack("fat-namesakes", "9", "Secrets with copies' names and 250 KB of annotations in 200 namespaces", cluster=True)
def fat_namesakes(scene):
    scene.set_up()
    for number in range(200):
        scene.cluster.create_namespace(f"{TENANT}-{number}")
        annotations = {"example.com/x": LARGE}
        scene.cluster.create_secret(f"{TENANT}-{number}", "pullpass-dockerhub", {"x": "y"}, annotations=annotations)
    start = scene.watch_calls()
    check_others(scene)
    return start


@attack("stuck-copies", "9", "copies that cannot be changed or deleted in 60 namespaces: finalizers, immutable, another type, a namespace without end", cluster=True)
def stuck_copies(scene):
    scene.set_up(keeper={"removeAfter": "1s"})
    teams = [f"{TENANT}-{number}" for number in range(60)]
    for team in teams:
        scene.cluster.create_namespace(team, OPTED_IN)
    scene.need(30, lambda: scene.all_right(teams), "placing for the tenant")
    start = scene.watch_calls()
    held = {"metadata": {"finalizers": ["example.com/never"]}}
    for number, team in enumerate(teams):
        path = f"/api/v1/namespaces/{team}/secrets/pullpass-dockerhub"
        match number % 6:
            case 0:
                scene.cluster.must("PATCH", path, held, MERGE)
                scene.cluster.must("DELETE", path)
            case 1:
                scene.cluster.must("PATCH", path, held, MERGE)
                scene.cluster.must("PATCH", f"/api/v1/namespaces/{team}", {"metadata": {"labels": {"pullpass.dev/inject": None}}}, MERGE)
            case 2:
                scene.cluster.must("PATCH", path, {"immutable": True}, MERGE)
            case 3:
                marks = scene.cluster.read(path)["metadata"]
                scene.cluster.must("DELETE", path)
                scene.cluster.call("POST", path.rpartition("/")[0], {
                    "apiVersion": "v1", "kind": "Secret", "type": "Opaque", "stringData": {"x": "y"},
                    "metadata": {"name": "pullpass-dockerhub", "labels": marks.get("labels"), "annotations": marks.get("annotations")},
                })
            case 4:
                # It stays Terminating, since nobody empties it.
                scene.cluster.must("DELETE", f"/api/v1/namespaces/{team}")
            case 5:
                owner = {"apiVersion": "v1", "kind": "ConfigMap", "name": "none", "uid": "0", "blockOwnerDeletion": True}
                scene.cluster.must("PATCH", path, {"metadata": {"ownerReferences": [owner]}}, MERGE)
    check_others(scene)
    calls, began = calls_of(scene), time.monotonic()
    time.sleep(20)
    rate = (calls_of(scene) - calls) / (time.monotonic() - began)
    scene.outcome.extra["calls a second afterwards"] = f"{rate:.1f}"
    if rate > 5:
        scene.outcome.faults.append(f"{rate:.1f} calls a second for copies that cannot be changed > 5")
    return start


def calls_of(scene):
    return scene.number("pullpass_api_requests_total") or scene.number("pullpass_api_request_duration_seconds_count")


def full(name, registry, size=900_000):
    """A labelled pull Secret of so many bytes."""
    content = json.dumps({"auths": {registry: {"auth": base64.b64encode(b"u:p").decode()}}, "x": "y" * size})
    return json.dumps({
        "apiVersion": "v1", "kind": "Secret", "type": "kubernetes.io/dockerconfigjson", "stringData": {".dockerconfigjson": content},
        "metadata": {"name": name, "labels": LABELS},
    })


@attack("tenant-room", "8", "64 MB of labelled Secrets in one namespace, before a restart, with others' behind them", cluster=True)
def tenant_room(scene):
    scene.set_up(teams=100, tenant_secrets=True)
    scene.cluster.create_namespace(TENANT)
    for number in range(70):
        scene.cluster.must("POST", f"/api/v1/namespaces/{TENANT}/secrets", full(f"fat-{number}", "fat.example"))
    for team in scene.teams:
        scene.cluster.must("POST", f"/api/v1/namespaces/{team}/secrets", full("mine", "mine.example", 10))
    teams = scene.teams[::9]

    def is_injected():
        return all("mine" in scene.injected(team, "mine.example/app") for team in teams)

    start = scene.watch_calls()
    scene.need(15, is_injected, "injecting others' Secrets")
    scene.restart()
    took = scene.need(10, is_injected, "after a restart, injecting others' Secrets")
    scene.outcome.extra["injected after a restart"] = "never" if took is None else f"{took:.1f} s"
    return start


@attack("crowded-tenant", "8", "5,000 labelled Secrets in one namespace, of which those that are used change all the time, and a restart", cluster=True)
def crowded_tenant(scene):
    scene.set_up(teams=10, tenant_secrets=True)
    scene.cluster.create_namespace(TENANT)
    path = f"/api/v1/namespaces/{TENANT}/secrets"
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: scene.cluster.must("POST", path, full(f"s-{n:04}", "crowd.example", 10)), range(5_000)))
    teams = list(scene.teams)
    for team in teams:
        scene.cluster.must("POST", f"/api/v1/namespaces/{team}/secrets", full("mine", "mine.example", 10))

    def is_injected():
        return all("mine" in scene.injected(team, "mine.example/app") for team in teams)

    start = scene.watch_calls()
    scene.need(15, is_injected, "injecting others' Secrets")

    def swap(n):
        """Takes the label from the oldest, so that others are to be read, and gives it back."""
        for number in range(64):
            labels = {"pullpass.dev/inject": None if n % 2 == 0 else "true"}
            scene.cluster.call("PATCH", f"{path}/s-{number:04}", {"metadata": {"labels": labels}}, MERGE)

    def check(when):
        took = scene.need(10, is_injected, f"{when}injecting others' Secrets")
        scene.outcome.extra[f"{when}injected"] = "never" if took is None else f"{took:.1f} s"

    among_storms(scene, [swap], check)
    return start


def fill(scene, path):
    """Fills a copy so far, and spoils it, that what makes it right again is too large for etcd; returns the last refusal."""
    def data(size, **others):
        return {"pad": base64.b64encode(b"x" * size).decode(), **others}

    scene.cluster.must("PATCH", path, {"data": data(1_000_000), "metadata": {"annotations": {"example.com/x": LARGE}}}, MERGE)
    prefix = ".".join(["x" * 60] * 4)
    refusal, most, step = None, 0, 512
    while step:
        finalizers = [f"{prefix}/{n:060}" for n in range(most + step)]
        status, answer = scene.cluster.call("PATCH", path, {"metadata": {"finalizers": finalizers}}, MERGE)
        if 200 <= status < 300:
            most += step
        else:
            refusal = status, answer[:300].decode(errors="replace")
        step //= 2
    pad = 0
    for size in (512, 256, 128, 64, 32, 16, 8):
        text = "x" * (pad + size)
        if 200 <= scene.cluster.call("PATCH", path, {"metadata": {"annotations": {"example.com/pad": text}}}, MERGE)[0] < 300:
            pad += size
    content = len(base64.b64decode(scene.cluster.read(path)["data"][".dockerconfigjson"]))
    spoiled = data(1_000_000 + content - 16, **{".dockerconfigjson": base64.b64encode(b"{}").decode()})
    scene.cluster.must("PATCH", path, {"data": spoiled}, MERGE)
    return refusal


@attack("full-copies", "3", "copies in 10 namespaces that are spoilt, and filled up to what etcd takes", cluster=True)
def full_copies(scene):
    # What is spoilt must be more than the server saves by leaving out who manages what, which it tries first.
    scene.padding = "y" * 6_000
    scene.value = {name: f"first{scene.padding}" for name in NAMES}
    scene.set_up()
    teams = [f"{TENANT}-{number}" for number in range(10)]
    for team in teams:
        scene.cluster.create_namespace(team, OPTED_IN)
    scene.need(30, lambda: scene.all_right(teams), "placing for the tenant")
    start = scene.watch_calls()
    for team in teams:
        scene.outcome.notes["refused"] = str(fill(scene, f"/api/v1/namespaces/{team}/secrets/pullpass-dockerhub"))
    check_others(scene)
    rotations = []
    for _ in range(10):
        scene.rotate()
        rotations.append(scene.need(15, scene.all_right, "rotating for everybody else"))
    scene.outcome.extra["ten rotations"] = ", ".join("never" if took is None else f"{took:.1f} s" for took in rotations)
    return start
