"""What a peer can make the server hold: bodies, headers, TLS, streams, answers that nobody reads."""

import asyncio

from families.places import hold_http1, hold_plain
from stage import http2, reviews
from stage.connections import head, hold, until_closed
from stage.plan import Limits, attack

HELD = Limits(after=60)


@attack("bodies-large", "5", "27 connections that hold 4.75 MB each", limits=HELD, quick=True)
async def bodies_large(target):
    size = 4_750_000
    await hold_http1(target, 27, head(size) + b"{" * (size - 1), rate=27)


@attack("bodies-medium", "5", "1,900 connections that hold 65 KB each", limits=HELD)
async def bodies_medium(target):
    await hold_http1(target, 1900, head(65_000) + b"{" * 64_999, rate=1000)


@attack("header-and-body", "5", "1,800 connections that hold 74 KB each: a header of 30 KB, a body of 44 KB", limits=HELD)
async def header_and_body(target):
    filler = b"X-Filler: " + b"x" * 30_000 + b"\r\n"
    await hold_http1(target, 1800, head(44_000, filler) + b"{" * 43_999, rate=1000)


@attack("headers", "5", "1,900 connections with 32,000 bytes of a header", limits=HELD)
async def headers(target):
    await hold_http1(target, 1900, b"POST /mutate HTTP/1.1\r\nX-Filler: " + b"x" * 31_960, rate=1000)


@attack("tls-before-bytes", "5", "1,900 connections without a byte", limits=HELD)
async def without_a_byte(target):
    await hold_plain(target, 1900, rate=1000)


@attack("chunks", "5", "400 connections, chunks of one byte as fast as they are taken", limits=HELD)
async def chunks(target):
    block = b"1\r\n{\r\n" * 2000

    async def one():
        async with target.connect("http/1.1") as (reader, writer):
            writer.write(head(None))
            closed = asyncio.ensure_future(until_closed(reader))
            try:
                while not closed.done():
                    writer.write(block)
                    await writer.drain()
                    await asyncio.wait([closed], timeout=0.5)
            finally:
                closed.cancel()

    await hold(target, 400, one)


@attack("http2-windows", "5", "60 connections of HTTP/2 with 250 requests, each half a window", limits=HELD)
async def http2_windows(target):
    async def one():
        async with target.connect("h2") as (reader, writer):
            writer.write(http2.PREFACE + http2.settings())
            streams = range(1, 501, 2)
            writer.write(b"".join(http2.request(stream) for stream in streams))
            room = {0: http2.INITIAL_WINDOW, **{stream: http2.INITIAL_WINDOW // 2 for stream in streams}}
            sent = iter(streams)
            current = next(sent)
            async for kind, _, at, payload in http2.frames(reader, writer):
                if kind == http2.WINDOW_UPDATE and at == 0:
                    room[0] += int.from_bytes(payload, "big")
                while room[0] > 0 and current:
                    size = min(room[0], room[current], 16384)
                    writer.write(http2.data(current, b"{" * size))
                    room[0] -= size
                    room[current] -= size
                    if room[current] == 0:
                        current = next(sent, None)

    await hold(target, 60, one, rate=20)


@attack("http2-headers", "5", "100 connections of HTTP/2 with 200 open requests, each with a header of 30 KB", limits=HELD)
async def http2_headers(target):
    filler = http2.literal(b"x-filler", b"x" * 30_000)

    async def one():
        async with target.connect("h2") as (reader, writer):
            writer.write(http2.PREFACE + http2.settings())
            for stream in range(1, 401, 2):
                writer.write(http2.request(stream, more=filler))
            async for _ in http2.frames(reader, writer):
                pass

    await hold(target, 100, one, rate=20)


@attack("http2-compressed", "5", "100 connections of HTTP/2 with 200 requests, each a header of 30 KB in 30 bytes", limits=HELD)
async def http2_compressed(target):
    # The first request puts a field of 4 KB into the table; an index of one byte stands for it from then on.
    learn = b"\x40" + http2.literal(b"x-filler", b"x" * 3_900)[1:]
    again = b"\xbe" * 7

    async def one():
        async with target.connect("h2") as (reader, writer):
            writer.write(http2.PREFACE + http2.settings() + http2.request(1, more=learn))
            writer.write(b"".join(http2.request(stream, more=again) for stream in range(3, 401, 2)))
            async for _ in http2.frames(reader, writer):
                pass

    await hold(target, 100, one, rate=20)


@attack("http2-table", "5", "500 connections of HTTP/2 that never end a header", limits=HELD)
async def http2_table(target):
    # A block without END_HEADERS: nothing else may come on this connection until it ends.
    block = http2.literal(b"x-filler", b"x" * 16_000)
    opening = http2.frame(http2.HEADERS, 0, 1, block) + http2.frame(http2.CONTINUATION, 0, 1, block)

    async def one():
        async with target.connect("h2") as (reader, writer):
            writer.write(http2.PREFACE + http2.settings() + opening)
            async for _ in http2.frames(reader, writer):
                pass

    await hold(target, 500, one)


# MARK: Answers that nobody reads


@attack("unread", "9", "200 connections that send reviews again and again, and read no answer", limits=HELD)
async def unread(target):
    review = reviews.ordinary()
    requests = (head(len(review)) + review) * 8

    async def one():
        async with target.connect("http/1.1", receive_buffer=4096) as (_, writer):
            writer.transport.pause_reading()
            while True:
                writer.write(requests)
                await asyncio.sleep(0.5)
                await writer.drain()

    await hold(target, 200, one)


@attack("read-slowly", "9", "300 connections that read 200 bytes of their answers a second", limits=HELD)
async def read_slowly(target):
    request = b"GET /nowhere HTTP/1.1\r\nHost: l\r\n\r\n" * 2000

    async def one():
        # Over TLS a record is read whole; the kernel's small buffer makes the server wait all the same.
        async with target.connect("http/1.1", receive_buffer=2048) as (_, writer):
            writer.write(request)
            while not writer.transport.is_closing():
                writer.transport.pause_reading()
                await asyncio.sleep(1)
                writer.transport.resume_reading()
                await asyncio.sleep(0)

    await hold(target, 300, one)


@attack("http2-no-window", "9", "100 connections of HTTP/2 with a window of 0 and 250 answered reviews each", limits=HELD)
async def http2_no_window(target):
    review = reviews.many_containers(20)

    async def one():
        async with target.connect("h2") as (reader, writer):
            writer.write(http2.PREFACE + http2.settings(initial_window=0) + http2.window(0, 1 << 24))
            stream = 1
            open_ones = 0
            while open_ones < 250:
                writer.write(http2.request(stream) + http2.data(stream, review, ends=True))
                stream, open_ones = stream + 2, open_ones + 1
                await writer.drain()
            async for _ in http2.frames(reader, writer):
                pass

    await hold(target, 100, one, rate=50)
