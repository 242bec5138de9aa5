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
import http.client
import json
import os
import pathlib
import re
import secrets
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent
REGISTRIES = ["hub", "quay", "ecr"]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--namespaces", type=int, default=5000)
    parser.add_argument("--rate", type=float, default=50)
    parser.add_argument("--pullpass", default=str(ROOT / ".build/release/pullpass"))
    options = parser.parse_args()
    assets = os.environ.get("KUBEBUILDER_ASSETS", "")
    if not all(os.access(f"{assets}/{name}", os.X_OK) for name in ("etcd", "kube-apiserver")):
        sys.exit("KUBEBUILDER_ASSETS must name a folder with kube-apiserver and etcd, such as setup-envtest makes")
    with tempfile.TemporaryDirectory() as folder:
        cluster = Cluster(pathlib.Path(folder), assets)
        try:
            measure(cluster, options)
        finally:
            cluster.stop()


def measure(cluster, options):
    cluster.create("/api/v1/namespaces", "Namespace", "pullpass")
    secret = {"token": base64.b64encode(b"first").decode()}
    cluster.create("/api/v1/namespaces/pullpass/secrets", "Secret", "token", data=secret)
    labels = {"pullpass.dev/inject": "enabled"}
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        jobs = [pool.submit(cluster.create, "/api/v1/namespaces", "Namespace", f"ns-{n}", labels) for n in range(options.namespaces)]
        for job in jobs:
            job.result()
    copies = options.namespaces * len(REGISTRIES)
    print(f"{options.namespaces} namespaces, {len(REGISTRIES)} registries, {options.rate:g} requests a second")

    keeper = Keeper(cluster, options)
    try:
        seconds = keeper.wait("pullpass_secrets_placed_total", copies)
        keeper.show("converged", seconds, (copies - 2 * options.rate) / options.rate)
        before = keeper.number("pullpass_secrets_rotated_total")
        secret["token"] = base64.b64encode(b"second").decode()
        # The server has long closed the connection that made the namespaces.
        cluster.local.connection = None
        cluster.request("PATCH", "/api/v1/namespaces/pullpass/secrets/token", {"data": secret}, "application/merge-patch+json")
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
                "--kubeconfig", str(self.folder / "kubeconfig"), "--namespace", "pullpass",
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


class Cluster:
    """etcd and kube-apiserver in a folder of their own."""

    def __init__(self, folder, assets):
        self.folder = folder
        self.token = secrets.token_hex(16)
        self.local = threading.local()
        client, peer, self.port = free_port(), free_port(), free_port()
        self.make_keys()
        etcd = f"http://127.0.0.1:{client}"
        members = f"http://127.0.0.1:{peer}"
        self.processes = [
            self.start(
                f"{assets}/etcd", f"--data-dir={folder}/etcd", f"--listen-client-urls={etcd}", f"--advertise-client-urls={etcd}",
                f"--listen-peer-urls={members}", f"--initial-advertise-peer-urls={members}",
                f"--initial-cluster=default={members}", "--unsafe-no-fsync", "--log-level=error",
            ),
            self.start(
                f"{assets}/kube-apiserver", f"--etcd-servers={etcd}", "--bind-address=127.0.0.1",
                "--advertise-address=127.0.0.1", f"--secure-port={self.port}", f"--tls-cert-file={folder}/server.crt",
                f"--tls-private-key-file={folder}/server.key", f"--cert-dir={folder}", f"--token-auth-file={folder}/tokens.csv",
                f"--service-account-issuer=https://127.0.0.1:{self.port}/", f"--service-account-key-file={folder}/sa.key",
                f"--service-account-signing-key-file={folder}/sa.key", "--authorization-mode=RBAC",
                "--service-cluster-ip-range=10.0.0.0/24", "--endpoint-reconciler-type=none",
                "--disable-admission-plugins=ServiceAccount",
            ),
        ]
        deadline = time.monotonic() + 120
        while not self.is_ready():
            if time.monotonic() > deadline:
                sys.exit("kube-apiserver did not become ready:\n" + (folder / "log").read_text()[-2000:])
            time.sleep(0.5)

    def make_keys(self):
        def openssl(*arguments):
            subprocess.run(["openssl", *arguments], cwd=self.folder, check=True, stderr=subprocess.DEVNULL)

        openssl("genrsa", "-out", "sa.key", "2048")
        openssl(
            "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-keyout", "server.key", "-out", "server.crt",
            "-subj", "/CN=kube-apiserver", "-addext", "subjectAltName=IP:127.0.0.1",
        )
        (self.folder / "tokens.csv").write_text(f"{self.token},admin,admin,system:masters\n")
        (self.folder / "kubeconfig").write_text(json.dumps({
            "apiVersion": "v1", "kind": "Config", "current-context": "x",
            "clusters": [{"name": "c", "cluster": {
                "server": f"https://127.0.0.1:{self.port}", "certificate-authority": f"{self.folder}/server.crt",
            }}],
            "users": [{"name": "u", "user": {"token": self.token}}],
            "contexts": [{"name": "x", "context": {"cluster": "c", "user": "u"}}],
        }))

    def start(self, *command):
        return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=open(self.folder / "log", "ab"))

    def is_ready(self):
        try:
            return self.request("GET", "/readyz", raw=True)[0] == 200
        except OSError:
            return False

    def create(self, path, kind, name, labels=None, **fields):
        body = {"apiVersion": "v1", "kind": kind, "metadata": {"name": name, "labels": labels or {}}, **fields}
        status, answer = self.request("POST", path, body)
        if status != 201:
            sys.exit(f"creating {kind} {name}: {status} {answer}")

    def request(self, method, path, body=None, content_type="application/json", raw=False):
        connection = getattr(self.local, "connection", None)
        if connection is None:
            context = ssl.create_default_context(cafile=f"{self.folder}/server.crt")
            connection = self.local.connection = http.client.HTTPSConnection("127.0.0.1", self.port, context=context, timeout=60)
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": content_type}
        try:
            connection.request(method, path, json.dumps(body) if body else None, headers)
            answer = connection.getresponse()
            text = answer.read()
        except (OSError, http.client.HTTPException) as error:
            self.local.connection = None
            raise OSError(str(error)) from error
        return answer.status, text if raw else json.loads(text)

    def stop(self):
        for process in reversed(self.processes):
            process.send_signal(signal.SIGKILL)
            process.wait()


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


if __name__ == "__main__":
    main()
