"""Pullpass in a cluster of its own, with the rights of examples/rbac.yaml: what an attack by a tenant runs on."""

import base64
import concurrent.futures
import http.client
import json
import re
import ssl
import time
import urllib.request

from api_server import MERGE
from stage import reviews
from stage import server as servers
from stage.cluster import start_cluster
from stage.witness import Witness

OPTED_IN = {"pullpass.dev/inject": "enabled"}
NAMES = [registry["name"] for registry in servers.REGISTRIES]
# The probe's review is for a Pod of this namespace.
PROBED = "team-0"


class Scene:
    """A cluster, a running keeper with webhook, and what an attack finds out."""

    def __init__(self, binary, folder, outcome):
        self.binary, self.folder, self.outcome = binary, folder, outcome
        self.cluster = start_cluster(folder)
        self.server = self.witness = None
        # The namespaces that must have all Secrets, and how many were made.
        self.teams = []
        self.made = 0
        self.value = {name: "first" for name in NAMES}
        # What makes credentials longer.
        self.padding = ""

    # MARK: Setting up

    def set_up(self, teams=3, tenant_secrets=False, server=None, keeper=None):
        """Namespaces, sources and rights; starts Pullpass, and waits until every team has every Secret.

        `server` is a URL by which Pullpass reaches the API server, instead of its own; `keeper` are more keys of that section.
        """
        self.keeper = {"tenantSecrets": {"enabled": tenant_secrets}, **(keeper or {})}
        self.cluster.create_namespace("pullpass")
        for name in NAMES:
            self.cluster.create_secret("pullpass", f"source-{name}", {"token": self.value[name]})
        self.kubeconfig = self.cluster.grant(NAMES, tenant_secrets, server)
        self.add_teams(teams)
        self.start()
        self.need(30 + teams / 5, self.all_right, "placing before the attack")

    def add_teams(self, count):
        """Opts so many new namespaces in, and returns their names."""
        names = [f"team-{self.made + n}" for n in range(count)]
        self.made += count
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda name: self.cluster.create_namespace(name, OPTED_IN), names))
        self.teams += names
        return names

    def start(self):
        """Starts Pullpass, for the first time or again, with the probe beside it."""
        registries = [
            {**registry, "credentials": {"basic": {
                "username": {"value": "jane"},
                "password": {"secretKeyRef": {"name": f"source-{registry['name']}", "key": "token"}},
            }}}
            for registry in servers.REGISTRIES
        ]
        configuration = {
            "registries": registries, "server": {"drainTime": "0s"},
            "keeper": self.keeper,
        }
        arguments = ["--kubeconfig", str(self.kubeconfig), "--namespace", "pullpass"]
        self.server = servers.Server(self.binary, self.folder, configuration, arguments)

    def watch_calls(self):
        """Starts the probe, and tells when."""
        self.witness = Witness(self.server, namespace=PROBED)
        time.sleep(1)
        return time.monotonic()

    def restart(self):
        """Ends Pullpass, and starts it anew; the probe calls the new process."""
        self.outcome.lines += len(self.server.log_lines())
        if self.witness:
            self.witness.stop()
        self.server.stop()
        peak = self.server.peak
        self.start()
        self.server.peak = max(self.server.peak, peak)
        if self.witness:
            self.need(10, lambda: self.number("pullpass_keeper_secrets") > 0, "knowing the Secrets after a restart")
            self.witness = Witness(self.server, namespace=PROBED, goes_on=True)

    def stop(self):
        if self.witness:
            self.witness.stop()
        if self.server:
            self.outcome.lines += len(self.server.log_lines())
            self.outcome.peak, self.outcome.anonymous_peak = self.server.peak, self.server.anonymous_peak
            self.outcome.after = self.server.memory()["VmRSS"]
            if not self.server.is_running:
                self.outcome.faults.append(self.server.last_words())
            self.server.stop()
        self.cluster.stop()

    def testimony(self, kinds, start):
        """What the probe met with since an instant; None where there was none."""
        return self.witness.testimony(kinds, start, time.monotonic() - 1) if self.witness else None

    # MARK: Looking

    def copy(self, team, name):
        return self.cluster.read(f"/api/v1/namespaces/{team}/secrets/pullpass-{name}")

    def is_right(self, team, name):
        """Whether a copy is there, with the credential that is in force."""
        copy = self.copy(team, name)
        content = base64.b64decode((copy or {}).get("data", {}).get(".dockerconfigjson", "")).decode(errors="replace")
        return f'"password":"{self.value[name]}"' in content.replace(" ", "") or self._auth(name) in content

    def _auth(self, name):
        return base64.b64encode(f"jane:{self.value[name]}".encode()).decode()

    def all_right(self, teams=None, names=NAMES):
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            return all(pool.map(lambda cell: self.is_right(*cell), [(team, name) for team in teams or self.teams for name in names]))

    def injected(self, team, image):
        """The names of the Secrets that a Pod with this image gets from the webhook."""
        context = ssl.create_default_context(cafile=self.server.authority)
        connection = http.client.HTTPSConnection("localhost", self.server.port, context=context, timeout=10)
        connection.request("POST", "/mutate", reviews.of_one(team, image), {"Content-Type": "application/json"})
        answer = json.loads(connection.getresponse().read())
        connection.close()
        patch = json.loads(base64.b64decode(answer["response"].get("patch", "")) or b"[]")
        return set(re.findall(r'"name": "([^"]+)"', json.dumps(patch)))

    def metrics(self):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.server.operators_port}/metrics", timeout=10) as answer:
                return answer.read().decode()
        except OSError:
            return ""

    def number(self, name):
        """The sum of a metric over its labels."""
        return sum(float(value) for value in re.findall(rf"^{name}(?:{{.*}})? (\S+)$", self.metrics(), re.M))

    # MARK: Waiting

    def until(self, seconds, holds):
        """Waits until something holds; returns after how many seconds it did, or None."""
        start = time.monotonic()
        while not holds():
            if time.monotonic() - start > seconds:
                return None
            time.sleep(0.1)
        return time.monotonic() - start

    def need(self, seconds, holds, what):
        """What must come to hold within so many seconds, or is a fault; returns after how many it did."""
        took = self.until(seconds, holds)
        if took is None:
            self.outcome.faults.append(f"{what}: not within {seconds:.0f} s")
        return took

    # MARK: Changing

    def rotate(self, names=NAMES):
        """Changes the credentials of registries at their sources."""
        for name in names:
            self.value[name] = f"{self.value[name][:5]}-{time.monotonic_ns()}{self.padding}"
            token = base64.b64encode(self.value[name].encode()).decode()
            self.cluster.must("PATCH", f"/api/v1/namespaces/pullpass/secrets/source-{name}", {"data": {"token": token}}, MERGE)
