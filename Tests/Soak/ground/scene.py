"""The installation under test: an API server, three replicas, the load, and what faults do and ask."""

import base64
import contextlib
import json
import pathlib
import signal
import subprocess
import time

from ground import ROOT, authority, cluster, endpoints, registry, settings
from ground.files import Mounted
from ground.ledger import Ledger
from ground.replica import Replica
from ground.watching import Watching
from ground.way import Way
from api_server import MERGE, ClusterError

OPTED_IN = {"pullpass.dev/inject": "enabled"}
# Of tokens of the platform, in seconds: each is replaced about once a minute.
TOKEN_LIFE = 120


class Scene:
    """`old` is the replica that is never ended: what leaks, leaks there. `pace` makes faults last longer or shorter."""

    def __init__(self, options, folder):
        self.options, self.folder = options, pathlib.Path(folder)
        self.pace = options.pace
        self.findings = []
        self.value = {name: f"first-{name}" for name in settings.SOURCES}
        self.form = "A"
        self.missing = None
        self.teams = [f"team-{number}" for number in range(options.teams)]
        with contextlib.ExitStack() as stack:
            self._begin(stack)
            self.stack = stack.pop_all()

    def _begin(self, stack):
        self.make_certificates()
        authority.make(self.folder)
        self.registry = registry.Registry(self.folder, TOKEN_LIFE)
        stack.callback(self.registry.stop)
        self.registry.passwords = {self.value[settings.PROBED]}
        (self.folder / "identity.jwt").write_text(registry.identity_token())
        self.certificates = Mounted(self.folder / "tls")
        self.certificates.put(self.pair())
        self.configuration = Mounted(self.folder / "configuration")
        self.write_configuration("A")
        self.cluster = cluster.start(self.folder, self.options.stand_in)
        stack.callback(self.cluster.stop)
        self.way = Way(self.cluster.port, self.cluster.authority_of_way)
        stack.callback(self.way.stop)
        self._make_objects()
        arguments = self._arguments()
        self.replicas = [Replica(f"replica-{number}", self.options.binary, self.folder, arguments) for number in range(3)]
        self.old = self.replicas[0]
        for replica in self.replicas:
            stack.callback(replica.stop)
            replica.start()
        endpoints.write(self.folder / "endpoints.json", self.replicas)
        self.need(60, lambda: all(replica.is_ready for replica in self.replicas), "the first start")
        self.need(60, self.is_settled, "everything in its place after the first start")
        self.ledger = Ledger(
            self.folder, self.folder / "endpoints.json", self.folder / "ca.pem", self.options.rate, self.options.timeout
        )
        stack.callback(self.ledger.stop)
        self.watching = Watching(self.replicas)
        stack.callback(self.watching.stop)

    def close(self):
        self.stack.close()

    def _arguments(self):
        kubeconfig = self.cluster.kubeconfig(list(settings.PATTERNS), f"http://127.0.0.1:{self.way.port}")
        return [
            "--config", str(self.configuration.folder / "config.yaml"), "--kubeconfig", str(kubeconfig), "--namespace", "pullpass",
            "--tls-cert", str(self.certificates.folder / "tls.crt"), "--tls-key", str(self.certificates.folder / "tls.key"),
        ]

    def _make_objects(self):
        self.cluster.create_namespace("pullpass")
        for name, value in self.value.items():
            self.cluster.create_secret("pullpass", f"source-{name}", {"token": value})
        for team in self.teams:
            self.cluster.create_namespace(team, OPTED_IN)

    # MARK: Files

    def make_certificates(self):
        """A new certificate by the same authority."""
        subprocess.run(["bash", str(ROOT / "certs/make.sh"), "--into", str(self.folder), "--new"], check=True, stdout=subprocess.DEVNULL)

    def pair(self):
        return {"tls.crt": (self.folder / "serving.pem").read_bytes(), "tls.key": (self.folder / "serving-key.pem").read_bytes()}

    def configuration_text(self, form, more=None):
        return settings.text(form, self.folder, self.registry.port, more)

    def write_configuration(self, form, more=None):
        self.configuration.put({"config.yaml": self.configuration_text(form, more)})

    # MARK: Changing

    def rotate(self, name):
        """Another password at the source, and at the registry."""
        self.value[name] = f"{name}-{time.monotonic_ns()}"
        if name == settings.PROBED:
            self.registry.passwords = {self.value[name]}
        token = base64.b64encode(self.value[name].encode()).decode()
        self.cluster.must("PATCH", f"/api/v1/namespaces/pullpass/secrets/source-{name}", {"data": {"token": token}}, MERGE)

    def wait(self, seconds):
        """Lets a fault last; longer where the soak is long."""
        time.sleep(seconds * self.pace)

    # MARK: Looking

    def leader(self):
        """The one replica that leads, or None where there is none, or more than one."""
        leading = [replica for replica in self.replicas if replica.leads]
        return leading[0] if len(leading) == 1 else None

    def followers(self):
        leader = self.leader()
        return [replica for replica in self.replicas if replica is not leader]

    def is_settled(self):
        """Whether all is as it should be: replicas, leader, Secrets. Otherwise `missing` is what is not yet."""
        words = self.unsettled()
        self.missing = words or self.missing
        return words is None

    def unsettled(self):
        """What is not as it should be, in words."""
        for replica in self.replicas:
            if not replica.is_ready:
                return f"{replica.name} is not ready"
        leader = self.leader()
        if not leader:
            return f"leaders: {[replica.name for replica in self.replicas if replica.leads]}"
        queue = leader.metrics().get("pullpass_keeper_queue_depth", 0)
        if queue:
            return f"{queue:g} writes are waiting"
        try:
            return next((words for words in map(self.wrong_copies, self.teams) if words), None)
        except (OSError, ClusterError) as error:
            return repr(error)

    def wrong_copies(self, team):
        """Which Secrets of a namespace are not as they should be, or None."""
        for name in [*settings.PATTERNS, "anonymous"]:
            secret = self.cluster.read(f"/api/v1/namespaces/{team}/secrets/pullpass-{name}")
            if secret is None:
                return f"{team} has no pullpass-{name}"
            if name == "anonymous":
                continue
            content = json.loads(base64.b64decode(secret["data"][".dockerconfigjson"]))
            password = base64.b64decode(next(iter(content["auths"].values()))["auth"]).decode().partition(":")[2]
            if name in self.value and password != self.value[name]:
                return f"{team} has another password in pullpass-{name}"
            if name not in self.value and self.registry.tokens.get(password, 0) < time.time():
                return f"{team} has a token in pullpass-{name} that has ended, or was never given"
        return None

    # MARK: Waiting

    def until(self, seconds, holds, period=0.2):
        """After how many seconds something holds, or None."""
        start = time.monotonic()
        while not holds():
            if time.monotonic() - start > seconds:
                return None
            time.sleep(period)
        return time.monotonic() - start

    def need(self, seconds, holds, what):
        """What must come to hold, or is a finding; returns after how many seconds."""
        took = self.until(seconds, holds)
        if took is None:
            self.find(f"{what}: not within {seconds:g} s" + (f": {self.unsettled()}" if holds == self.is_settled else ""))
        return took

    def find(self, words):
        """Something that must not be."""
        self.findings.append(words)

    def put_back(self):
        """Everything as a fault finds it, where one could not put it back itself."""
        self.way.set()
        with contextlib.suppress(OSError):
            self.way.open_again()
        self.registry.fault, self.registry.passwords = None, {self.value[settings.PROBED]}
        self.certificates.put(self.pair())
        self.write_configuration(self.form)
        for replica in self.replicas:
            replica.signal(signal.SIGCONT)
            replica.collector.resume()
            if not replica.is_running:
                replica.start()

    def check_alive(self):
        for replica in self.replicas:
            if not replica.is_running and not replica.may_end:
                self.find(f"{replica.name} ended with {replica.process.poll()}: {replica.last_words()}")
                replica.start()
