"""A release of the chart, its namespaces, and what a scenario does and expects."""

import contextlib
import copy
import pathlib
import re
import subprocess
import tempfile

import helm_python as helm

from api_server import ClusterError, eventually
from stage import inventory
from stage.scenario import ROOT

CHART = str(ROOT / "charts/pullpass")
OWNER = "pullpass.dev/owner"
# Hooks are waited for, as the command line does by itself.
HOOKS = {"wait": "hookOnly", "timeout": 120}


def registry(name, host=None, **more):
    """A registry `name` of images of `host`, with the credential of the Secret `source`."""
    login = {key: {"secretKeyRef": {"name": "source", "key": key}} for key in ("username", "password")}
    return {"name": name, "matchImages": [f"{host or name}.example.com"], "credentials": {"basic": login}, **more}


def secret(name, values):
    return {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": name}, "stringData": values}


class Release:
    """Release and namespace have the same name; two other namespaces, `<name>-a` and `<name>-b`, are selected."""

    def __init__(self, plane, name, teams=("a", "b"), label=None):
        self.plane, self.api, self.name = plane, plane.api, name
        self.namespace = name
        # What the chart makes of it.
        self.full = f"{name}-pullpass"
        self.label = label or name
        self.teams = [f"{self.label}-{team}" for team in teams]
        self.make_namespace(name)
        for team in self.teams:
            self.make_namespace(team, {"life": self.label})
        self.api.must("POST", f"/api/v1/namespaces/{name}/secrets", secret("source", {"username": "u", "password": "hunter2"}))
        self.before = self._mine()

    def make_namespace(self, name, labels=None):
        if self.api.read(f"/api/v1/namespaces/{name}") is None:
            self.api.must("POST", "/api/v1/namespaces", {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name, "labels": labels or {}}})
        eventually(f"no ServiceAccount in {name}", lambda: self.api.read(f"/api/v1/namespaces/{name}/serviceaccounts/default"))

    def bring_certificate(self):
        """Makes the Secret `pair` with a certificate of nobody's but its own for the webhook's Service; returns what is in it."""
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([
                "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-keyout", f"{folder}/tls.key", "-out", f"{folder}/tls.crt",
                "-subj", f"/CN={self.name}", "-addext", f"subjectAltName=DNS:{self.full}-webhook.{self.namespace}.svc",
            ], check=True, stderr=subprocess.DEVNULL)
            pair = {name: pathlib.Path(folder, name).read_text() for name in ("tls.crt", "tls.key")}
        self.api.must("POST", f"{self.base}/secrets", {**secret("pair", pair), "type": "kubernetes.io/tls"})
        self.before = self._mine()
        return pair

    # What Helm does.

    def values(self, *registries, **more):
        """Values with these registries (names, or whole); `more` is merged, with `__` between keys of keys."""
        found = {"config": {
            "namespaceSelector": {"matchLabels": {"life": self.label}}, "keeper": {"removeAfter": "1s"}, "server": {"drainTime": "0s"},
            "registries": [registry(entry) if isinstance(entry, str) else entry for entry in registries],
        }}
        for path, value in more.items():
            place = found
            *keys, last = path.split("__")
            for key in keys:
                place = place.setdefault(key, {})
            place[last] = copy.deepcopy(value)
            if value is None:
                del place[last]
        return found

    @contextlib.contextmanager
    def helm(self):
        with helm.Config(kubeconfig_path=self.plane.kubeconfig, namespace=self.namespace) as config:
            yield config

    def install(self, *registries, chart=CHART, **more):
        with self.helm() as config:
            return config.install(chart, self.name, self.values(*registries, **more), **HOOKS)

    def upgrade(self, *registries, chart=CHART, **more):
        with self.helm() as config:
            return config.upgrade(chart, self.name, self.values(*registries, **more), **HOOKS)

    def rollback(self, revision=None):
        with self.helm() as config:
            config.rollback(self.name, version=revision, **HOOKS)

    def uninstall(self):
        with self.helm() as config:
            config.uninstall(self.name, **HOOKS)
            if any(release["name"] == self.name for release in config.list(all_states=True)):
                raise ClusterError(f"the release {self.name} is still there after its uninstallation")

    def test(self):
        with self.helm() as config:
            return config.test(self.name, timeout=120, logs=True)

    def history(self):
        with self.helm() as config:
            return [(entry["revision"], entry["status"]) for entry in config.history(self.name)]

    def refused(self, action, words):
        """The action must fail, with these words."""
        try:
            action()
        except helm.HelmError as error:
            if not re.search(words, str(error)):
                raise ClusterError(f"refused with other words than {words!r}: {error}") from error
            return str(error)
        raise ClusterError("it was not refused")

    # What is there.

    @property
    def base(self):
        return f"/api/v1/namespaces/{self.namespace}"

    def copies(self, namespace):
        """The names of Secrets of a namespace that Pullpass has made for registries."""
        others = {f"{self.full}-webhook-tls", f"{self.full}-configuration-in-force"}
        return {item["metadata"]["name"] for item in self.api.items(f"/api/v1/namespaces/{namespace}/secrets")
                if OWNER in (item["metadata"].get("annotations") or {})} - others

    def expect_copies(self, *registries, teams=None, seconds=60):
        """Exactly these registries' Secrets, `pullpass-<name>` or whole names, in each namespace that is selected."""
        wanted = {name if name.startswith(("pullpass-", "=")) else f"pullpass-{name}" for name in registries}
        wanted = {name.removeprefix("=") for name in wanted}
        for team in teams or self.teams:
            eventually(lambda: f"{team} has {self.copies(team)}, wanted {wanted}; {self.words()}", lambda: self.copies(team) == wanted, seconds)

    def expect_injection(self, image, *names, seconds=60):
        """A Pod of this image is given these Secrets by the API server."""
        pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "x"}, "spec": {"containers": [{"name": "c", "image": image}]}}
        found = []

        def look():
            found.append(self.api.must("POST", f"/api/v1/namespaces/{self.teams[0]}/pods?dryRun=All", pod))
            return [entry["name"] for entry in found[-1]["spec"].get("imagePullSecrets") or []] == list(names)

        eventually(lambda: f"{image} gets {found[-1]['spec'].get('imagePullSecrets')}, wanted {names}; {self.words()}", look, seconds)

    def expect_ready(self, seconds=60):
        """All Pods of the Deployment are of its newest template, and ready."""
        path = f"/apis/apps/v1/namespaces/{self.namespace}/deployments/{self.full}"

        def look():
            found = self.api.read(path)
            status = found.get("status", {})
            return (status.get("observedGeneration") == found["metadata"]["generation"] and status.get("replicas")
                    == status.get("updatedReplicas") == status.get("readyReplicas") == found["spec"]["replicas"])

        eventually(lambda: f"{self.full} is not ready: {self.words()}", look, seconds)

    def run_cronjob(self):
        """One run of the CronJob, as `kubectl create job --from` makes it; waits for its end and returns its status."""
        job = self.api.read(f"/apis/batch/v1/namespaces/{self.namespace}/cronjobs/{self.full}")["spec"]["jobTemplate"]
        body = {"apiVersion": "batch/v1", "kind": "Job", "metadata": {"generateName": "now-", "labels": job["metadata"]["labels"]}, "spec": job["spec"]}
        made = self.api.must("POST", f"/apis/batch/v1/namespaces/{self.namespace}/jobs", body)
        path = f"/apis/batch/v1/namespaces/{self.namespace}/jobs/{made['metadata']['name']}"
        ended = eventually(lambda: f"the Job does not end: {self.words()}", lambda: self._ended(path), 60)
        self.api.delete(path + "?propagationPolicy=Background")
        return ended

    def _ended(self, path):
        status = self.api.read(path).get("status", {})
        for condition in status.get("conditions") or []:
            if condition["type"] in ("Complete", "Failed") and condition["status"] == "True":
                return condition["type"]
        return None

    def expect_left(self, *names, seconds=60):
        """Nothing but these is left of what was made since the namespaces were: `secrets drop-a/pullpass-hub`."""
        left = set()

        def look():
            left.clear()
            left.update(self._mine() - self.before)
            return left == set(names)

        eventually(lambda: f"left behind: {sorted(left)}, expected: {sorted(names)}", look, seconds)

    def _mine(self):
        """The objects of its namespaces, and those of the cluster that have its name."""
        places = [f" {place}/" for place in [self.namespace, *self.teams]]
        return {entry for entry in inventory.take(self.api, self.plane.collections)
                if any(place in entry for place in places)
                or "/" not in entry and re.search(rf" {self.name}(-|$)", entry) and not entry.startswith("namespaces ")}

    def pods(self):
        """The uids of the Deployment's Pods that are not going."""
        path = f"{self.base}/pods?labelSelector=app.kubernetes.io/component%3Dwebhook"
        return {pod["metadata"]["uid"] for pod in self.api.items(path) if "deletionTimestamp" not in pod["metadata"]}

    def words(self):
        """The end of what its Pods have said."""
        found = []
        for life in list(self.plane.node.lives.values()):
            if life.namespace == self.namespace and life.log_path().exists():
                found += [f"  {life.name}: {line}" for line in life.log_path().read_text(errors="replace").splitlines()[-6:]]
        return "the last words of its Pods:\n" + "\n".join(found[-40:])
