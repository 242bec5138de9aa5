"""The life of one Pod on the node, in a thread of its own."""

import datetime
import http.client
import threading
import time

from stage import network, volumes
from stage.container import Container, is_root_of_all
from stage.expansion import environment, expand
from stage.initialising import Initialising

# Faster than the kubelet's, so that a matrix of scenarios does not wait: probes until the first is passed, and restarts.
FIRST_PROBES = 0.2
RESTART_DELAYS = [0.5, 1, 2, 4, 8, 10]


def now():
    return datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


class PodLife:
    """Runs the Pod's container, probes it, says so in the status, and ends it."""

    def __init__(self, pod, node):
        self.pod, self.node, self.api = pod, node, node.api
        self.namespace, self.name = pod["metadata"]["namespace"], pod["metadata"]["name"]
        self.path = f"/api/v1/namespaces/{self.namespace}/pods/{self.name}"
        self.folder = node.folder / "pods" / pod["metadata"]["uid"]
        self.folder.mkdir(parents=True)
        self.spec = pod["spec"]["containers"][0]
        self.address = network.next_address()
        self.pod.setdefault("status", {})["podIP"] = self.address
        self.container = None
        self.restarts = 0
        self.is_ready = False
        self.last_state = {}
        self.changed = threading.Event()
        self.deadline = None
        self.needs_files = False
        self.initialising = Initialising(self)
        threading.Thread(target=self._run, daemon=True).start()

    # What the node tells it.

    def delete(self, pod):
        self.deadline = self.deadline or time.monotonic() + pod["metadata"].get("deletionGracePeriodSeconds", 30)
        self.changed.set()

    def refresh_volumes(self):
        self.needs_files = True
        self.changed.set()

    def log_path(self, restart=None):
        return self.folder / f"{self.spec['name']}-{self.restarts if restart is None else restart}.log"

    # Its thread.

    def _run(self):
        try:
            if len(self.pod["spec"]["containers"]) > 1:
                raise NotImplementedError("this node runs Pods of one container")
            if not self.node.runs(self.spec["image"]):
                self._pretend()
            elif self.initialising.run():
                self._live()
        except Exception as error:  # What the node cannot do is said where a user looks.
            self.report("Failed", waiting={"reason": "NodeError", "message": f"{type(error).__name__}: {error}"})
        self._wait_for_deletion()

    def _pretend(self):
        """Somebody else's image is not run; its Pod is as if it were."""
        self.is_ready = True
        self.report("Running", running={"startedAt": now()})

    def _live(self):
        policy = self.pod["spec"].get("restartPolicy", "Always")
        while self._start():
            code = self._watch()
            if code is None:
                return
            message = self.container.message() or self._last_words()
            ended = {
                "exitCode": code, "reason": "Error" if code else "Completed", "finishedAt": now(), "startedAt": self.started,
                "message": message,
            }
            self.is_ready = False
            if policy == "Never" or policy == "OnFailure" and code == 0:
                self.report("Failed" if code else "Succeeded", terminated=ended)
                return
            self.last_state = {"terminated": ended}
            self.report("Running", waiting={"reason": "CrashLoopBackOff", "message": message})
            self.changed.clear()
            self.changed.wait(RESTART_DELAYS[min(self.restarts, len(RESTART_DELAYS) - 1)])
            if self.deadline:
                return
            self.restarts += 1

    def _last_words(self):
        """As terminationMessagePolicy: FallbackToLogsOnError has it."""
        if self.spec.get("terminationMessagePolicy") != "FallbackToLogsOnError":
            return ""
        return "\n".join(self.log_path().read_text(errors="replace").splitlines()[-80:])[-2048:]

    def _start(self):
        """Waits for what it mounts; false where the Pod goes before."""
        while not self.deadline:
            try:
                prepared = self.prepare(self.spec)
                break
            except (volumes.NotThere, KeyError) as error:
                self.report("Pending", waiting={"reason": "ContainerCreating", "message": str(error)})
                self.changed.clear()
                self.changed.wait(0.5)
        else:
            return False
        self.started = now()
        self.container = Container(self.folder, self.log_path(), *prepared)
        self.report("Running", running={"startedAt": self.started})
        return True

    def prepare(self, spec):
        """What a container of the Pod is started with."""
        mounts = self._write_volumes(spec)
        variables = environment(spec, self.pod, self.api)
        words = spec.get("command") or ["/pullpass"]
        words = [expand(word, variables) for word in words + (spec.get("args") or [])]
        return words, variables, mounts, self.node.hosts, self._user(spec), self.address, self.node.runs(spec["image"])

    def _write_volumes(self, spec):
        mounts = {}
        context = self.pod["spec"].get("securityContext") or {}
        group = context.get("fsGroup") if is_root_of_all() else None
        by_name = {volume["name"]: volume for volume in self.pod["spec"].get("volumes") or []}
        for mount in spec.get("volumeMounts") or []:
            folder = self.folder / "volumes" / mount["name"]
            volume = by_name[mount["name"]]
            if "emptyDir" in volume:
                volumes.make_empty(folder)
            elif "hostPath" in volume:
                folder = volumes.of_node(self.node.root, volume["hostPath"])
            else:
                volumes.write(folder, volumes.files(volume, self.pod, self.api), group)
            mounts[str(folder)] = mount["mountPath"]
        return mounts

    def _user(self, spec):
        context = {**(self.pod["spec"].get("securityContext") or {}), **(spec.get("securityContext") or {})}
        number = context.get("runAsUser")
        return None if number is None else (number, context.get("runAsGroup", number), context.get("fsGroup"))

    def _watch(self):
        """Probes until the container ends, and returns its exit code; None where the Pod was deleted."""
        readiness, liveness = Probe(self, "readinessProbe"), Probe(self, "livenessProbe")
        if readiness.spec is None:
            self._set_ready(True)
        while (code := self.container.exit_code()) is None:
            if self.deadline:
                self._end()
                return None
            if self.needs_files:
                self.needs_files = False
                try:
                    self._write_volumes(self.spec)
                except volumes.NotThere:
                    pass
            if (verdict := readiness.look()) is not None:
                self._set_ready(verdict)
            if liveness.look() is False:
                self.container.terminate()
            self.changed.wait(FIRST_PROBES if not self.is_ready else 0.5)
            self.changed.clear()
        return code

    def _set_ready(self, value):
        if value != self.is_ready:
            self.is_ready = value
            self.report("Running", running={"startedAt": self.started})

    def _end(self):
        self.container.terminate()
        while self.container.exit_code() is None and time.monotonic() < self.deadline:
            # It serves on for a while, and says that it is not ready.
            self._set_ready(Probe(self, "readinessProbe").ask())
            time.sleep(0.1)
        self.container.kill()

    def _wait_for_deletion(self):
        while not self.deadline:
            self.changed.clear()
            self.changed.wait(5)
        self.api.call("DELETE", self.path, {"kind": "DeleteOptions", "apiVersion": "v1", "gracePeriodSeconds": 0,
                                            "preconditions": {"uid": self.pod["metadata"]["uid"]}})

    def report(self, phase, **state):
        condition = {"status": "True" if self.is_ready else "False", "lastTransitionTime": now()}
        conditions = [{"type": kind, **condition} for kind in ("Ready", "ContainersReady")]
        conditions += [
            {"type": kind, "status": "True" if value else "False", "lastTransitionTime": now()}
            for kind, value in (("Initialized", self.initialising.is_done), ("PodScheduled", True))
        ]
        container = {
            "name": self.spec["name"], "image": self.spec["image"], "imageID": "", "ready": self.is_ready, "restartCount": self.restarts,
            "state": state, "lastState": self.last_state, "started": "running" in state, "containerID": f"test://{self.folder.name}",
        }
        self.api.call("PATCH", self.path + "/status", {"status": {
            "phase": phase, "podIP": self.address, "podIPs": [{"ip": self.address}], "hostIP": network.NODE, "startTime": self.node.started,
            "conditions": conditions, "containerStatuses": [container], "initContainerStatuses": self.initialising.statuses,
        }}, "application/merge-patch+json")


class Probe:
    """An HTTP probe with its period and threshold."""

    def __init__(self, life, key):
        self.life, self.spec = life, life.spec.get(key)
        self.next = 0
        self.failures = 0

    def look(self):
        """True or False where it is due and decides something."""
        if self.spec is None or time.monotonic() < self.next:
            return None
        period = self.spec.get("periodSeconds", 10)
        self.next = time.monotonic() + (period if self.life.is_ready else FIRST_PROBES)
        if self.ask():
            self.failures = 0
            return True
        self.failures += 1
        threshold = self.spec.get("failureThreshold", 3)
        # Before the first success nobody counts; a dead one is not found out earlier than by the kubelet.
        if "readiness" not in str(self.spec.get("httpGet", {}).get("path")) and not self.life.is_ready:
            threshold *= int(period / FIRST_PROBES)
        return False if self.failures >= threshold else None

    def ask(self):
        get = self.spec["httpGet"]
        port = get["port"]
        if isinstance(port, str):
            port = next(entry["containerPort"] for entry in self.life.spec["ports"] if entry["name"] == port)
        connection = http.client.HTTPConnection(self.life.address, port, timeout=self.spec.get("timeoutSeconds", 1))
        try:
            connection.request("GET", get["path"])
            return connection.getresponse().status < 400
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()
