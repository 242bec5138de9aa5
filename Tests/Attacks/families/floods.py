"""Much of what costs the server work: frames, resets, handshakes."""

import asyncio
import os
import ssl
import subprocess

from stage import http2, tls13
from stage.connections import head, hold, until_closed
from stage.plan import Limits, attack

# A flood takes the machine's time from everybody, the probe included; what must not happen is that calls are lost.
BUSY = Limits()
# Or no call waits for one connection's flood alone.
STEADY = Limits(p99=1500)
REPORTED = Limits(lost=None, operators_lost=None)


async def flood_http2(target, count, block, pause=0.01):
    """Connections of HTTP/2 that send `block(n)` for n = 0, 1, 2, … as fast as it is taken, and are renewed."""

    async def one():
        async with target.connect("h2") as (reader, writer):
            writer.write(http2.PREFACE + http2.settings())
            received = asyncio.ensure_future(drain_frames(reader))
            n = 0
            try:
                while not received.done():
                    writer.write(block(n))
                    n += 1
                    await writer.drain()
                    await asyncio.sleep(pause)
            finally:
                received.cancel()

    await hold(target, count, one, rate=20)


async def drain_frames(reader):
    async for _ in http2.frames(reader):
        pass


@attack("rapid-reset", "2", "20 connections of HTTP/2, requests that are reset at once", limits=BUSY, seconds=12)
async def rapid_reset(target):
    def block(n):
        streams = range(1 + 200 * n, 1 + 200 * (n + 1), 2)
        return b"".join(http2.request(stream) + http2.reset(stream) for stream in streams)

    await flood_http2(target, 20, block)


@attack("pings", "2", "20 connections of HTTP/2, PINGs as fast as they are taken", limits=BUSY, seconds=12)
async def pings(target):
    await flood_http2(target, 20, lambda _: http2.frame(http2.PING, payload=b"12345678") * 500)


@attack("settings", "2", "20 connections of HTTP/2, SETTINGS as fast as they are taken", limits=BUSY, seconds=12)
async def settings(target):
    await flood_http2(target, 20, lambda n: http2.settings(header_table=n % 4096) * 500)


@attack("empty-data", "2", "20 connections of HTTP/2, empty DATA frames", limits=BUSY, seconds=12)
async def empty_data(target):
    await flood_http2(target, 20, lambda n: http2.request(1) if n == 0 else http2.frame(http2.DATA, stream=1) * 500)


@attack("windows", "2", "20 connections of HTTP/2, window updates of one byte", limits=BUSY, seconds=12)
async def windows(target):
    await flood_http2(target, 20, lambda _: http2.window(0, 1) * 500)


@attack("not-found", "2", "50 connections of HTTP/1.1 with requests for nothing, one after the other", limits=BUSY, seconds=12)
async def not_found(target):
    async def one():
        async with target.connect("http/1.1") as (reader, writer):
            while True:
                writer.write(b"GET /nowhere HTTP/1.1\r\nHost: l\r\n\r\n" * 20)
                for _ in range(20):
                    start = await reader.readuntil(b"\r\n\r\n")
                    await reader.readexactly(int(start.lower().split(b"content-length:")[1].split(b"\r\n")[0]))

    await hold(target, 50, one)


@attack("malformed", "2", "new connections with bodies that are no review, as fast as it goes", limits=BUSY, seconds=12)
async def malformed(target):
    async def one():
        async with target.connect("http/1.1") as (reader, writer):
            writer.write(head(4) + b"null")
            await reader.readuntil(b"\r\n\r\n")

    await hold(target, 10, one, rate=1000)


@attack("no-http", "2", "new connections with bytes that are neither TLS nor HTTP, as fast as it goes", limits=BUSY, seconds=12)
async def no_http(target):
    async def one():
        async with target.connect() as (reader, writer):
            writer.write(b"\xff" * 100)
            await reader.read(100)

    await hold(target, 10, one, rate=2000)


@attack("handshakes", "2", "full TLS handshakes as fast as the machine goes (reported only)", limits=REPORTED, seconds=12)
async def handshakes(target):
    async def one():
        async with target.connect("http/1.1"):
            pass

    await hold(target, 20, one, rate=2000)


@attack("renegotiation", "2", "TLS 1.2 clients that renegotiate again and again", limits=BUSY, seconds=12)
async def renegotiation(target):
    command = ["openssl", "s_client", "-connect", f"127.0.0.1:{target.port}", "-tls1_2"]
    clients = []
    try:
        while True:
            clients = [client for client in clients if client.poll() is None]
            while len(clients) < 10:
                clients.append(subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
                target.opened += 1
            for client in clients:
                try:
                    client.stdin.write(b"R\n")
                    client.stdin.flush()
                except OSError:
                    target.note("refused")
            await asyncio.sleep(0.02)
    finally:
        for client in clients:
            client.kill()
            client.wait()


@attack("key-updates", "2", "two clients of TLS 1.3 a loop, 200,000 new keys each at once", limits=STEADY, seconds=30, stands_after=10)
async def key_updates(target):
    async def one():
        client = tls13.Client()
        async with target.connect() as (reader, writer):
            writer.write(client.handshake())
            while not client.is_done:
                received = await reader.read(65536)
                if not received:
                    return
                writer.write(client.handshake(received))
            # One request, so that there is time for what comes.
            writer.write(client.encrypt(b"GET /nowhere HTTP/1.1\r\nHost: l\r\n\r\n"))
            updates = [await asyncio.to_thread(client.key_updates, 5000) for _ in range(40)]
            writer.write(b"".join(updates))
            await until_closed(reader)

    await hold(target, 2 * os.cpu_count(), one, rate=20)


@attack("tls-versions", "2", "clients of TLS 1.2 that begin a handshake and break it off", limits=BUSY, seconds=12)
async def broken_handshakes(target):
    context = ssl.create_default_context(cafile=target.authority)
    context.maximum_version = ssl.TLSVersion.TLSv1_2

    async def one():
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        tls = context.wrap_bio(incoming, outgoing, server_hostname="localhost")
        async with target.connect() as (reader, writer):
            try:
                tls.do_handshake()
            except ssl.SSLWantReadError:
                writer.write(outgoing.read())
            await reader.read(65536)

    await hold(target, 20, one, rate=500)
