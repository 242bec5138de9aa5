"""A tenant's objects that are hard to read: they must harm nothing but themselves. With an API server."""

import sys
import time

from api_server import MERGE
from stage.plan import attack
from stage.scene import OPTED_IN, PROBED

# json goes as deep as what it writes.
sys.setrecursionlimit(20_000)
# The namespaces of the tenant.
EVIL = "evil"


def deep(levels=600):
    """managedFields that go 600 deep; the API server keeps them."""
    fields = {}
    for _ in range(levels):
        fields = {"f:a": fields}
    return _managed({"f:data": {".": {}, "f:x": fields}})


def wide(count=12_000):
    """managedFields with many names: hundreds of kilobytes."""
    return _managed({"f:data": {f"f:field-{n:06}": {} for n in range(count)}})


def _managed(fields):
    return [{
        "manager": "tenant", "operation": "Update", "apiVersion": "v1", "time": "2026-01-01T00:00:00Z",
        "fieldsType": "FieldsV1", "fieldsV1": fields,
    }]


def poisons():
    """The metadata of poisoned objects, by what is wrong with them."""
    owner = {"apiVersion": "v1", "kind": "ConfigMap", "uid": "0"}
    return {
        "deep": {"managedFields": deep()},
        "deeper": {"managedFields": deep(2_000)},
        "wide": {"managedFields": wide()},
        "annotated": {"annotations": {f"example.com/{n}": "\u0001\"\\\u20ac" * 400 for n in range(60)}},
        "owned": {"ownerReferences": [{**owner, "name": f"o-{n}", "uid": str(n)} for n in range(4_000)]},
        "finalized": {"finalizers": [f"example.com/{n}" for n in range(4_000)]},
    }


def plant(scene, create):
    """Makes an object of each kind of poison; what this API server does not take is noted and left out."""
    taken = []
    for number, (name, metadata) in enumerate(poisons().items()):
        status, answer = create(f"{EVIL}-{number}", metadata)
        if 200 <= status < 300:
            taken.append(name)
        else:
            scene.outcome.notes[f"{name} not taken"] = answer[:200].decode(errors="replace")
    scene.outcome.extra["planted"] = ", ".join(taken)
    if "deep" not in taken:
        scene.outcome.faults.append("the API server took no object whose managedFields are deep: nothing was shown")


def secret(scene, namespace, name, metadata, labels=None, kind="Opaque", data=None):
    body = {
        "apiVersion": "v1", "kind": "Secret", "type": kind, "stringData": data or {"x": "y"},
        "metadata": {"name": name, "labels": labels or {}, **metadata},
    }
    return scene.cluster.call("POST", f"/api/v1/namespaces/{namespace}/secrets", body)


def check_others(scene, also=lambda when: None):
    """That everything is done for everybody else: a repair, a new namespace, a rotation, and all of it after a restart.

    `also` checks more, and is told when.
    """
    time.sleep(2)
    for when in ("", "after a restart, "):
        if when:
            scene.restart()
            # The Lease of the one before may have to run out.
            scene.need(30, lambda: scene.number("pullpass_keeper_leader") == 1, f"{when}leading")
        # It may be missing already.
        scene.cluster.call("DELETE", f"/api/v1/namespaces/{PROBED}/secrets/pullpass-dockerhub")
        repair = scene.need(10, lambda: scene.is_right(PROBED, "dockerhub"), f"{when}repairing a copy")
        team = scene.add_teams(1)
        placing = scene.need(10, lambda: scene.all_right(team), f"{when}placing in a new namespace")
        scene.rotate()
        rotation = scene.need(15, scene.all_right, f"{when}rotating")
        also(when)
        took = ["never" if took is None else f"{took:.1f} s" for took in (repair, placing, rotation)]
        scene.outcome.extra[f"{when}repair, placing, rotation"] = ", ".join(took)
    restarts = scene.number("pullpass_api_watch_restarts_total")
    if restarts > 10:
        scene.outcome.faults.append(f"watches began anew {restarts:.0f} times")


def evil_namespaces(scene, labels=None):
    for number in range(len(poisons())):
        scene.cluster.create_namespace(f"{EVIL}-{number}", labels)


@attack("poisoned-secret", "1", "Secrets with copies' names in namespaces that are not opted in, hard to read", cluster=True)
def poisoned_secret(scene):
    scene.set_up()
    start = scene.watch_calls()
    evil_namespaces(scene)
    plant(scene, lambda name, metadata: secret(scene, name, "pullpass-dockerhub", metadata))
    check_others(scene)
    return start


@attack("poisoned-opted-in", "1", "the same in namespaces that are opted in, where a copy belongs", cluster=True)
def poisoned_opted_in(scene):
    scene.set_up()
    start = scene.watch_calls()
    evil_namespaces(scene)
    # Foreign Secrets are there before the namespace is opted in.
    plant(scene, lambda name, metadata: secret(scene, name, "pullpass-dockerhub", metadata))
    for number in range(len(poisons())):
        scene.cluster.must("PATCH", f"/api/v1/namespaces/{EVIL}-{number}", {"metadata": {"labels": OPTED_IN}}, MERGE)
    check_others(scene)
    return start


@attack("poisoned-copy", "1", "copies that are ours, made hard to read by an edit of their metadata", cluster=True)
def poisoned_copy(scene):
    scene.set_up()
    start = scene.watch_calls()
    evil_namespaces(scene, OPTED_IN)
    scene.need(20, lambda: all(scene.copy(f"{EVIL}-{number}", "dockerhub") for number in range(len(poisons()))), "placing for the tenants")
    plant(scene, lambda name, metadata: edit(scene, name, metadata))
    check_others(scene)
    return start


def edit(scene, team, metadata):
    """Changes the metadata of a copy, managedFields included, as anybody with edit may."""
    path = f"/api/v1/namespaces/{team}/secrets/pullpass-dockerhub"
    for _ in range(5):
        copy = scene.cluster.read(path)
        for key, value in metadata.items():
            old = copy["metadata"].get(key)
            copy["metadata"][key] = {**(old or {}), **value} if isinstance(value, dict) else (old or []) + value
        status, answer = scene.cluster.call("PUT", path, copy)
        if status != 409:
            break
    return status, answer


@attack("poisoned-namespace", "1", "Namespaces that are hard to read", cluster=True)
def poisoned_namespace(scene):
    scene.set_up()
    start = scene.watch_calls()

    def create(name, metadata):
        body = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name, "labels": OPTED_IN, **metadata}}
        return scene.cluster.call("POST", "/api/v1/namespaces", body)

    plant(scene, create)
    check_others(scene)
    return start


@attack("poisoned-tenant", "1", "labelled pull Secrets that are hard to read, with tenantSecrets", cluster=True)
def poisoned_tenant(scene):
    scene.set_up(tenant_secrets=True)
    start = scene.watch_calls()
    evil_namespaces(scene, OPTED_IN)
    labels = {"pullpass.dev/inject": "true"}

    def create(namespace, metadata):
        data = {".dockerconfigjson": '{"auths":{"registry.example":{"auth":"dTpw"}}}'}
        return secret(scene, namespace, "mine", metadata, labels, "kubernetes.io/dockerconfigjson", data)

    plant(scene, create)
    nested = "[" * 600 + "]" * 600
    contents = {"nested": f'{{"auths":{nested}}}', "nested-deep": "[" * 100_000, "cut": '{"auths":{"a":', "empty": "", "list": '{"auths":[]}'}
    for name, text in contents.items():
        secret(scene, f"{EVIL}-0", f"content-{name}", {}, labels, "Opaque", {".dockerconfigjson": text})

    def check_tenant(when):
        """Somebody else labels a Secret of his own."""
        name = "good" + ("-again" if when else "")
        data = {".dockerconfigjson": '{"auths":{"%s.example":{"auth":"dTpw"}}}' % name}
        secret(scene, PROBED, name, {}, labels, "kubernetes.io/dockerconfigjson", data)
        scene.need(10, lambda: name in scene.injected(PROBED, f"{name}.example/app"), f"{when}injecting another tenant's own Secret")

    check_others(scene, check_tenant)
    return start
