#!/usr/bin/env python3
"""Measures the keeper against a real kube-apiserver: real time and memory for many namespaces and three registries.

    KUBEBUILDER_ASSETS=/path/to/envtest/bin Benchmarks/keeper.py [--namespaces 5000] [--rate 50] [--pullpass PATH]

Starts etcd and kube-apiserver on loopback, opts the namespaces in, runs `pullpass serve` at its default rate limit, and prints
how long it takes until every namespace has its three Secrets and until one changed credential has reached all of them, with
the requests that this took and the memory of the process.
"""

import argparse
import base64
import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent
# The cluster is the one of the attacks.
sys.path[:0] = [str(ROOT / "Tests/Attacks"), str(ROOT / "Tests/TestSupport/Python")]

from api_server import MERGE  # noqa: E402
from stage.cluster import assets, free_port, start_cluster  # noqa: E402

REGISTRIES = ["hub", "quay", "ecr"]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--namespaces", type=int, default=5000)
    parser.add_argument("--rate", type=float, default=50)
    parser.add_argument("--pullpass", default=str(ROOT / ".build/release/pullpass"))
    options = parser.parse_args()
    if not assets():
        sys.exit("KUBEBUILDER_ASSETS must name a folder with kube-apiserver and etcd, such as setup-envtest makes")
    with tempfile.TemporaryDirectory() as folder:
        cluster = start_cluster(folder)
        try:
            measure(cluster, options)
        finally:
            cluster.stop()


def measure(cluster, options):
    cluster.create_namespace("pullpass")
    cluster.create_secret("pullpass", "token", {"token": "first"})
    labels = {"pullpass.dev/inject": "enabled"}
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        jobs = [pool.submit(cluster.create_namespace, f"ns-{n}", labels) for n in range(options.namespaces)]
        for job in jobs:
            job.result()
    copies = options.namespaces * len(REGISTRIES)
    print(f"{options.namespaces} namespaces, {len(REGISTRIES)} registries, {options.rate:g} requests a second")

    keeper = Keeper(cluster, options)
    try:
        seconds = keeper.wait("pullpass_secrets_placed_total", copies)
        keeper.show("converged", seconds, (copies - 2 * options.rate) / options.rate)
        before = keeper.number("pullpass_secrets_rotated_total")
        data = {"token": base64.b64encode(b"second").decode()}
        cluster.must("PATCH", "/api/v1/namespaces/pullpass/secrets/token", {"data": data}, MERGE)
        seconds = keeper.wait("pullpass_secrets_rotated_total", before + options.namespaces)
        keeper.show("rotated", seconds, (options.namespaces - 2 * options.rate) / options.rate)
        cpu = keeper.cpu()
        time.sleep(30)
        print(f"idle: {1000 * (keeper.cpu() - cpu) / 30:.2f} ms CPU a second; {keeper.memory()}")
    finally:
        keeper.stop()


class Keeper:
    def __init__(self, cluster, options):
        self.folder = cluster.folder
        configuration = {
            "apiVersion": "pullpass.dev/v1alpha1",
            "kind": "Configuration",
            "registries": [
                {
                    "name": name,
                    "matchImages": [f"{name}.example"],
                    "credentials": {"basic": {
                        "username": {"value": "jane"},
                        "password": {"secretKeyRef": {"name": "token", "key": "token"}} if name == "hub" else {"value": "p"},
                    }},
                }
                for name in REGISTRIES
            ],
            "server": {"drainTime": "0s"},
            "keeper": {"requestsPerSecond": options.rate, "burst": int(2 * options.rate)},
        }
        (self.folder / "config.yaml").write_text(json.dumps(configuration))
        self.port = free_port()
        subprocess.run(["bash", str(ROOT / "certs/make.sh"), "--into", str(self.folder)], check=True, stdout=subprocess.DEVNULL)
        self.log = open(self.folder / "pullpass.log", "wb")
        self.process = subprocess.Popen(
            [
                options.pullpass, "serve", "--config", str(self.folder / "config.yaml"),
                "--kubeconfig", str(cluster.write_kubeconfig()), "--namespace", "pullpass",
                "--listen", "127.0.0.1:0", "--metrics-listen", f"127.0.0.1:{self.port}",
                "--tls-cert", str(self.folder / "serving.pem"), "--tls-key", str(self.folder / "serving-key.pem"),
            ],
            stdout=subprocess.DEVNULL, stderr=self.log,
        )

    def metrics(self):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/metrics", timeout=10) as answer:
                return answer.read().decode()
        except OSError:
            if self.process.poll() is not None:
                sys.exit("pullpass has ended:\n" + (self.folder / "pullpass.log").read_text())
            return ""

    def number(self, name):
        return sum(float(value) for value in re.findall(rf"^{name}(?:{{.*}})? (\S+)$", self.metrics(), re.M))

    def wait(self, name, wanted):
        start = time.monotonic()
        while self.number(name) < wanted:
            time.sleep(0.25)
        return time.monotonic() - start

    def show(self, what, seconds, ideal):
        requests = re.findall(r'^pullpass_api_requests_total{verb="(\w+)",code="(\d+)"} (\d+)', self.metrics(), re.M)
        text = ", ".join(f"{verb} {code}: {count}" for verb, code, count in requests)
        print(f"{what} after {seconds:.1f} s (the rate limit alone: {max(0, ideal):.1f} s); {self.memory()}\n  requests so far: {text}")

    def memory(self):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        values = {key: int(re.search(rf"^{key}:\s+(\d+) kB", status, re.M)[1]) / 1024 for key in ("VmHWM", "VmRSS", "RssAnon")}
        return "resident {VmRSS:.1f} MB (anonymous {RssAnon:.1f} MB, at most {VmHWM:.1f} MB)".format(**values)

    def cpu(self):
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def stop(self):
        self.process.terminate()
        self.process.wait(60)
        self.log.close()


if __name__ == "__main__":
    main()
