"""What scenarios say: Pods, Pullpass' files on the node, and what was tried."""

import json
import os
import pathlib
import subprocess
import time

from api_server import eventually
from lab import images, kubelet

BIN_DIR = pathlib.Path("/opt/credential-provider/bin")
CONFIG = pathlib.Path("/etc/pullpass/config.yaml")
PROVIDERS = pathlib.Path("/etc/kubernetes/credential-provider-config.yaml")


class Stage:
    def __init__(self, plane, registry, node, folder):
        self.plane, self.registry, self.node, self.folder = plane, registry, node, folder
        self.api = plane.api
        self.pushed = 0

    # The registry.

    def push(self, repository, image=None):
        """A new image, which nobody has pulled before."""
        self.pushed += 1
        image = image or images.Image({"/pause": self.folder / "pause"}, ["/pause"], f"{repository} {self.pushed}")
        token = self.registry.sign([{"type": "repository", "name": repository, "actions": ["pull", "push"]}])
        image.push("http://127.0.0.1:5000", repository, token)

    def user(self, name, password, rights):
        self.registry.users[name] = (password,)
        self.registry.rights[name] = rights

    # Pods.

    def pod(self, name, image, namespace="default", account=None):
        """Makes a Pod on the node; the time at which it was made."""
        self.api.must("POST", f"/api/v1/namespaces/{namespace}/pods", {
            "apiVersion": "v1", "kind": "Pod", "metadata": {"name": name},
            "spec": {
                "nodeName": kubelet.NODE, "hostNetwork": True, "terminationGracePeriodSeconds": 0, "automountServiceAccountToken": False,
                "tolerations": [{"operator": "Exists"}], "restartPolicy": "Always",
                **({"serviceAccountName": account} if account else {}),
                "containers": [{"name": "main", "image": image, "imagePullPolicy": "IfNotPresent"}],
            },
        })
        return time.time()

    def state(self, name, namespace="default"):
        """(`Running`, None) or the reason and the message for which a container waits."""
        pod = self.api.read(f"/api/v1/namespaces/{namespace}/pods/{name}") or {}
        status = pod.get("status", {})
        found = (status.get("initContainerStatuses") or []) + (status.get("containerStatuses") or [])
        for container in found:
            if waiting := container.get("state", {}).get("waiting"):
                return waiting.get("reason"), waiting.get("message")
        return status.get("phase"), None

    def runs(self, name, namespace="default", seconds=60):
        """Waits until it runs; the time at which it does."""
        eventually(lambda: f"{name} runs: {self.state(name, namespace)}", lambda: self.state(name, namespace)[0] == "Running", seconds)
        return time.time()

    def fails(self, name, namespace="default", seconds=60):
        """Waits until its image could not be pulled; what the kubelet says of it."""
        reasons = ("ErrImagePull", "ImagePullBackOff")
        eventually(lambda: f"{name} fails: {self.state(name, namespace)}", lambda: self.state(name, namespace)[0] in reasons, seconds)
        return self.state(name, namespace)

    def delete(self, name, namespace="default"):
        self.api.delete(f"/api/v1/namespaces/{namespace}/pods/{name}?gracePeriodSeconds=0")
        path = f"/api/v1/namespaces/{namespace}/pods/{name}"
        eventually(f"{name} is gone", lambda: self.api.read(path) is None, 60)

    # Pullpass on the node.

    def configure(self, text):
        """Writes Pullpass' configuration of the node."""
        CONFIG.parent.mkdir(exist_ok=True)
        CONFIG.write_text(text)
        CONFIG.chmod(0o600)

    def pullpass(self, *arguments, check=True):
        """Runs the executable with a clean environment."""
        result = subprocess.run([os.environ["BINARY"], *map(str, arguments)], capture_output=True, text=True, env={"PATH": os.environ["PATH"]})
        if check and result.returncode != 0:
            raise AssertionError(f"pullpass {' '.join(map(str, arguments))}: {result.returncode} {result.stdout[-2000:]} {result.stderr[-2000:]}")
        return result

    def install_plugin(self):
        """The executable under the names of all providers, and the kubelet's configuration for it; what a kubelet is started with."""
        BIN_DIR.mkdir(parents=True, exist_ok=True)
        rendered = self.pullpass("render", "credential-provider-config", "--config", CONFIG, "--kubelet-version", "1.36", "--output", "json")
        PROVIDERS.parent.mkdir(parents=True, exist_ok=True)
        PROVIDERS.write_text(rendered.stdout)
        names = [provider["name"] for provider in json.loads(rendered.stdout)["providers"]]
        for name in names:
            link = BIN_DIR / name
            link.unlink(missing_ok=True)
            link.symlink_to(os.environ["BINARY"])
        self.pullpass("node", "check-config", PROVIDERS, "--kubelet-version", "1.36", "--bin-dir", BIN_DIR)
        print(f"  providers: {', '.join(names)}")
        return [f"--image-credential-provider-config={PROVIDERS}", f"--image-credential-provider-bin-dir={BIN_DIR}"]

    def tell(self, what, since, repository):
        """Prints and returns what was tried for a repository."""
        tries = self.registry.seen(since, repository)
        print(f"  {what}: {', '.join(tries) or 'the registry was not asked'}", flush=True)
        return tries
