"""The connections of steady_load.py: HTTP/1.1, one request at a time, and as much of HTTP/2 as it needs."""

import asyncio
import collections
import random
import ssl


class Lost(Exception):
    """A request that was not answered as it should be."""


class Network:
    """Where connections go: `choose` tells the replica, whose certificate must be for `host`."""

    def __init__(self, authority, host, choose):
        self.host, self.choose = host, choose
        self.trust = {}
        for protocol in ("http/1.1", "h2"):
            self.trust[protocol] = ssl.create_default_context(cafile=authority)
            self.trust[protocol].set_alpn_protocols([protocol])

    async def connect(self, protocol):
        replica = self.choose()
        connection = asyncio.open_connection("127.0.0.1", replica.port, ssl=self.trust[protocol], server_hostname=self.host)
        reader, writer = await connection
        if writer.get_extra_info("ssl_object").selected_alpn_protocol() != protocol:
            raise Lost(f"{replica.port} does not speak {protocol}")
        return replica, reader, writer


class HTTP1:
    """One connection, one request at a time."""

    idle = collections.deque()

    @classmethod
    async def open(cls, network):
        self = cls()
        self.host = network.host
        self.replica, self.reader, self.writer = await network.connect("http/1.1")
        return self

    @classmethod
    async def take(cls, network):
        # The one that has rested longest, so that each is used many times a second.
        while cls.idle:
            one = cls.idle.popleft()
            if not one.reader.at_eof():
                return one
        return await cls.open(network)

    async def post(self, body):
        head = f"POST /mutate?timeout=5s HTTP/1.1\r\nHost: {self.host}:443\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
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
    async def take(cls, network):
        # Two at a time, so that they go to different replicas.
        cls.current = [one for one in cls.current if not one.is_leaving]
        if len(cls.current) >= 2:
            return random.choice(cls.current)
        fresh = await cls.open(network)
        cls.current.append(fresh)
        return fresh

    @classmethod
    async def open(cls, network):
        self = cls()
        self.host = network.host
        self.replica, self.reader, self.writer = await network.connect("h2")
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
        fields = [(":method", "POST"), (":scheme", "https"), (":path", "/mutate?timeout=5s"), (":authority", self.host), ("content-type", "application/json")]
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
