#!/usr/bin/env python3
"""What others notice of an attack: calls at a steady rate, as the API server and the kubelet make them.

A process of its own, since Python runs one thread at a time: what keeps the attacker busy must not make the probe late. It writes
a line of JSON for each call to standard output: when it began (monotonic), what it asked, how long it took, and what was wrong.
"""

import argparse
import asyncio
import json
import logging
import pathlib
import ssl
import sys
import time

# The API server waits that long for a webhook, and the kubelet for a probe.
REVIEW_TIMEOUT = 5
OPERATORS_TIMEOUT = 1


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int)
    parser.add_argument("--operators-port", type=int)
    parser.add_argument("--authority")
    parser.add_argument("--body")
    parser.add_argument("--rate", type=float, default=20)
    options = parser.parse_args()
    # A connection that the server resets is noted as a lost call; asyncio would tell it a second time.
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)
    asyncio.run(Probe(options).run())


class Probe:
    def __init__(self, options):
        self.options = options
        self.trust = ssl.create_default_context(cafile=options.authority)
        self.trust.set_alpn_protocols(["http/1.1"])
        body = pathlib.Path(options.body).read_bytes()
        head = (
            "POST /mutate?timeout=5s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        )
        self.review = head.encode() + body
        self.tasks = set()

    async def run(self):
        lanes = [
            self.repeat("review", self.options.rate, REVIEW_TIMEOUT, self.ask_review),
            self.repeat("healthz", 2, OPERATORS_TIMEOUT, lambda: self.ask_operators("/healthz")),
            self.repeat("metrics", 1, OPERATORS_TIMEOUT, lambda: self.ask_operators("/metrics")),
        ]
        await asyncio.gather(*lanes)

    async def repeat(self, kind, rate, timeout, ask):
        """At the rate, however long a call takes."""
        due = time.monotonic()
        while True:
            task = asyncio.create_task(self.call(kind, timeout, ask))
            self.tasks.add(task)
            task.add_done_callback(self.tasks.discard)
            due += 1 / rate
            await asyncio.sleep(max(0, due - time.monotonic()))

    async def call(self, kind, timeout, ask):
        start = time.monotonic()
        fault = None
        try:
            async with asyncio.timeout(timeout):
                fault = await ask()
        except TimeoutError:
            fault = f"no answer within {timeout} s"
        except (OSError, ssl.SSLError, asyncio.IncompleteReadError) as error:
            fault = repr(error)
        line = {"start": start, "kind": kind, "seconds": time.monotonic() - start, "fault": fault}
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()

    async def ask_review(self):
        """A connection of its own; returns what is wrong with the answer."""
        answer = await self.exchange(self.options.port, self.review, ssl=self.trust, server_hostname="localhost")
        if not answer.startswith(b"HTTP/1.1 200 "):
            return answer.split(b"\r\n")[0].decode(errors="replace") or "closed without an answer"
        return None if b'"patch":' in answer else "the answer has no patch"

    async def ask_operators(self, path):
        answer = await self.exchange(self.options.operators_port, f"GET {path} HTTP/1.1\r\nHost: l\r\nConnection: close\r\n\r\n".encode())
        return None if answer.startswith(b"HTTP/1.1 200 ") else answer[:60].decode(errors="replace") or "closed without an answer"

    async def exchange(self, port, request, **tls):
        reader, writer = await asyncio.open_connection("127.0.0.1", port, **tls)
        try:
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            length = [line.split(b":")[1] for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
            return head + (await reader.readexactly(int(length[0])) if length else await reader.read())
        finally:
            writer.transport.abort()


if __name__ == "__main__":
    main()
