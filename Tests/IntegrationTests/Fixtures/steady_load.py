"""Sends AdmissionReviews at a steady rate to the replicas that a Service would choose, and tells what was not answered rightly.

usage: steady_load.py CA HOST REPLICAS IMAGE SECRET RATE

REPLICAS is a file with a line "WEBHOOK-PORT OPERATOR-PORT" for each Pod, read again all the time; a line "end N" lets N more
requests follow and ends. A replica is sent to from the first probe that finds it ready until two seconds after the first that does
not, as endpoints lag behind Pods. Half of the requests have a connection of their own, three tenths kept HTTP/1.1 connections and
the rest HTTP/2. Nothing is ever sent twice: what a connection loses is lost.

Standard error gets a line when a replica comes, goes and has answered 50 times; standard output one line of JSON at the end.
"""

import asyncio
import base64
import collections
import itertools
import json
import random
import sys
import time

from load_connections import HTTP1, HTTP2, Lost, Network

AUTHORITY, HOST, REPLICAS, IMAGE, SECRET = sys.argv[1:6]
RATE = float(sys.argv[6])
LAG = 2.0
PROBE_INTERVAL = 0.1
# The registration's timeoutSeconds.
PATIENCE = 5
PATCH = [{"op": "add", "path": "/spec/imagePullSecrets", "value": [{"name": SECRET}]}]

replicas = {}
lost = []
answered = collections.Counter()
slowest = 0.0
ending_after = None


class Replica:
    """One Pod: when a Service has it among its endpoints."""

    def __init__(self, port, operator_port):
        self.port, self.operator_port = port, operator_port
        self.is_ready = self.was_ready = False
        self.leaves_at = 0.0
        self.answers = self.late_answers = 0

    @property
    def is_endpoint(self):
        return self.is_ready or time.monotonic() < self.leaves_at

    async def probe(self):
        try:
            reader, writer = await asyncio.wait_for(asyncio.open_connection("127.0.0.1", self.operator_port), 2)
            writer.write(b"GET /readyz HTTP/1.1\r\nHost: probe\r\nConnection: close\r\n\r\n")
            line = await asyncio.wait_for(reader.readline(), 2)
            writer.close()
            is_ready = b" 200 " in line
        except (OSError, asyncio.TimeoutError):
            is_ready = False
        if is_ready != self.is_ready:
            tell(f"{self.port} is {'ready' if is_ready else 'not ready'}")
            if not is_ready:
                self.leaves_at = time.monotonic() + LAG
        self.is_ready = is_ready
        self.was_ready |= is_ready

    def has_answered(self):
        self.answers += 1
        if self.was_ready and not self.is_ready:
            self.late_answers += 1
        if self.answers == 50:
            tell(f"{self.port} has answered")


def tell(text):
    print(text, file=sys.stderr, flush=True)


async def watch_replicas():
    global ending_after
    while True:
        with open(REPLICAS) as file:
            lines = [line.split() for line in file if line.strip()]
        for first, second in lines:
            if first == "end":
                ending_after = ending_after or int(second)
            elif first not in replicas:
                replicas[first] = Replica(int(first), int(second))
        await asyncio.gather(*[one.probe() for one in replicas.values()])
        await asyncio.sleep(PROBE_INTERVAL)


def choose():
    endpoints = [one for one in replicas.values() if one.is_endpoint]
    if not endpoints:
        raise Lost("there is no endpoint")
    return random.choice(endpoints)


NETWORK = Network(AUTHORITY, HOST, choose)


def review(uid):
    pod = {"metadata": {"generateName": "web-", "labels": {"app": "web"}}, "spec": {"containers": [{"name": "c", "image": IMAGE}]}}
    resource = {"group": "", "version": "v1", "resource": "pods"}
    request = {"uid": uid, "operation": "CREATE", "resource": resource, "namespace": "team-a", "dryRun": False, "object": pod}
    return json.dumps({"kind": "AdmissionReview", "apiVersion": "admission.k8s.io/v1", "request": request}).encode()


def check(uid, status, answer):
    if status != 200:
        raise Lost(f"status {status}")
    response = json.loads(answer)["response"]
    if response["uid"] != uid or response["allowed"] is not True:
        raise Lost(f"answer {answer!r}")
    if json.loads(base64.b64decode(response.get("patch", ""))) != PATCH:
        raise Lost(f"patch {response!r}")


async def exchange(kind, uid):
    if kind == "HTTP/2":
        connection = await HTTP2.take(NETWORK)
    elif kind == "kept":
        connection = await HTTP1.take(NETWORK)
    else:
        connection = await HTTP1.open(NETWORK)
    check(uid, *await connection.post(review(uid)))
    connection.replica.has_answered()
    if kind == "kept":
        connection.rest()
    elif kind == "short":
        connection.close()


async def send(number):
    global slowest
    kind = ("short", "kept", "short", "HTTP/2", "short", "kept", "short", "HTTP/2", "short", "kept")[number % 10]
    start = time.monotonic()
    try:
        await asyncio.wait_for(exchange(kind, f"uid-{number}"), PATIENCE)
        answered[kind] += 1
    except Exception as error:
        lost.append(f"request {number} ({kind}): {error!r}")
    slowest = max(slowest, time.monotonic() - start)


async def main():
    watching = asyncio.create_task(watch_replicas())
    while not any(one.is_endpoint for one in replicas.values()):
        await asyncio.sleep(PROBE_INTERVAL)
    start, tasks, left = time.monotonic(), set(), None
    for number in itertools.count():
        if watching.done():
            watching.result()
        if ending_after is not None:
            left = ending_after if left is None else left - 1
            if left == 0:
                break
        await asyncio.sleep(max(0.0, start + number / RATE - time.monotonic()))
        task = asyncio.create_task(send(number))
        tasks.add(task)
        task.add_done_callback(tasks.discard)
    seconds = time.monotonic() - start
    await asyncio.gather(*tasks)
    watching.cancel()
    report = {
        "sent": number, "lost": lost, "answered": answered, "perSecond": round(number / seconds, 1), "slowest": round(slowest, 3),
        "replicas": [{"port": one.port, "answers": one.answers, "late": one.late_answers} for one in replicas.values()],
    }
    print(json.dumps(report), flush=True)


asyncio.run(main())
