#!/usr/bin/env python3
"""Measures Pullpass and the Go peer side by side; README.md here says how. Started by Benchmarks/run."""

import argparse
import base64
import http.client
import json
import os
import pathlib
import re
import socket
import ssl
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
CERTIFICATES = HERE / "bin/certs"
LOADS = {
    "HTTP/1.1 keep-alive, 8 connections": ["--h1", "-c", "8"],
    "HTTP/2, 4 × 25 streams": ["-c", "4", "-m", "25"],
}


class Server:
    """One of the two webhooks as a process pinned to a core."""

    def __init__(self, name, arguments, port, core):
        self.name, self.port = name, port
        # Go would otherwise make a thread for each core of the machine, to run on one of them.
        environment = {**os.environ, "GOMAXPROCS": "1"}
        self.started = time.perf_counter()
        self.process = subprocess.Popen(["taskset", "-c", str(core), *arguments], stderr=subprocess.DEVNULL, env=environment)

    def answer(self, body):
        """The answer to a review over a new connection; waits for the server to listen."""
        context = ssl.create_default_context(cafile=CERTIFICATES / "ca.pem")
        while True:
            connection = http.client.HTTPSConnection("localhost", self.port, context=context, timeout=20)
            try:
                connection.request("POST", "/mutate", body, {"Content-Type": "application/json"})
            except ConnectionRefusedError:
                if self.process.poll() is not None:
                    sys.exit(f"{self.name} ended with code {self.process.returncode} instead of serving")
                continue
            response = connection.getresponse()
            return response.status, response.read()

    def cpu_seconds(self):
        """CPU time of all threads, user and system, to the nanosecond. Threads that have ended do not count."""
        tasks = pathlib.Path(f"/proc/{self.process.pid}/task")
        return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks.iterdir()) / 1e9

    def memory(self):
        """Anonymous and whole resident memory in MB (1,000,000 bytes)."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return [int(re.search(rf"^{key}:\s+(\d+) kB", status, re.M).group(1)) * 1024 / 1e6 for key in ("RssAnon", "VmRSS")]

    def stop(self):
        self.process.terminate()
        self.process.wait(30)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--pullpass", required=True)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--requests", type=int, default=20_000)
    parser.add_argument("--body", type=pathlib.Path, default=HERE.parent / "Tests/Rules/AdmissionTests/Fixtures/corpus/pod-with-sidecar-14k.json")
    arguments = parser.parse_args()
    body = arguments.body.read_bytes()
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) < 2:
        sys.exit("two cores are needed: one for the server, one for the client")

    with tempfile.TemporaryDirectory() as scratch:
        configuration = pathlib.Path(scratch) / "config.yaml"
        configuration.write_text(json.dumps(pullpass_configuration()))
        starters = {
            "pullpass": lambda port: [
                arguments.pullpass, "serve", "--standalone", "--config", str(configuration),
                "--listen", f"127.0.0.1:{port}", "--metrics-listen", f"127.0.0.1:{free_port()}",
                "--tls-cert", str(CERTIFICATES / "serving.pem"), "--tls-key", str(CERTIFICATES / "serving-key.pem"),
            ],
            "go": lambda port: [
                str(HERE / "bin/peer-go"), "-listen", f"127.0.0.1:{port}", "-patterns", str(HERE / "patterns.txt"),
                "-tls-cert", str(CERTIFICATES / "serving.pem"), "-tls-key", str(CERTIFICATES / "serving-key.pem"),
            ],
        }

        def start(name):
            port = free_port()
            return Server(name, starters[name](port), port, cores[0])

        print(f"{len(body)} bytes of review, 10 patterns, TLS 1.3, ECDSA P-256; server on core {cores[0]}, client on core {cores[1]}")
        starts = measure_starts(start, body, arguments.rounds)
        servers = {name: start(name) for name in starters}
        try:
            check_same_answers(servers, body)
            idle = {name: server.memory() for name, server in servers.items()}
            loads = measure_loads(servers, arguments, cores[1])
            after = {name: server.memory() for name, server in servers.items()}
        finally:
            for server in servers.values():
                server.stop()
    report(loads, idle, after, starts, arguments)


def measure_starts(start, body, rounds):
    """Milliseconds from the start of the process to the first whole answer over a new TLS connection."""
    times = {"pullpass": [], "go": []}
    for _ in range(rounds):
        for name in times:
            server = start(name)
            server.answer(body)
            times[name].append((time.perf_counter() - server.started) * 1000)
            server.stop()
    return times


def check_same_answers(servers, body):
    answers = {}
    for name, server in servers.items():
        status, content = server.answer(body)
        if status != 200:
            sys.exit(f"{name} answers {status}: {content[:200]}")
        response = json.loads(content)["response"]
        answers[name] = (response["uid"], response["allowed"], json.loads(base64.b64decode(response["patch"])),
                         response["auditAnnotations"])
    if answers["pullpass"] != answers["go"]:
        sys.exit(f"the two do not answer the same: {answers}")
    print(f"both answer: {json.dumps(answers['go'][2])}\n")


def measure_loads(servers, arguments, core):
    """CPU microseconds a request, for each load, server and round."""
    results = {load: {name: [] for name in servers} for load in LOADS}
    for turn in range(arguments.rounds + 1):
        for load, options in LOADS.items():
            for name, server in servers.items():
                before = server.cpu_seconds()
                run_client(server.port, options, arguments, core)
                used = server.cpu_seconds() - before
                # The first round warms both up.
                if turn > 0:
                    results[load][name].append(used / arguments.requests * 1e6)
        print(f"round {turn} of {arguments.rounds}" + (" (warm-up)" if turn == 0 else ""), file=sys.stderr)
    return results


def run_client(port, options, arguments, core):
    command = ["taskset", "-c", str(core), "h2load", "-n", str(arguments.requests), *options, "-d", str(arguments.body),
               "-H", "Content-Type: application/json", f"https://localhost:{port}/mutate"]
    output = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=600).stdout
    if f"{arguments.requests} 2xx" not in output:
        sys.exit(f"not every request was answered:\n{output}")


def report(loads, idle, after, starts, arguments):
    def spread(values):
        return f"{statistics.median(values):8.1f}  ({min(values):.1f} to {max(values):.1f})"

    print(f"Server CPU a request, µs, median of {arguments.rounds} rounds of {arguments.requests} requests:")
    for load, by_name in loads.items():
        ratio = statistics.median(by_name["go"]) / statistics.median(by_name["pullpass"])
        print(f"  {load}")
        print(f"    pullpass {spread(by_name['pullpass'])}")
        print(f"    go       {spread(by_name['go'])}")
        print(f"    pullpass uses 1/{ratio:.1f} of it")
    print("Memory, MB (anonymous / resident):")
    for name in idle:
        print(f"  {name:9} idle {idle[name][0]:6.1f} / {idle[name][1]:5.1f}    after the load {after[name][0]:6.1f} / {after[name][1]:5.1f}")
    print("Start to first answer over TLS, ms:")
    for name, values in starts.items():
        print(f"  {name:9} {spread(values)}")


def pullpass_configuration():
    registries = []
    for line in (HERE / "patterns.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            name, pattern = line.split()
            credentials = {"basic": {"username": {"value": "u"}, "password": {"env": "PASSWORD"}}}
            registries.append({"name": name, "matchImages": [pattern], "credentials": credentials})
    return {"apiVersion": "pullpass.dev/v1alpha1", "kind": "Configuration", "registries": registries,
            "server": {"drainTime": "0s"}}


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


if __name__ == "__main__":
    main()
