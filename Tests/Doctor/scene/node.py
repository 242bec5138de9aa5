"""A node: it runs Pullpass for the Pods of its Deployment, and writes of all other Pods what a kubelet would."""

import contextlib
import datetime
import os
import pathlib
import signal
import subprocess
import threading
import time
import urllib.request

from api_server import ClusterError
from scene import keyring

HOME = "pullpass"
NODE = "lab"
# What the Service of the webhook has: who listens there plays kube-proxy.
SERVICE = "10.96.0.50"


def now():
    return datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


class Node:
    """A thread that looks twice a second."""

    def __init__(self, api, folder, registry, kubeconfig):
        self.api, self.folder, self.registry, self.kubeconfig = api, pathlib.Path(folder), registry, kubeconfig
        self.processes = {}
        self.frozen = set()
        self.judged = {}
        self.gone = threading.Event()
        self.errors = []
        # What a pull says whatever the registry would; None for the registry's own word.
        self.words = None
        # Whether Pods of Pullpass come up.
        self.is_healthy = True
        # When Pullpass was started last: who leads has begun to after that.
        self.started = now()
        api.must("POST", "/api/v1/nodes", {
            "apiVersion": "v1", "kind": "Node", "metadata": {"name": NODE, "labels": {"kubernetes.io/hostname": NODE}},
        })
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    def _run(self):
        while not self.gone.is_set():
            try:
                self.look()
            except (OSError, ClusterError, ValueError, KeyError, TypeError) as error:
                self.errors.append(repr(error))
            self.gone.wait(0.5)

    def look(self):
        pods = self.api.items("/api/v1/pods")
        for uid in set(self.processes) - {pod["metadata"]["uid"] for pod in pods}:
            self.errors.append(f"Pod {uid} is not there any more")
            self.end(uid)
        self.write_configuration()
        for pod in pods:
            space, name, uid = pod["metadata"]["namespace"], pod["metadata"]["name"], pod["metadata"]["uid"]
            path = f"/api/v1/namespaces/{space}/pods/{name}"
            if pod["metadata"].get("deletionTimestamp"):
                self.end(uid)
                self.api.call("DELETE", path, {"kind": "DeleteOptions", "apiVersion": "v1", "gracePeriodSeconds": 0})
                continue
            if not pod["spec"].get("nodeName"):
                self.api.must("POST", f"{path}/binding", {
                    "apiVersion": "v1", "kind": "Binding", "metadata": {"name": name, "namespace": space},
                    "target": {"apiVersion": "v1", "kind": "Node", "name": NODE},
                })
            if space == HOME:
                self.serve(pod, path)
            elif self.judged.get(uid) is not True:
                self.pull(pod, path)

    # MARK: Pullpass

    def write_configuration(self):
        """As the volume of a ConfigMap: what is there is replaced by renaming."""
        found = self.api.read(f"/api/v1/namespaces/{HOME}/configmaps/pullpass-config")
        text = (found or {}).get("data", {}).get("config.yaml")
        path = self.folder / "config.yaml"
        if text is not None and (not path.exists() or path.read_text() != text):
            (self.folder / "config.new").write_text(text)
            os.replace(self.folder / "config.new", path)

    def serve(self, pod, path):
        uid = pod["metadata"]["uid"]
        arguments = pod["spec"]["containers"][0]["args"]
        if uid in self.processes and self.processes[uid].poll() is not None:
            self.errors.append(f"Pullpass ended by itself with {self.processes[uid].returncode}")
            self.end(uid)
        if uid not in self.processes and not self.processes and (self.folder / "config.yaml").exists():
            own = [str(self.folder / "config.yaml") if word == "/etc/pullpass/config.yaml" else word for word in arguments]
            environment = {
                "PATH": os.environ["PATH"], "HOME": str(self.folder), "SSL_CERT_FILE": str(self.registry.authority),
                "POD_NAME": pod["metadata"]["name"], "POD_NAMESPACE": HOME, **{name: os.environ[name] for name in ("SWIFT_BACKTRACE",) if name in os.environ},
            }
            self.started = now()
            with open(self.folder / "pullpass.log", "ab") as log:
                self.processes[uid] = subprocess.Popen(
                    [os.environ["BINARY"], *own, "--kubeconfig", str(self.kubeconfig), "--namespace", HOME],
                    stdout=log, stderr=log, env=environment,
                )
        is_ready = uid in self.processes and self.is_healthy and (uid in self.frozen or self._is_ready())
        self._report(pod, path, None, is_ready, SERVICE)

    @staticmethod
    def _is_ready():
        try:
            with urllib.request.urlopen(f"http://{SERVICE}:8080/readyz", timeout=2) as answer:
                return answer.status == 200
        except OSError:
            return False

    def freeze(self):
        """Stops Pullpass where it stands: the process neither answers nor ends, and its Pod has not been found out yet."""
        for uid, process in self.processes.items():
            process.send_signal(signal.SIGSTOP)
            self.frozen.add(uid)

    def thaw(self):
        for uid in list(self.frozen):
            if uid in self.processes:
                self.processes[uid].send_signal(signal.SIGCONT)
            self.frozen.discard(uid)

    def end(self, uid):
        process = self.processes.pop(uid, None)
        self.judged.pop(uid, None)
        if process is None:
            return
        if uid in self.frozen:
            self.frozen.discard(uid)
            process.kill()
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    # MARK: Other Pods

    def forget(self):
        """Has every container started again, so that its image is asked for again."""
        self.judged.clear()

    def pull(self, pod, path):
        space = pod["metadata"]["namespace"]
        names = [each["name"] for each in pod["spec"].get("imagePullSecrets") or []]
        secrets = [self.api.read(f"/api/v1/namespaces/{space}/secrets/{name}") for name in names if name]
        image = pod["spec"]["containers"][0]["image"]
        failure = self.failure(image, secrets)
        self._report(pod, path, failure, failure is None, f"10.244.1.{len(self.judged) % 250 + 2}")
        uid = pod["metadata"]["uid"]
        if failure and self.judged.get(uid) != failure:
            reason, message = failure
            absent = [name for name, secret in zip(names, secrets) if secret is None]
            if absent:
                self.tell(pod, "FailedToRetrieveImagePullSecret",
                          f"Unable to retrieve some image pull secrets ({', '.join(absent)}); attempting to pull the image may not succeed.")
            if message:
                self.tell(pod, "Failed", f'Failed to pull image "{image}": {message}')
            self.tell(pod, "Failed", f"Error: {reason}")
        self.judged[uid] = failure or True

    def failure(self, image, secrets):
        """Reason and message of a container that waits; None for one that runs."""
        if self.words:
            return self.words
        found = keyring.reference(image)
        if found is None:
            return "InvalidImageName", f'Failed to apply default image tag "{image}": couldn\'t parse image name "{image}": invalid reference format'
        host, repository = found
        try:
            tries = keyring.logins(secrets, image)
        except keyring.Unreadable as error:
            return str(error), ""
        if host == "gone.lab":
            return "ErrImagePull", (
                f'failed to pull and unpack image "{image}": failed to resolve reference "{image}": failed to do request: Head '
                f'"https://{host}/v2/{repository}/manifests/1": dial tcp: lookup {host} on 10.96.0.10:53: no such host'
            )
        head = f'failed to pull and unpack image "{image}": failed to resolve reference "{image}": '
        errors = []
        for login in tries:
            status = self.registry.judge(login, repository)
            if status == 200:
                return None
            words = {
                401: head + "failed to authorize: failed to fetch oauth token: unexpected status: 401 Unauthorized",
                403: head + "pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed",
                404: head + f"{image}: not found",
            }[status]
            if words not in errors:
                errors.append(words)
        return "ErrImagePull", errors[0] if len(errors) == 1 else f"[{', '.join(errors)}]"

    def _report(self, pod, path, failure, is_ready, address):
        container = pod["spec"]["containers"][0]
        state = {"running": {"startedAt": pod["metadata"]["creationTimestamp"]}}
        if failure:
            state = {"waiting": {"reason": failure[0], "message": failure[1]}}
        word = "True" if is_ready else "False"
        kinds = ("Initialized", "PodScheduled", "ContainersReady", "Ready")
        status = {
            "phase": "Pending" if failure else "Running", "hostIP": SERVICE, "podIP": address, "podIPs": [{"ip": address}],
            "startTime": pod["metadata"]["creationTimestamp"],
            "conditions": [{"type": kind, "status": "True" if kind in kinds[:2] else word} for kind in kinds],
            "containerStatuses": [{
                "name": container["name"], "image": container["image"], "imageID": "" if failure else f"{container['image']}@sha256:{'0' * 64}",
                "ready": is_ready, "started": not failure, "restartCount": 0, "state": state, "lastState": {},
            }],
        }
        old = pod.get("status") or {}
        ready = [each["status"] for each in old.get("conditions") or [] if each["type"] == "Ready"]
        same = old.get("phase") == status["phase"] and ready == [word] and [each["state"] for each in old.get("containerStatuses") or []] == [state]
        if not same:
            self.api.call("PATCH", f"{path}/status", {"status": status}, "application/merge-patch+json")

    def tell(self, pod, reason, message, component="kubelet"):
        about = pod["metadata"]
        self.api.call("POST", f"/api/v1/namespaces/{about['namespace']}/events", {
            "apiVersion": "v1", "kind": "Event", "type": "Warning", "reason": reason, "message": message[:1000], "count": 1,
            "metadata": {"name": f"{about['name'][:40]}.{time.monotonic_ns():x}", "namespace": about["namespace"]},
            "involvedObject": {"kind": "Pod", "namespace": about["namespace"], "name": about["name"], "uid": about["uid"], "apiVersion": "v1"},
            "source": {"component": component, "host": NODE}, "firstTimestamp": now(), "lastTimestamp": now(),
        })

    def stop(self):
        self.gone.set()
        self.thread.join(20)
        for uid in list(self.processes):
            with contextlib.suppress(OSError):
                self.processes[uid].kill()
