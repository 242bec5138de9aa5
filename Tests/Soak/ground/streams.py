"""A client of HTTP/2 that asks many reviews at once on one connection (RFC 9113)."""

import asyncio
import ssl

from ground import ROOT  # noqa: F401
from stage import http2

# Answers are short: a window of this size is given back whenever something came.
LARGEST = 16384


class Refused(Exception):
    """The server did not look at a request: it may be asked again (RFC 9113, section 8.7)."""


class StreamConnection:
    def __init__(self, reader, writer):
        self.reader, self.writer = reader, writer
        self.next = 1
        self.waiting = {}
        self.bodies = {}
        self.room = http2.INITIAL_WINDOW
        self.has_room = asyncio.Condition()
        # No new request goes here.
        self.is_leaving = False
        writer.write(http2.PREFACE + http2.settings())
        self.task = asyncio.create_task(self._read())

    async def ask(self, body):
        # What has come by now is taken in first (the socket, TLS, the frames: a turn of the loop for each), as by a client that reads all the
        # time: nothing is sent behind a GOAWAY that is there.
        for _ in range(3):
            await asyncio.sleep(0)
        if self.is_leaving:
            raise Refused
        stream, self.next = self.next, self.next + 2
        answered = self.waiting[stream] = asyncio.get_running_loop().create_future()
        self.bodies[stream] = bytearray()
        try:
            self.writer.write(http2.request(stream))
            for at in range(0, len(body), LARGEST):
                piece = body[at:at + LARGEST]
                await self._take_room(len(piece), answered)
                if answered.done():
                    break
                self.writer.write(http2.data(stream, piece, ends=at + LARGEST >= len(body)))
            return await answered
        except asyncio.CancelledError:
            self.is_leaving = True
            raise
        finally:
            self.waiting.pop(stream, None)
            self.bodies.pop(stream, None)
            if self.is_leaving and not self.waiting:
                self.close()

    async def _take_room(self, count, answered):
        # A stream's own window is as large as the connection's, and each body is smaller.
        async with self.has_room:
            await self.has_room.wait_for(lambda: self.room >= count or answered.done())
            if not answered.done():
                self.room -= count

    async def _read(self):
        error = ConnectionResetError("the connection ended")
        try:
            async for kind, flags, stream, payload in http2.frames(self.reader, self.writer):
                await self._take(kind, flags, stream, payload)
        except (OSError, ssl.SSLError, asyncio.IncompleteReadError) as broken:
            error = broken
        self.is_leaving = True
        for future in self.waiting.values():
            if not future.done():
                future.set_exception(error)
        async with self.has_room:
            self.has_room.notify_all()

    async def _take(self, kind, flags, stream, payload):
        future = self.waiting.get(stream)
        match kind:
            case http2.HEADERS if future and not self.bodies[stream] and status(payload) != 200:
                self._fail(future, OSError(f"another status than 200: {payload[:20].hex()}"))
            case http2.DATA:
                self.writer.write(http2.window(0, len(payload)) if payload else b"")
                if future:
                    self.bodies[stream] += payload
            case http2.WINDOW_UPDATE if stream == 0:
                async with self.has_room:
                    self.room += int.from_bytes(payload, "big")
                    self.has_room.notify_all()
            case http2.RST_STREAM if future:
                code = int.from_bytes(payload, "big")
                # NO_ERROR comes after an answer; 7 is REFUSED_STREAM.
                if code:
                    self._fail(future, Refused() if code == 7 else OSError(f"reset with {code}"))
            case http2.GOAWAY:
                self.is_leaving = True
                last = int.from_bytes(payload[:4], "big")
                for number, other in self.waiting.items():
                    if number > last:
                        self._fail(other, Refused())
        if kind in (http2.HEADERS, http2.DATA) and flags & http2.END_STREAM and future and not future.done():
            future.set_result(bytes(self.bodies[stream]))

    def _fail(self, future, error):
        if not future.done():
            future.set_exception(error)

    def close(self):
        self.task.cancel()
        self.writer.transport.abort()


def status(block):
    """200 where a block of fields begins with it, as servers write it (RFC 7541: index 8 of the static table); else 0."""
    at = 0
    # Changes of the table's size come first: a number with a prefix of five bits.
    while at < len(block) and block[at] & 0xE0 == 0x20:
        is_long = block[at] & 0x1F == 0x1F
        at += 1
        while is_long and at < len(block):
            is_long = block[at] & 0x80
            at += 1
    return 200 if at < len(block) and block[at] == 0x88 else 0
