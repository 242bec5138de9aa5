"""Which replicas are asked: those whose /readyz says so, as the endpoints of a Service are."""

import asyncio
import itertools
import json
import pathlib

# A kubelet's probe waits a second, and has to fail three times; it asks less often, but then a Pod is not ended as often either.
PERIOD, TIMEOUT, FAILURES = 0.2, 1, 3


class Endpoints:
    """`replicas` are name, port and operators' port of each."""

    def __init__(self, replicas):
        self.replicas = replicas
        self.ready = {}
        self.turns = itertools.count()

    async def watch(self):
        await asyncio.gather(*(self._watch(replica) for replica in self.replicas))

    async def _watch(self, replica):
        name, late = replica["name"], 0
        while True:
            try:
                async with asyncio.timeout(TIMEOUT):
                    self.ready[name] = await self._is_ready(replica["operators_port"])
                late = 0
            except TimeoutError:
                late += 1
                if late >= FAILURES:
                    self.ready[name] = False
            except (OSError, asyncio.IncompleteReadError):
                # It has ended, as a Pod that is gone.
                self.ready[name] = False
            await asyncio.sleep(PERIOD)

    async def _is_ready(self, port):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            writer.write(b"GET /readyz HTTP/1.1\r\nHost: l\r\nConnection: close\r\n\r\n")
            return (await reader.readline()).startswith(b"HTTP/1.1 200 ")
        finally:
            writer.transport.abort()

    def choose(self):
        """The next ready replica, or None."""
        ready = [replica for replica in self.replicas if self.ready.get(replica["name"])]
        return ready[next(self.turns) % len(ready)] if ready else None


def write(path, replicas):
    """The file that the load reads."""
    pathlib.Path(path).write_text(json.dumps([
        {"name": replica.name, "port": replica.port, "operators_port": replica.operators_port} for replica in replicas
    ]))
