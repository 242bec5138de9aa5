"""The scene: started once, broken and restored again and again."""

import json
import os
import pathlib
import shutil
import subprocess
import threading
import time

from api_server import MERGE, ClusterError, eventually
from scene import objects
from scene.node import HOME, SERVICE, Node
from scene.objects import ADMISSION, CERTIFICATE, COPY, LEASE, NAMESPACE, OTHER, PULLPASS, REGISTRATION, SHOP, TEAM
from scene.registry import ADDRESS, HOSTS, Registry
from stage import control_plane, network




class Scene:
    """A cluster with Pullpass and a team in it. What breaks it is free to do anything: `restore` makes it well again."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        network.set_up()
        network.ip(f"addr add {ADDRESS}/32 dev lo")
        self._name_hosts()
        self.registry = Registry(folder)
        (self.folder / "plane").mkdir()
        self.plane = control_plane.ControlPlane(self.folder / "plane")
        self.api = self.plane.api
        self.kubeconfig = self.plane.kubeconfig
        # Threads that break something again and again end with this.
        self.calm = threading.Event()
        self.node = None
        self._set_tools()
        self._put_all()
        token = self.api.must("POST", f"/api/v1/namespaces/{HOME}/serviceaccounts/pullpass/token", {
            "apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": {"expirationSeconds": 86400},
        })["status"]["token"]
        own = self.plane.write_kubeconfig("kubeconfig-pullpass", token, HOME)
        self.node = Node(self.api, folder, self.registry, own)

    def _name_hosts(self):
        """Names of registries lead here; those that are not among them lead nowhere."""
        hosts = self.folder / "hosts"
        hosts.write_text(f"127.0.0.1 localhost\n{ADDRESS} {' '.join(HOSTS)}\n")
        subprocess.run(["mount", "--bind", hosts, "/etc/hosts"], check=True)

    def _set_tools(self):
        """Beside kubectl: the executable by its name, and of helm what prints a release."""
        tools = self.folder / "tools"
        tools.mkdir()
        (tools / "pullpass").symlink_to(os.path.abspath(os.environ["BINARY"]))
        (tools / "manifest").write_text("".join(f"---\n{json.dumps(each)}\n" for each in objects.release().values()))
        (tools / "helm").write_text(f'#!/bin/sh\n[ "$1 $2" = "get manifest" ] || exit 64\ncat {tools}/manifest\n')
        (tools / "helm").chmod(0o755)
        # What `docker login` made for whoever mends a Secret by hand.
        everywhere = {host: {"username": "team", "password": "team-right"} for host in ("own.lab",)}
        (tools / "config.json").write_text(json.dumps({"auths": everywhere}))
        self.environment = {
            "PATH": f"{tools}:{os.environ['PATH']}", "HOME": str(self.folder), "KUBECONFIG": str(self.kubeconfig),
            "SSL_CERT_FILE": str(self.registry.authority),
        }

    # MARK: Being well

    def _put_all(self):
        for path, body in objects.all_of_it().items():
            self.put(path, body)

    def put(self, path, body):
        """Makes it what it should be; what the API server adds stays."""
        found = self.api.read(path)
        if found is None:
            return self.api.must("POST", path.rsplit("/", 1)[0], body)
        body = json.loads(json.dumps(body))
        # Whoever else writes a Deployment writes nothing that counts here; a registration cannot be replaced without.
        if body["kind"] != "Deployment":
            body["metadata"]["resourceVersion"] = found["metadata"]["resourceVersion"]
        if path == REGISTRATION and (found.get("webhooks") or [{}])[0].get("clientConfig", {}).get("caBundle"):
            # The leader's own.
            body["webhooks"][0]["clientConfig"]["caBundle"] = self.authority() or found["webhooks"][0]["clientConfig"]["caBundle"]
        if all(found.get(key) == body[key] for key in body if key not in ("metadata", "spec")) and "spec" not in body and path != REGISTRATION:
            same = (found["metadata"].get("labels") or {}) == (body["metadata"].get("labels") or {})
            if same and set(found) <= set(body):
                return found
        return self.api.must("PUT", path, body)

    def authority(self):
        """The authority of the certificate that is served, as a caBundle has it."""
        found = self.api.read(CERTIFICATE)
        return (found or {}).get("data", {}).get("ca.crt")

    def restore(self):
        """Undoes whatever was done."""
        self.calm.set()
        self.calm = threading.Event()
        was_frozen = bool(self.node.frozen)
        self.node.words, self.node.is_healthy = None, True
        self.registry.reset()
        for kind in ("validatingadmissionpolicybindings", "validatingadmissionpolicies"):
            for item in self.api.items(f"{ADMISSION}/{kind}"):
                if item["metadata"]["name"].startswith("lab-"):
                    self.api.delete(f"{ADMISSION}/{kind}/{item['metadata']['name']}")
        for kind in ("mutatingwebhookconfigurations", "validatingwebhookconfigurations"):
            for item in self.api.items(f"{ADMISSION}/{kind}"):
                if item["metadata"]["name"] != "pullpass":
                    self.api.delete(f"{ADMISSION}/{kind}/{item['metadata']['name']}")
        for space in (TEAM, OTHER):
            for kind in ("resourcequotas", "events"):
                self.api.delete(f"/api/v1/namespaces/{space}/{kind}")
            self._drop_secrets(space)
        if self.certificate_is_broken:
            self.api.delete(CERTIFICATE)
            self.certificate_is_broken = False
        self._put_all()
        if was_frozen or self.api.read(LEASE) is None:
            self._restart()
        self.new_pods()
        self.wait_until_well()

    certificate_is_broken = False

    def _drop_secrets(self, space):
        """All but the copies as Pullpass made them: it would count how often somebody deletes those."""
        for item in self.api.items(f"/api/v1/namespaces/{space}/secrets"):
            name = item["metadata"]["name"]
            is_ours = name.startswith("pullpass-") and "pullpass.dev/owner" in (item["metadata"].get("annotations") or {})
            if not is_ours or item.get("immutable"):
                self.api.delete(objects.secret(name, space))

    def _restart(self):
        for pod in self.api.items(f"/api/v1/namespaces/{HOME}/pods"):
            self.api.call("DELETE", f"/api/v1/namespaces/{HOME}/pods/{pod['metadata']['name']}", {
                "kind": "DeleteOptions", "apiVersion": "v1", "gracePeriodSeconds": 0,
            })

    def wait_until_well(self, seconds=120):
        """Until Pullpass leads and keeps, and the team's Pod runs by what it was given; a Pod that missed it is made again."""
        deadline = time.monotonic() + seconds
        remade = time.monotonic()
        while not (lacks := self.lacks()) == []:
            if time.monotonic() > deadline:
                raise ClusterError(f"not well within {seconds} s: {lacks}; {self.node.errors[-2:]}; {self.log()}")
            if lacks == ["the Pod runs"] and time.monotonic() - remade > 3:
                self.new_pods()
                remade = time.monotonic()
            time.sleep(0.3)

    def lacks(self):
        """What is not yet as it should be."""
        claims = {
            "Pullpass is ready": lambda: (self.api.read(PULLPASS) or {}).get("status", {}).get("readyReplicas", 0) >= 1,
            "somebody leads": self.is_led,
            "the copy is there": lambda: self.api.read(COPY),
            "the webhook has its authority": lambda: self.registered_authority() and self.registered_authority() == self.authority(),
            "the Pod runs": self.runs,
        }
        return [claim for claim, holds in claims.items() if not holds()]

    def is_led(self):
        spec = (self.api.read(LEASE) or {}).get("spec", {})
        names = [pod["metadata"]["name"] for pod in self.api.items(f"/api/v1/namespaces/{HOME}/pods")]
        is_present = (spec.get("holderIdentity") or "").split("_")[0] in names and self.node.started.rstrip("Z") <= spec.get("acquireTime", "")
        return is_present and spec.get("renewTime", "") > time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(time.time() - 15))

    def registered_authority(self):
        found = self.api.read(REGISTRATION)
        return (found or {}).get("webhooks", [{}])[0].get("clientConfig", {}).get("caBundle")

    def pods(self):
        return [pod for pod in self.api.items(f"{NAMESPACE}/pods") if not pod["metadata"].get("deletionTimestamp")]

    def runs(self):
        pods = self.pods()
        return len(pods) == 1 and pods[0].get("status", {}).get("phase") == "Running" and bool(pods[0]["spec"].get("imagePullSecrets"))

    def log(self, lines=6):
        path = self.folder / "pullpass.log"
        return "\n".join(path.read_text(errors="replace").splitlines()[-lines:]) if path.exists() else ""

    # MARK: What ways to break it share

    def edit(self, path, patch):
        return self.api.must("PATCH", path, patch, MERGE)

    def label(self, **labels):
        """Writes labels of the team's namespace; None takes one away, and `inject` is short for ours."""
        self.edit(NAMESPACE, {"metadata": {"labels": {{"inject": "pullpass.dev/inject"}.get(key, key): value for key, value in labels.items()}}})

    def webhook(self, **changes):
        """Changes the one webhook of the registration."""
        found = self.api.read(REGISTRATION)
        found["webhooks"][0].update(changes)
        self.api.must("PUT", REGISTRATION, found)

    def deploy(self, **changes):
        """Changes what makes the team's Pod."""
        found = self.api.read(SHOP)
        found["spec"]["template"] = objects.template(**changes)
        # Its controller writes it, too; what it writes is not what is changed here.
        del found["metadata"]["resourceVersion"]
        self.api.must("PUT", SHOP, found)
        eventually("the Deployment is taken", lambda: self._is_taken(), 30)

    def _is_taken(self):
        found = self.api.read(SHOP)
        return found["status"].get("observedGeneration") == found["metadata"]["generation"]

    def secret(self, name, auths, namespace=TEAM, kind="kubernetes.io/dockerconfigjson", text=None, **more):
        body = {
            "apiVersion": "v1", "kind": "Secret", "type": kind, "metadata": {"name": name, "namespace": namespace},
            "data": {".dockerconfigjson": objects.encode(text or json.dumps({"auths": auths}))}, **more,
        }
        self.put(objects.secret(name, namespace), body)

    def own(self, password="team-right", key="own.lab", **more):
        """The team's own Secret, and a Pod that names it."""
        self.secret("own", {key: {"username": "team", "password": password}}, **more)
        self.deploy(image="own.lab/team/app:1", secrets=["own"])

    def new_pods(self):
        """Has the team's Pods made again."""
        for pod in self.api.items(f"{NAMESPACE}/pods"):
            self.api.call("DELETE", f"{NAMESPACE}/pods/{pod['metadata']['name']}", {
                "kind": "DeleteOptions", "apiVersion": "v1", "gracePeriodSeconds": 0,
            })

    def without_copy(self):
        """Until the namespace has no copy."""
        self.until(lambda: self.api.read(COPY) is None)

    def until(self, holds, seconds=20):
        """Waits for something, and goes on without it: what was broken shows, or does not."""
        deadline = time.monotonic() + seconds
        while not holds() and time.monotonic() < deadline:
            time.sleep(0.2)

    def again_and_again(self, act):
        """Does something ten times a second until all is restored."""
        calm = self.calm

        def run():
            while not calm.wait(0.1):
                try:
                    act()
                except (OSError, ClusterError):
                    pass

        threading.Thread(target=run, daemon=True).start()

    def settle(self):
        """Until the kubelet has had its say of the Pod there is, or nobody makes one."""
        def is_settled():
            pods = self.pods()
            return bool(pods) and all(pod.get("status", {}).get("containerStatuses") for pod in pods)

        self.until(is_settled, 10)
        time.sleep(1.5)

    def stop(self):
        self.calm.set()
        if self.node:
            self.node.stop()
        self.plane.stop()
        if os.environ.get("KEEP_LOG"):
            shutil.copy(self.folder / "pullpass.log", os.environ["KEEP_LOG"])
            print("\n".join(self.node.errors))
        shutil.rmtree(self.folder, ignore_errors=True)


__all__ = ["SERVICE", "Scene"]
