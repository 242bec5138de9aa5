#!/usr/bin/env python3
"""The steady load: reviews as API servers send them, each answer checked; a process of its own, so that nothing else makes it late.

    load.py --endpoints FILE --authority FILE --rate N --timeout S

It asks over three lanes: a new connection for each review, connections of HTTP/1.1 that are kept, and HTTP/2 with four streams. To which
replica is chosen as Services do it, by /readyz. For each review it writes a line of JSON to standard output. The line "pause" on standard
input has it pause and close its connections, "go on" go on; not signals, as of two that wait the kernel hands out the lower number first.
"""

import argparse
import asyncio
import itertools
import json
import logging
import pathlib
import ssl
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from ground import cases, lanes  # noqa: E402
from ground.endpoints import Endpoints  # noqa: E402


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--endpoints")
    parser.add_argument("--authority")
    parser.add_argument("--rate", type=float)
    parser.add_argument("--timeout", type=float)
    # Faults that are made of connections of many come from other addresses.
    parser.add_argument("--source", default="127.0.0.2")
    options = parser.parse_args()
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)
    asyncio.run(Load(options).run())


class Load:
    def __init__(self, options):
        self.options = options
        self.endpoints = Endpoints(json.loads(pathlib.Path(options.endpoints).read_text()))
        self.cases = itertools.cycle(cases.all_cases())
        self.uids = itertools.count()
        self.goes_on = asyncio.Event()
        self.goes_on.set()
        self.asking, self.tasks = set(), set()
        trust = {protocol: ssl.create_default_context(cafile=options.authority) for protocol in ("http/1.1", "h2")}
        for protocol, context in trust.items():
            context.set_alpn_protocols([protocol])
        self.lanes = [
            lanes.FreshLane(trust["http/1.1"], options.source),
            lanes.KeptLane(trust["http/1.1"], options.source),
            lanes.StreamLane(trust["h2"], options.source),
        ]

    async def run(self):
        orders = asyncio.StreamReader()
        await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(orders), sys.stdin)
        print("{}", flush=True)
        obeying = asyncio.create_task(self.obey(orders))
        watching = asyncio.create_task(self.endpoints.watch())
        while len(self.endpoints.ready) < len(self.endpoints.replicas):
            await asyncio.sleep(0.05)
        await asyncio.gather(*(self.repeat(lane) for lane in self.lanes))
        await asyncio.gather(watching, obeying)

    async def obey(self, orders):
        async for line in orders:
            match line.strip():
                case b"pause":
                    self.pause()
                case b"go on":
                    self.goes_on.set()

    def pause(self):
        self.goes_on.clear()
        self.tasks.add(closing := asyncio.create_task(self.close()))
        closing.add_done_callback(self.tasks.discard)

    async def close(self):
        """What is under way is answered first, however long that takes: its connections rest only then."""
        while self.asking:
            await asyncio.wait(self.asking)
        if self.goes_on.is_set():
            return
        for lane in self.lanes:
            await lane.close()

    async def repeat(self, lane):
        due = time.monotonic()
        while True:
            if not self.goes_on.is_set():
                await self.goes_on.wait()
                due = time.monotonic()
            task = asyncio.create_task(self.ask(lane))
            self.asking.add(task)
            task.add_done_callback(self.asking.discard)
            # After a pause of this machine it is not made up for all at once.
            due = max(due + len(self.lanes) / self.options.rate, time.monotonic() - 0.5)
            await asyncio.sleep(max(0, due - time.monotonic()))

    async def ask(self, lane):
        start, case, uid = time.monotonic(), next(self.cases), f"uid-{next(self.uids)}"
        line = {"start": start, "lane": lane.name, "case": case.name}
        try:
            async with asyncio.timeout(self.options.timeout):
                replica, body, again = await lane.ask(self.endpoints, case.text(uid))
            line["at"], line["again"] = replica, again
            line["right"], line["wrong"] = case.judge(uid, body)
        except TimeoutError:
            line["lost"] = f"no answer within {self.options.timeout:g} s"
        except lanes.Lost as error:
            line["lost"], line["at"] = str(error), error.replica
        line["seconds"] = time.monotonic() - start
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
