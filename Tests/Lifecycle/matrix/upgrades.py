"""Upgrades that are refused, and those from another version of the chart."""

import io
import subprocess
import tarfile
import tempfile


from stage.release import Release, registry
from stage.scenario import ROOT, Skipped, scenario

# The chart before rights outlived names.
PREVIOUS = "faa4766"


@scenario("values that the schema refuses change nothing")
def refused_by_schema(plane):
    life = Release(plane, "schema")
    life.install("hub")
    life.expect_ready()
    before = situation(life)
    life.refused(lambda: life.upgrade("hub", replicas="many"), "replicas")
    life.refused(lambda: life.upgrade(registry("hub", secretNmae="x")), "secretNmae")
    assert situation(life) == before
    assert life.history() == [(1, "deployed")], life.history()
    life.uninstall()
    life.expect_left()


@scenario("a configuration that only the program refuses stops the upgrade before anything is changed")
def refused_by_hook(plane):
    life = Release(plane, "hook")
    life.install("hub")
    life.expect_ready()
    before = situation(life)
    bad = registry("quay", matchImages=["https://quay.example.com/acme/"])
    life.refused(lambda: life.upgrade("hub", bad), "(?i)pre-upgrade|hook|job")
    after = situation(life)
    assert after == before, {key: (before[key], after[key]) for key in before if before[key] != after[key]}
    life.expect_injection("hub.example.com/app:1", "pullpass-hub")
    life.upgrade("hub", "quay")
    life.expect_copies("hub", "quay")
    life.uninstall()
    life.expect_left()


@scenario("an installation with such a configuration is refused, mended and uninstalled")
def refused_at_first(plane):
    life = Release(plane, "first")
    bad = registry("quay", matchImages=["https://quay.example.com/acme/"])
    life.refused(lambda: life.install(bad), "(?i)pre-install|hook|job")
    # A failed installation is a release all the same, which an upgrade mends.
    life.upgrade("hub")
    life.expect_copies("hub")
    life.uninstall()
    life.expect_left()


@scenario("an installation with such a configuration is refused, and uninstalled at once")
def refused_for_good(plane):
    life = Release(plane, "never")
    bad = registry("quay", matchImages=["https://quay.example.com/acme/"])
    life.refused(lambda: life.install(bad), "(?i)pre-install|hook|job")
    left = f"{life.full}-validate"
    # Credentials may stand in it.
    assert life.api.read(f"{life.base}/secrets/{left}") is None
    life.uninstall()
    # The Job that failed stays for an hour to be looked at, and has no more than words.
    life.api.delete(f"/apis/batch/v1/namespaces/{life.namespace}/jobs/{left}?propagationPolicy=Background")
    life.expect_left()


@scenario("from the chart before, with a registry dropped on the way, back to it, and gone")
def from_previous(plane):
    with tempfile.TemporaryDirectory() as folder:
        chart = previous_chart(folder)
        life = Release(plane, "previous")
        life.install("hub", "quay", "extra", chart=chart)
        life.expect_copies("hub", "quay", "extra")
        life.upgrade("hub", "quay")
        life.expect_copies("hub", "quay")
        life.expect_ready()
        life.rollback()
        life.expect_copies("hub", "quay", "extra")
        life.upgrade("hub", "quay", "extra")
        life.expect_ready()
        life.expect_injection("extra.example.com/app:1", "pullpass-extra")
        life.uninstall()
        life.expect_left()


def previous_chart(folder):
    archive = subprocess.run(["git", "-C", str(ROOT), "archive", PREVIOUS, "charts/pullpass"], capture_output=True)
    if archive.returncode != 0:
        raise Skipped(f"this checkout has no commit {PREVIOUS}: git fetch --unshallow brings it")
    with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as tar:
        tar.extractall(folder, filter="data")
    return f"{folder}/charts/pullpass"


def situation(life):
    """What must not have changed: the Pods, and what the objects of the release hold."""
    objects = {}
    for path in (
        f"{life.base}/configmaps", f"{life.base}/secrets", f"{life.base}/serviceaccounts", f"{life.base}/services",
        f"/apis/apps/v1/namespaces/{life.namespace}/deployments", f"/apis/rbac.authorization.k8s.io/v1/namespaces/{life.namespace}/roles",
        "/apis/rbac.authorization.k8s.io/v1/clusterroles", "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations",
    ):
        for item in life.api.items(path):
            name = item["metadata"]["name"]
            # Helm keeps its own record of the attempt.
            if name.startswith("sh.helm.release") or not (name.startswith(life.name) or name.startswith("pullpass")):
                continue
            if "namespace" not in item["metadata"] and not (name == life.name or name.startswith(f"{life.name}-")):
                continue
            objects[f"{path} {name}"] = {key: value for key, value in item.items() if key in ("data", "spec", "rules", "webhooks")}
    return {"pods": life.pods(), **objects}
