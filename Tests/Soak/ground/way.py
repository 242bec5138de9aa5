"""The way from Pullpass to the API server, on which answers are late, wrong, cut, or do not come at all."""

import asyncio
import contextlib
import json
import re
import ssl
import threading


class Way:
    """Takes plain HTTP/1.1 on loopback, and passes it on to `port`, over TLS where there is an authority.

    `fault` is what happens to requests from now on, a coroutine method of this class by its name; None for nothing.
    """

    def __init__(self, port, authority=None):
        self.target = port
        self.trust = ssl.create_default_context(cafile=str(authority)) if authority else None
        self.fault, self.value = None, None
        self.counts = {}
        self.open = set()
        self.is_up = threading.Event()
        self.thread = threading.Thread(target=lambda: asyncio.run(self._listen()), daemon=True)
        self.thread.start()
        self.is_up.wait()

    async def _listen(self):
        self.loop, self.end = asyncio.get_running_loop(), asyncio.Event()
        self.server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self.server.sockets[0].getsockname()[1]
        self.is_up.set()
        await self.end.wait()
        self.server.close()
        self._cut()

    # MARK: From the director's thread

    def set(self, fault=None, value=None):
        """What happens to requests from now on."""
        self.value, self.fault = value, fault

    def cut(self):
        """Resets all connections: watches, and requests under way."""
        self.loop.call_soon_threadsafe(self._cut)

    def shut(self):
        """Refuses connections, and resets those that are there."""
        asyncio.run_coroutine_threadsafe(self._shut(), self.loop).result()

    def open_again(self):
        asyncio.run_coroutine_threadsafe(self._open(), self.loop).result()

    def stop(self):
        self.loop.call_soon_threadsafe(self.end.set)
        self.thread.join(5)

    # MARK: In the loop

    def _cut(self):
        for writer in list(self.open):
            writer.transport.abort()

    async def _shut(self):
        self.server.close()
        self._cut()

    async def _open(self):
        self.server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)

    async def _serve(self, reader, writer):
        self.open.add(writer)
        upstream = None
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                body = await reader.readexactly(length(head) or 0)
                fault = self.fault
                if fault:
                    self.counts[fault] = self.counts.get(fault, 0) + 1
                    if await getattr(self, f"before_{fault}", self._nothing)(head, body, writer):
                        continue
                if upstream is None:
                    upstream = await asyncio.open_connection("127.0.0.1", self.target, ssl=self.trust)
                    self.open.add(upstream[1])
                upstream[1].write(head + body)
                await self._pass(upstream[0], writer, fault)
        # The last one is the end of everything; asyncio would tell it as a failure of the server.
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError, ValueError):
            pass
        finally:
            for one in [writer] + ([upstream[1]] if upstream else []):
                self.open.discard(one)
                one.transport.abort()

    async def _pass(self, answers, writer, fault):
        head = await answers.readuntil(b"\r\n\r\n")
        size = length(head)
        body = await answers.readexactly(size) if size else b""
        if fault == "half":
            # Of a watch nothing but the head.
            writer.write(head + body[:len(body) // 2])
            await writer.drain()
            raise ConnectionResetError
        if fault == "unanswered":
            raise ConnectionResetError
        if fault == "garbage":
            body = body[:len(body) // 2] + b"\0" * (len(body) - len(body) // 2)
        writer.write(head + body)
        if b"transfer-encoding: chunked" in head.lower():
            while True:
                line = await answers.readuntil(b"\r\n")
                writer.write(line + await answers.readexactly(int(line, 16) + 2))
                await writer.drain()
                if line == b"0\r\n":
                    break
        await writer.drain()

    # MARK: Faults: each returns whether the request was answered, or is never going to be

    async def _nothing(self, head, body, writer):
        return False

    async def before_slow(self, head, body, writer):
        await asyncio.sleep(self.value)
        return False

    async def before_silent(self, head, body, writer):
        """No answer while it lasts, and then a reset."""
        while self.fault == "silent":
            await asyncio.sleep(0.1)
        raise ConnectionResetError

    async def before_status(self, head, body, writer):
        code, more = self.value
        await answer(writer, code, status_object(code), more)
        return True

    async def before_expired(self, head, body, writer):
        """Each watch ends at once, since its version is forgotten; other requests are answered."""
        if not is_watch(head):
            return False
        text = json.dumps({"type": "ERROR", "object": status_object(410)}).encode() + b"\n"
        await answer(writer, 200, text)
        return True

    async def before_page(self, head, body, writer):
        """What a gateway says that has lost its way, with the status of success."""
        await answer(writer, 200, b"<html><body>Maintenance</body></html>", kind="text/html")
        return True


def is_watch(head):
    return bool(re.match(rb"GET \S*[?&]watch=", head))


def status_object(code):
    reasons = {410: "Expired", 429: "TooManyRequests", 500: "InternalError", 503: "ServiceUnavailable", 403: "Forbidden", 401: "Unauthorized"}
    return {"kind": "Status", "apiVersion": "v1", "status": "Failure", "message": "soak", "reason": reasons[code], "code": code}


async def answer(writer, code, content, more="", kind="application/json"):
    text = content if isinstance(content, bytes) else json.dumps(content).encode()
    writer.write(f"HTTP/1.1 {code} X\r\nContent-Type: {kind}\r\nContent-Length: {len(text)}\r\n{more}\r\n".encode() + text)
    with contextlib.suppress(OSError):
        await writer.drain()


def length(head):
    """What Content-Length says, or None."""
    found = re.search(rb"^content-length:\s*(\d+)", head, re.M | re.I)
    return int(found[1]) if found else None
