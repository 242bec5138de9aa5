"""The executable under attack: a process of its own, with its memory, processor time and log."""

import json
import os
import pathlib
import re
import resource
import subprocess
import threading
import time

from stage.reviews import ROOT

# Docker Hub's has imagePullPolicy, so that an answer has to say something about each container.
REGISTRIES = [
    {"name": "dockerhub", "matchImages": ["docker.io"], "imagePullPolicy": "Always"},
    {"name": "ghcr", "matchImages": ["ghcr.io/acme/"]},
    {"name": "quay", "matchImages": ["quay.io"]},
    {"name": "ecr", "matchImages": ["*.dkr.ecr.*.amazonaws.com"]},
    {"name": "gar", "matchImages": ["*-docker.pkg.dev"]},
]


class ServerEnded(Exception):
    """The executable has ended, or never began to listen; the text is the end of its log."""


def make_certificates(folder):
    """ca.pem, serving.pem and serving-key.pem for localhost."""
    subprocess.run(["bash", str(ROOT / "certs/make.sh"), "--into", str(folder)], check=True, stdout=subprocess.DEVNULL)


def standalone(places=2000):
    """A configuration and the arguments of a webhook without a cluster, with so many places for connections."""
    login = {"basic": {"username": {"value": "u"}, "password": {"env": "PASSWORD"}}}
    registries = [{**registry, "credentials": login} for registry in REGISTRIES]
    return {"registries": registries, "server": {"drainTime": "0s", "maxConnections": places}}, ["--standalone"]


class Server:
    """`pullpass serve` on free ports of 127.0.0.1. `folder` has the certificates, and gets configuration and log."""

    def __init__(self, binary, folder, configuration, arguments, descriptors=None, name="pullpass"):
        self.folder = pathlib.Path(folder)
        self.log_path = self.folder / f"{name}.log"
        path = self.folder / f"{name}.yaml"
        path.write_text(json.dumps({"apiVersion": "pullpass.dev/v1alpha1", "kind": "Configuration", **configuration}))
        self.authority = self.folder / "ca.pem"
        self.places = configuration.get("server", {}).get("maxConnections", 2000)

        def restrict():
            if descriptors:
                resource.setrlimit(resource.RLIMIT_NOFILE, (descriptors, descriptors))

        self.log = open(self.log_path, "wb")
        self.process = subprocess.Popen(
            [
                str(binary), "serve", "--config", str(path), "--listen", "127.0.0.1:0", "--metrics-listen", "127.0.0.1:0",
                "--tls-cert", str(self.folder / "serving.pem"), "--tls-key", str(self.folder / "serving-key.pem"), *arguments,
            ],
            stdout=subprocess.DEVNULL, stderr=self.log, preexec_fn=restrict, env={**os.environ, "PASSWORD": "x"},
        )
        self.port, self.operators_port = self._wait_for_ports()
        self.peak = self.anonymous_peak = self.kernel_peak = 0
        self._is_watched = True
        self._watcher = threading.Thread(target=self._watch, daemon=True)
        self._watcher.start()

    def _wait_for_ports(self):
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline and self.process.poll() is None:
            for line in self.log_path.read_text(errors="replace").splitlines():
                if '"message":"listening"' in line:
                    return [int(re.search(rf'"{key}":"[^"]*:(\d+)', line)[1]) for key in ("webhook", "operator")]
            time.sleep(0.05)
        raise ServerEnded(self.end_of_log())

    def _watch(self):
        """Twenty times a second, since a peak may be short; what the kernel holds changes slower, and costs more to look at."""
        looks = 0
        while self._is_watched and self.process.poll() is None:
            if looks % 20 == 0:
                self.kernel_peak = max(self.kernel_peak, self.kernel_memory())
            looks += 1
            now = self.memory()
            self.peak = max(self.peak, now["VmRSS"])
            self.anonymous_peak = max(self.anonymous_peak, now["RssAnon"])
            time.sleep(0.05)

    def memory(self):
        """VmRSS and RssAnon in MiB; 0 once the process has ended."""
        try:
            status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        except OSError:
            status = ""
        found = dict(re.findall(r"^(VmRSS|RssAnon):\s+(\d+) kB", status, re.M))
        return {key: int(found.get(key, 0)) / 1024 for key in ("VmRSS", "RssAnon")}

    def kernel_memory(self):
        """What the kernel holds of the server's connections, sent and not taken, come and not read, in MiB: it counts for the same cgroup."""
        ports = {f"{self.port:04X}", f"{self.operators_port:04X}"}
        total = 0
        for line in pathlib.Path("/proc/net/tcp").read_text().splitlines()[1:]:
            fields = line.split()
            # A listening socket has the length of its queue there.
            if fields[1].rpartition(":")[2] in ports and fields[3] != "0A":
                total += sum(int(queue, 16) for queue in fields[4].split(":"))
        return total / (1 << 20)

    def processor_seconds(self):
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    @property
    def is_running(self):
        return self.process.poll() is None

    def log_lines(self):
        return self.log_path.read_text(errors="replace").splitlines()

    def end_of_log(self, lines=10):
        return "\n".join(self.log_lines()[-lines:])

    def last_words(self):
        """How the process ended, in a line."""
        return f"the server ended with {self.process.poll()}: {self.end_of_log(1)}"

    def stop(self):
        self._is_watched = False
        self._watcher.join()
        if self.is_running:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.log.close()
