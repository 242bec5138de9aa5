"""An attacker's connections: many at once, renewed at a rate when the server ends them."""

import asyncio
import contextlib
import itertools
import socket
import ssl

# What ends a connection, and what a server that defends itself does to it.
ENDED = (OSError, ssl.SSLError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, EOFError)


class Target:
    """Where an attack goes: the ports of a server with so many places for connections, and the attacker's counts."""

    def __init__(self, port, operators_port, authority, places):
        self.port, self.operators_port = port, operators_port
        self.authority = authority
        # Connections for all places of the webhook's port, and half as many that wait for one.
        self.crowd = places * 3 // 2
        self.opened = 0
        self.notes = {}
        self._trust = {}

    def trust(self, protocol="http/1.1", version=None):
        """A client's context for one protocol; the same one for all connections."""
        key = protocol, version
        if key not in self._trust:
            context = self._trust[key] = ssl.create_default_context(cafile=self.authority)
            context.set_alpn_protocols([protocol])
            if version:
                context.minimum_version = context.maximum_version = version
        return self._trust[key]

    @contextlib.asynccontextmanager
    async def connect(self, protocol=None, port=None, source="127.0.0.1", receive_buffer=None):
        """A connection, over TLS if a protocol is given; it is reset when the block is left."""
        raw = socket.socket()
        try:
            raw.setblocking(False)
            if receive_buffer:
                raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
            if source != "127.0.0.1":
                raw.bind((source, 0))
            await asyncio.get_running_loop().sock_connect(raw, ("127.0.0.1", port or self.port))
        except BaseException:
            raw.close()
            raise
        tls = {"ssl": self.trust(protocol), "server_hostname": "localhost"} if protocol else {}
        reader, writer = await asyncio.open_connection(sock=raw, **tls)
        self.opened += 1
        try:
            yield reader, writer
        finally:
            writer.transport.abort()

    def note(self, what, count=1):
        """Counts what happened to the attacker, for --json."""
        self.notes[what] = self.notes.get(what, 0) + count


class Pace:
    """Turns at a rate a second."""

    def __init__(self, rate):
        self.rate = rate
        self.due = None

    async def turn(self):
        now = asyncio.get_running_loop().time()
        at = now if self.due is None else max(self.due, now - 0.5)
        self.due = at + 1 / self.rate
        await asyncio.sleep(max(0, at - now))


async def hold(target, count, one, rate=200):
    """Keeps `count` connections of the coroutine function `one`, each until it returns or fails, and begins new ones at a rate."""
    pace = Pace(rate)

    async def slot():
        while True:
            await pace.turn()
            try:
                await one()
                target.note("ended")
            except ENDED as error:
                target.note(type(error).__name__)

    async with asyncio.TaskGroup() as group:
        for _ in range(count):
            group.create_task(slot())


async def until_closed(reader):
    """Reads and forgets until the server ends the connection."""
    while await reader.read(65536):
        pass


def sources(count):
    """Addresses of this machine in turn, 127.1.0.1 and on."""
    return itertools.cycle(f"127.{1 + n // 62500}.{n // 250 % 250}.{1 + n % 250}" for n in range(count))


def head(length, more=b"", path="/mutate"):
    """The header of a review of HTTP/1.1 with a declared length, or `chunked` for None."""
    size = b"Transfer-Encoding: chunked" if length is None else b"Content-Length: %d" % length
    return b"POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n%s%s\r\n\r\n" % (path.encode(), more, size)
