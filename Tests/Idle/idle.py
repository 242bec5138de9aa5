"""What a connection that waits for its next request holds of the executable's memory, held against bounds."""

import argparse
import asyncio
import contextlib
import pathlib
import re
import sys
import tempfile
import time

from stage import http2
from stage.connections import Target, head
from stage.reviews import ROOT
from stage.server import Server, make_certificates, standalone

# KiB a connection. Counted with OpenSSL 3.0 and nghttp2 1.52: 17 and 23; other versions of them may need other bounds.
BOUNDS = {"http/1.1": 20.0, "h2": 25.0}
# After a second without a request a connection gives back what it can get again. On a busy machine that may take longer: what counts is that it does.
REST = 2.5
MOST_REST = 30.0
REVIEW = ROOT / "Tests/Rules/AdmissionTests/Fixtures/corpus/pod-with-sidecar-14k.json"


def anonymous(process_id):
    """The process' own memory in KiB, without the pages of its file.

    To the page where that is shown: Pullpass is not dumpable, and then it takes CAP_SYS_PTRACE, which containers have not. Else as the kernel
    counts along, which may be off by some dozens of pages for each core.
    """
    try:
        text = pathlib.Path(f"/proc/{process_id}/smaps_rollup").read_text()
        return int(re.search(r"^Anonymous:\s+(\d+) kB", text, re.M)[1])
    except PermissionError:
        text = pathlib.Path(f"/proc/{process_id}/status").read_text()
        return int(re.search(r"^RssAnon:\s+(\d+) kB", text, re.M)[1])


async def ask_http1(reader, writer, body):
    writer.write(head(len(body)) + body)
    answer = (await reader.readuntil(b"\r\n\r\n")).decode()
    if not answer.startswith("HTTP/1.1 200 "):
        raise RuntimeError(f"not answered: {answer}")
    await reader.readexactly(int(re.search(r"content-length: (\d+)", answer, re.I)[1]))


async def ask_http2(reader, writer, body):
    writer.write(http2.PREFACE + http2.settings(initial_window=1 << 20) + http2.request(1) + http2.data(1, body, ends=True))
    async for kind, flags, stream, payload in http2.frames(reader, writer):
        if kind in (http2.RST_STREAM, http2.GOAWAY):
            raise RuntimeError(f"not answered: frame {kind} {payload!r}")
        if stream == 1 and kind in (http2.HEADERS, http2.DATA) and flags & http2.END_STREAM:
            return


ASK = {"http/1.1": ask_http1, "h2": ask_http2}


async def growth(server, target, protocol, count, body):
    """KiB a connection that so many of them add, each after one answered review."""
    async with contextlib.AsyncExitStack() as stack:

        async def connect():
            reader, writer = await stack.enter_async_context(target.connect(protocol))
            await ASK[protocol](reader, writer, body)

        # What the first connections need once is not the others'.
        for _ in range(20):
            await connect()
        await asyncio.sleep(REST)
        before = anonymous(server.process.pid)
        for _ in range(count):
            await connect()
        await asyncio.sleep(REST)
        deadline = time.monotonic() + MOST_REST
        while (found := (anonymous(server.process.pid) - before) / count) > BOUNDS[protocol] and time.monotonic() < deadline:
            await asyncio.sleep(0.5)
        return found


def measure(binary, protocol, count):
    with tempfile.TemporaryDirectory() as folder:
        make_certificates(folder)
        server = Server(binary, folder, *standalone())
        try:
            target = Target(server.port, server.operators_port, server.authority, server.places)
            return asyncio.run(growth(server, target, protocol, count, REVIEW.read_bytes()))
        finally:
            server.stop()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", required=True)
    parser.add_argument("--connections", type=int, default=400)
    arguments = parser.parse_args()
    passed = True
    for protocol, bound in BOUNDS.items():
        found = measure(arguments.binary, protocol, arguments.connections)
        passed = passed and found <= bound
        verdict = "ok" if found <= bound else "TOO MUCH: docs/performance.md says where the memory of an idle connection goes"
        print(f"{protocol:8} {found:5.1f} KiB an idle connection, at most {bound:.1f}: {verdict}", flush=True)
    sys.exit(0 if passed else 1)


if __name__ == "__main__":
    main()
