"""Uninstallation, in every state that a release can be in."""

import time

from api_server import ClusterError
from stage.release import Release, registry
from stage.scenario import scenario


@scenario("installed again at once, Secrets are there within seconds")
def again(plane):
    life = Release(plane, "again")
    life.install("hub")
    life.expect_copies("hub")
    life.uninstall()
    life.expect_copies()
    life.install("hub")
    start = time.monotonic()
    life.expect_copies("hub", seconds=150)
    took = time.monotonic() - start
    life.expect_injection("hub.example.com/app:1", "pullpass-hub")
    life.uninstall()
    life.expect_left()
    # Of which some are the start of the Pods on a busy machine.
    if took > 30:
        raise ClusterError(f"a re-installation waited {took:.0f} s for its Secrets")


@scenario("uninstalled while the configuration is one that no Pod could start with")
def bad_configuration(plane):
    life = Release(plane, "bad")
    life.install("hub")
    life.expect_copies("hub")
    path = f"{life.base}/configmaps/{life.full}-config"
    text = life.api.read(path)["data"]["config.yaml"]
    life.api.patch(path, {"data": {"config.yaml": text.replace("hub.example.com", "https://hub.example.com/")}})
    life.uninstall()
    life.expect_left()


@scenario("uninstalled with a configuration that is no YAML, and without one")
def no_configuration(plane):
    life = Release(plane, "none")
    life.install("hub")
    life.expect_copies("hub")
    life.api.patch(f"{life.base}/configmaps/{life.full}-config", {"data": {"config.yaml": "registries: ["}})
    life.uninstall()
    life.expect_left()


@scenario("a second uninstallation finds no release, and a third after another install removes all")
def uninstalled_twice(plane):
    life = Release(plane, "twice")
    life.install("hub")
    life.expect_copies("hub")
    life.uninstall()
    life.refused(life.uninstall, "not found")
    life.expect_left()
    life.install("hub")
    life.expect_copies("hub")
    life.uninstall()
    life.expect_left()


@scenario("removeSecrets: false leaves Secrets; the same release finds them again, and takes them away in the end")
def kept(plane):
    life = Release(plane, "keep")
    life.install("hub", uninstall__removeSecrets=False)
    life.expect_copies("hub")
    life.uninstall()
    life.expect_left(
        "secrets keep-a/pullpass-hub", "secrets keep-b/pullpass-hub", "secrets keep/pullpass-master.hub",
        # Nobody was there to take them away.
        "secrets keep/keep-pullpass-configuration-in-force", "leases keep/pullpass",
    )
    uids = {secret["metadata"]["uid"] for secret in life.api.items("/api/v1/namespaces/keep-a/secrets")}
    life.install("hub")
    life.expect_ready()
    assert uids == {secret["metadata"]["uid"] for secret in life.api.items("/api/v1/namespaces/keep-a/secrets")}
    life.uninstall()
    life.expect_left()


@scenario("uninstalled with rights that somebody has taken away: the release goes, and says what stays")
def without_rights(plane):
    life = Release(plane, "rights")
    life.install("hub")
    life.expect_copies("hub")
    life.api.delete("/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/rights-pullpass")
    life.uninstall()
    life.expect_left("secrets rights-a/pullpass-hub", "secrets rights-b/pullpass-hub")


@scenario("uninstalled while no Pod runs, and the one that led has not given its Lease back")
def nobody_leads(plane):
    life = Release(plane, "silent")
    life.install("hub")
    life.expect_copies("hub")
    for pod in list(plane.node.lives.values()):
        if pod.namespace == life.namespace and pod.container:
            pod.container.process.kill()
    life.api.patch("/apis/apps/v1/namespaces/silent/deployments/silent-pullpass", {"spec": {"replicas": 0}})
    life.uninstall()
    life.expect_left()


@scenario("uninstalled right after the installation, before any Pod is ready")
def at_once(plane):
    life = Release(plane, "atonce")
    life.install("hub", "quay")
    life.uninstall()
    life.expect_left()


@scenario("a source that never was does not hold an uninstallation up")
def no_source(plane):
    life = Release(plane, "sourceless")
    login = {key: {"secretKeyRef": {"name": "nowhere", "key": key}} for key in ("username", "password")}
    broken = registry("quay", credentials={"basic": login})
    life.install("hub", broken)
    life.expect_copies("hub")
    life.uninstall()
    life.expect_left()
