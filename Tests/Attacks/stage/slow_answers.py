"""A way to the API server on which answers to writes are late, while watches are not: as in front of a busy API server."""

import asyncio
import ssl
import threading


class SlowAnswers:
    """Takes HTTP/1.1 on loopback, and passes it on to a cluster; `delay()` tells how many seconds late a write is answered."""

    def __init__(self, cluster, delay):
        self.cluster, self.delay = cluster, delay
        self.is_up = threading.Event()
        self.thread = threading.Thread(target=lambda: asyncio.run(self._listen()), daemon=True)
        self.thread.start()
        self.is_up.wait()

    async def _listen(self):
        self.loop, self.end = asyncio.get_running_loop(), asyncio.Event()
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        self.is_up.set()
        await self.end.wait()
        server.close()

    def stop(self):
        self.loop.call_soon_threadsafe(self.end.set)
        self.thread.join()

    async def _serve(self, reader, writer):
        context = ssl.create_default_context(cafile=f"{self.cluster.folder}/server.crt")
        answers, requests = await asyncio.open_connection("127.0.0.1", self.cluster.port, ssl=context)
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                requests.write(head + await reader.readexactly(length(head) or 0))
                is_write = head.split(b" ")[0] in (b"PATCH", b"POST", b"DELETE") and b"/secrets" in head
                await self._answer(answers, writer, self.delay() if is_write else 0)
        # The last one is the end of everything; asyncio would tell it as a failure of the server.
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.transport.abort()
            requests.transport.abort()

    async def _answer(self, answers, writer, delay):
        head = await answers.readuntil(b"\r\n\r\n")
        size = length(head)
        body = await answers.readexactly(size) if size else b""
        await asyncio.sleep(delay)
        writer.write(head + body)
        if b"transfer-encoding: chunked" in head.lower():
            while True:
                line = await answers.readuntil(b"\r\n")
                writer.write(line + await answers.readexactly(int(line, 16) + 2))
                if line == b"0\r\n":
                    break
        await writer.drain()


def length(head):
    """What Content-Length says, or None."""
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.split(b":")[1])
    return None
