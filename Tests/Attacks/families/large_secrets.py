"""Tenants' own pull Secrets, as large as they may be and changed all the time. With an API server."""

import base64
import json
import threading
import time

from api_server import MERGE
from stage.plan import Limits, attack
from stage.scene import PROBED

REGISTRIES = 11_500
SECONDS = 30


def content(revision, count=REGISTRIES):
    """0.9 MB of registries, which differ at their ends only: some by their path, some by a host with a wildcard."""
    login = base64.b64encode(f"u:p{revision % 10}".encode()).decode()
    hosts = ("registry.some-tenant.example.com", "*.some-tenant.example.com/many")
    auths = {f"{hosts[n % 2]}/team-{n:05}": {"auth": login} for n in range(count)}
    return base64.b64encode(json.dumps({"auths": auths}, separators=(",", ":")).encode()).decode()


def labelled(name, data):
    """A Secret that asks to be injected, as JSON."""
    return json.dumps({
        "apiVersion": "v1", "kind": "Secret", "type": "kubernetes.io/dockerconfigjson", "data": {".dockerconfigjson": data},
        "metadata": {"name": name, "labels": {"pullpass.dev/inject": "true"}},
    })


def change_for(scene, seconds, change):
    """Calls `change(n)` again and again from two threads, and watches who leads meanwhile."""
    end = time.monotonic() + seconds
    changes = [0, 0]

    def run(which):
        while time.monotonic() < end:
            change(which, changes[which])
            changes[which] += 1

    threads = [threading.Thread(target=run, args=(which,), daemon=True) for which in (0, 1)]
    for thread in threads:
        thread.start()
    looks = led = 0
    while time.monotonic() < end + 10:
        text = scene.metrics()
        looks += 1
        led += "\npullpass_keeper_leader 1" in text
        time.sleep(0.5)
    scene.outcome.extra |= {"changes": sum(changes), "leader": f"{100 * led / looks:.0f} % of the time"}
    if led < 0.95 * looks:
        scene.outcome.faults.append(f"it led {100 * led / looks:.0f} % of the time < 95 %")
    team = scene.add_teams(1)
    scene.need(10, lambda: scene.all_right(team), "placing in a new namespace afterwards")


LIMITS = Limits(p99=250)


@attack("large-secrets", "8", f"two Secrets with {REGISTRIES} registries each, changed for {SECONDS} s", limits=LIMITS, cluster=True)
def large_secrets(scene):
    scene.set_up(tenant_secrets=True)
    # Made once, since an attacker's own work must not be what he is slow with.
    texts = [labelled("mine", content(revision)) for revision in range(2)]
    for team in scene.teams[:2]:
        scene.cluster.must("POST", f"/api/v1/namespaces/{team}/secrets", texts[0])
    start = scene.watch_calls()

    def change(which, n):
        scene.cluster.call("PUT", f"/api/v1/namespaces/{scene.teams[which]}/secrets/mine", texts[n % 2])

    change_for(scene, SECONDS, change)
    return start


@attack("many-secrets", "8", f"500 labelled Secrets in one namespace, changed for {SECONDS} s", limits=LIMITS, cluster=True)
def many_secrets(scene):
    scene.set_up(tenant_secrets=True)
    for n in range(500):
        scene.cluster.must("POST", f"/api/v1/namespaces/{PROBED}/secrets", labelled(f"mine-{n}", content(0, 20)))
    start = scene.watch_calls()
    texts = [content(revision, 20) for revision in range(2)]

    def change(which, n):
        path = f"/api/v1/namespaces/{PROBED}/secrets/mine-{(2 * n + which) % 500}"
        scene.cluster.call("PATCH", path, {"data": {".dockerconfigjson": texts[n // 250 % 2]}}, MERGE)

    change_for(scene, SECONDS, change)
    return start
