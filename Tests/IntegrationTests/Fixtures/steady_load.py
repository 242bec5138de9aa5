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
import ssl
import sys
import time

AUTHORITY, HOST, REPLICAS, IMAGE, SECRET = sys.argv[1:6]
RATE = float(sys.argv[6])
LAG = 2.0
PROBE_INTERVAL = 0.1
# The API server's longest webhook time-out.
PATIENCE = 30
PATCH = [{"op": "add", "path": "/spec/imagePullSecrets", "value": [{"name": SECRET}]}]

replicas = {}
lost = []
answered = collections.Counter()
slowest = 0.0
ending_after = None


class Lost(Exception):
    pass


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


def trust(protocol):
    context = ssl.create_default_context(cafile=AUTHORITY)
    context.set_alpn_protocols([protocol])
    return context


TRUST = {name: trust(name) for name in ("http/1.1", "h2")}


async def connect(replica, protocol):
    connection = asyncio.open_connection("127.0.0.1", replica.port, ssl=TRUST[protocol], server_hostname=HOST)
    reader, writer = await connection
    if writer.get_extra_info("ssl_object").selected_alpn_protocol() != protocol:
        raise Lost(f"{replica.port} does not speak {protocol}")
    return reader, writer


class HTTP1:
    """One connection, one request at a time."""

    idle = collections.deque()

    @classmethod
    async def open(cls):
        self = cls()
        self.replica = choose()
        self.reader, self.writer = await connect(self.replica, "http/1.1")
        return self

    @classmethod
    async def take(cls):
        # The one that has rested longest, so that each is used many times a second.
        while cls.idle:
            one = cls.idle.popleft()
            if not one.reader.at_eof():
                return one
        return await cls.open()

    async def post(self, body):
        head = f"POST /mutate?timeout=5s HTTP/1.1\r\nHost: {HOST}:443\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        self.writer.write(head.encode() + body)
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        fields = dict(line.lower().split(": ", 1) for line in head[1:] if line)
        answer = await self.reader.readexactly(int(fields["content-length"]))
        self.keeps = fields.get("connection") != "close"
        return int(head[0].split()[1]), answer

    def close(self):
        self.writer.close()

    def rest(self):
        if self.keeps:
            self.idle.append(self)
        else:
            self.close()


class HTTP2:
    """One connection, many requests; only as much of the protocol as this needs."""

    current = []
    # The event loop holds its tasks weakly.
    receiving = set()

    @classmethod
    async def take(cls):
        # Two at a time, so that they go to different replicas.
        cls.current = [one for one in cls.current if not one.is_leaving]
        if len(cls.current) >= 2:
            return random.choice(cls.current)
        fresh = await cls.open()
        cls.current.append(fresh)
        return fresh

    @classmethod
    async def open(cls):
        self = cls()
        self.replica = choose()
        self.reader, self.writer = await connect(self.replica, "h2")
        self.streams, self.next, self.is_leaving = {}, 1, False
        self.room, self.has_room = 65535, asyncio.Event()
        settings = b"\0\2\0\0\0\0\0\4\x3f\xff\xff\xff"
        self.writer.write(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + frame(4, 0, 0, settings) + frame(8, 0, 0, b"\x3f\xff\0\0"))
        task = asyncio.create_task(self.receive())
        cls.receiving.add(task)
        task.add_done_callback(cls.receiving.discard)
        return self

    async def post(self, body):
        while self.room < len(body):
            self.has_room.clear()
            await self.has_room.wait()
        self.room -= len(body)
        stream, self.next = self.next, self.next + 2
        fields = [(":method", "POST"), (":scheme", "https"), (":path", "/mutate?timeout=5s"), (":authority", HOST), ("content-type", "application/json")]
        block = b"".join(b"\0" + text(name) + text(value) for name, value in fields)
        self.streams[stream] = asyncio.get_running_loop().create_future(), bytearray()
        self.writer.write(frame(1, 4, stream, block) + frame(0, 1, stream, body))
        return 200, await self.streams[stream][0]

    async def receive(self):
        reason = "the connection ended"
        try:
            while True:
                head = await self.reader.readexactly(9)
                length, kind, flags = int.from_bytes(head[:3], "big"), head[3], head[4]
                stream = int.from_bytes(head[5:], "big") & 0x7FFFFFFF
                payload = await self.reader.readexactly(length)
                if kind == 0 and stream in self.streams:
                    self.streams[stream][1].extend(payload)
                elif kind == 1 and payload.lstrip(b"\x20")[:1] != b"\x88":
                    self.fail(stream, "an answer is not 200")
                elif kind == 3:
                    self.fail(stream, "RST_STREAM")
                elif kind == 4 and not flags & 1:
                    self.writer.write(frame(4, 1, 0, b""))
                elif kind == 6 and not flags & 1:
                    self.writer.write(frame(6, 1, 0, payload))
                elif kind == 7:
                    self.is_leaving = True
                    last = int.from_bytes(payload[:4], "big") & 0x7FFFFFFF
                    for one in [one for one in self.streams if one > last]:
                        self.fail(one, "GOAWAY")
                elif kind == 8 and stream == 0:
                    self.room += int.from_bytes(payload, "big")
                    self.has_room.set()
                if kind in (0, 1) and flags & 1 and stream in self.streams:
                    future, data = self.streams.pop(stream)
                    future.done() or future.set_result(bytes(data))
        except (OSError, asyncio.IncompleteReadError) as error:
            reason = repr(error)
        self.is_leaving = True
        for one in list(self.streams):
            self.fail(one, reason)
        self.writer.close()

    def fail(self, stream, reason):
        future, _ = self.streams.pop(stream, (None, None))
        if future and not future.done():
            future.set_exception(Lost(reason))


def frame(kind, flags, stream, payload):
    return len(payload).to_bytes(3, "big") + bytes([kind, flags]) + stream.to_bytes(4, "big") + payload


def text(value):
    return bytes([len(value)]) + value.encode()


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
        connection = await HTTP2.take()
    elif kind == "kept":
        connection = await HTTP1.take()
    else:
        connection = await HTTP1.open()
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
        "sent": number, "lost": lost, "answered": answered, "perSecond": round(number / seconds), "slowest": round(slowest, 3),
        "replicas": [{"port": one.port, "answers": one.answers, "late": one.late_answers} for one in replicas.values()],
    }
    print(json.dumps(report), flush=True)


asyncio.run(main())
