"""Three ways of asking: a connection for each review, kept connections of HTTP/1.1, streams of HTTP/2."""

import asyncio
import ssl

from ground import ROOT  # noqa: F401
from ground.streams import Refused, StreamConnection

BROKEN = (OSError, ssl.SSLError, asyncio.IncompleteReadError, asyncio.LimitOverrunError)


class Lost(Exception):
    """A review that was not answered; `replica` is who was asked, or None where nobody was ready."""

    def __init__(self, why, replica=None):
        super().__init__(why)
        self.replica = replica


def head(body, ending=b""):
    return (
        b"POST /mutate?timeout=5s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        b"Content-Length: %d\r\n%s\r\n" % (len(body), ending)
    )


class Lane:
    def __init__(self, trust, source):
        self.trust, self.source = trust, source

    async def connect(self, replica):
        return await asyncio.open_connection(
            "127.0.0.1", replica["port"], ssl=self.trust, server_hostname="localhost", local_addr=(self.source, 0)
        )

    def choose(self, endpoints):
        replica = endpoints.choose()
        if not replica:
            raise Lost("no replica was ready")
        return replica

    async def close(self):
        pass


class FreshLane(Lane):
    """As API servers do it that have many connections in a burst."""

    name = "new"

    async def ask(self, endpoints, body):
        replica = self.choose(endpoints)
        writer = None
        try:
            reader, writer = await self.connect(replica)
            writer.write(head(body, b"Connection: close\r\n") + body)
            answer, _ = await read_answer(reader)
            return replica["name"], answer, False
        except BROKEN as error:
            raise Lost(repr(error), replica["name"]) from error
        except asyncio.CancelledError:
            # The time is over: whose fault it was is told with it.
            raise Lost("no answer in time", replica["name"]) from None
        finally:
            if writer:
                writer.transport.abort()


class KeptLane(Lane):
    """A connection is used again as long as the server keeps it. One that it closes while it rests is no loss: the review goes out anew."""

    name = "kept"

    def __init__(self, trust, source):
        super().__init__(trust, source)
        self.resting = []

    async def ask(self, endpoints, body):
        again = False
        while self.resting:
            replica, reader, writer = self.resting.pop()
            if reader.at_eof() or writer.is_closing():
                writer.transport.abort()
                continue
            try:
                return replica["name"], await self._exchange(replica, reader, writer, body), again
            except Unused:
                # It was closed as the review was on its way; nothing of an answer had come, and reviews may be asked twice.
                again = True
        replica = self.choose(endpoints)
        try:
            reader, writer = await self.connect(replica)
            return replica["name"], await self._exchange(replica, reader, writer, body), again
        except Unused as error:
            raise Lost("closed before an answer", replica["name"]) from error
        except BROKEN as error:
            raise Lost(repr(error), replica["name"]) from error
        except asyncio.CancelledError:
            raise Lost("no answer in time", replica["name"]) from None

    async def _exchange(self, replica, reader, writer, body):
        try:
            writer.write(head(body) + body)
            answer, keeps = await read_answer(reader)
        except BROKEN as error:
            writer.transport.abort()
            if isinstance(error, ConnectionError) or isinstance(error, asyncio.IncompleteReadError) and not error.partial:
                raise Unused from error
            raise Lost(repr(error), replica["name"]) from error
        except asyncio.CancelledError:
            writer.transport.abort()
            raise Lost("no answer in time", replica["name"]) from None
        if keeps:
            self.resting.append((replica, reader, writer))
        else:
            writer.transport.abort()
        return answer

    async def close(self):
        while self.resting:
            self.resting.pop()[2].transport.abort()


class Unused(Exception):
    """A connection that was closed before it was used."""


class StreamLane(Lane):
    """One connection to each replica, with as many streams as there are reviews."""

    name = "h2"

    def __init__(self, trust, source):
        super().__init__(trust, source)
        self.connections = {}

    async def ask(self, endpoints, body):
        for attempt in range(3):
            replica = self.choose(endpoints)
            name = replica["name"]
            try:
                connection = self.connections.get(name)
                if connection is None or connection.is_leaving:
                    connection = StreamConnection(*await self.connect(replica))
                    self.connections[name] = connection
                return name, await connection.ask(body), attempt > 0
            except Refused:
                # The server said that it did not look at it.
                continue
            except BROKEN as error:
                raise Lost(repr(error), name) from error
            except asyncio.CancelledError:
                # It may be frozen: a new connection shows.
                self.connections.pop(name, None)
                raise Lost("no answer in time", name) from None
        raise Lost("refused three times", name)

    async def close(self):
        for connection in self.connections.values():
            connection.close()
        self.connections = {}


async def read_answer(reader):
    """The body of an answer of HTTP/1.1 with status 200, and whether the connection is kept."""
    text = (await reader.readuntil(b"\r\n\r\n")).lower()
    lines = text.split(b"\r\n")
    if not lines[0].startswith(b"http/1.1 200 "):
        raise OSError(f"answered {lines[0].decode(errors='replace')}")
    length = next(int(line.split(b":")[1]) for line in lines if line.startswith(b"content-length:"))
    return await reader.readexactly(length), b"connection: close" not in lines
