"""Connections that take all places and never need one: on both ports, in each phase of a connection."""

import asyncio
import ssl

from stage import http2, reviews
from stage.connections import head, hold, sources, until_closed
from stage.plan import attack

# More than the operators' port can need.
OPERATORS = 3000
# New connections a second: without TLS as many as come when somebody means it, with TLS as many as one attacker's core can make.
# Both are more than the server ends after its time limits, so that an attack goes on for as long as it is wanted.
PLAIN_RATE, TLS_RATE = 1000, 300
STEADY = {"seconds": 20, "stands_after": 8}


def client_hello():
    """The first flight of a TLS client."""
    out = ssl.MemoryBIO()
    context = ssl.create_default_context()
    try:
        context.wrap_bio(ssl.MemoryBIO(), out, server_hostname="localhost").do_handshake()
    except ssl.SSLWantReadError:
        pass
    return out.read()


async def hold_plain(target, count, first=b"", port=None, addresses=None, rate=PLAIN_RATE, drip=None):
    """Connections without TLS of ours, that send `first`, then `drip` each second or nothing."""

    async def one():
        source = next(addresses) if addresses else "127.0.0.1"
        async with target.connect(port=port, source=source) as (reader, writer):
            await stay(reader, writer, first, drip)

    await hold(target, count, one, rate)


async def hold_http1(target, count, first, drip=None, rate=TLS_RATE, addresses=None):
    """Connections of HTTP/1.1 that send `first`, then `drip` each second or nothing."""

    async def one():
        source = next(addresses) if addresses else "127.0.0.1"
        async with target.connect("http/1.1", source=source) as (reader, writer):
            await stay(reader, writer, first, drip)

    await hold(target, count, one, rate)


async def stay(reader, writer, first, drip):
    """Sends `first`, then `drip` each second, until the server ends the connection."""
    writer.write(first)
    closed = asyncio.ensure_future(until_closed(reader))
    try:
        while not closed.done():
            await asyncio.wait([closed], timeout=1 if drip else None)
            if drip:
                writer.write(drip)
    finally:
        closed.cancel()


@attack("silent", "2", "3,000 connections that send nothing", quick=True, **STEADY)
async def silent(target):
    await hold_plain(target, target.crowd)


@attack("silent-sources", "2", "the same, from 500 addresses", **STEADY)
async def silent_sources(target):
    await hold_plain(target, target.crowd, addresses=sources(500))


@attack("half-hello", "2", "3,000 connections with part of a ClientHello", **STEADY)
async def half_hello(target):
    await hold_plain(target, target.crowd, client_hello()[:100])


@attack("hello", "2", "3,000 connections with a whole ClientHello, and nothing after it", **STEADY)
async def hello(target):
    await hold_plain(target, target.crowd, client_hello(), rate=TLS_RATE)


@attack("hello-drip", "2", "3,000 connections with a byte of a ClientHello a second", **STEADY)
async def hello_drip(target):
    await hold_plain(target, target.crowd, client_hello()[:10], drip=b"\0")


@attack("tls-idle", "2", "3,000 connections that say nothing after the handshake", **STEADY)
async def tls_idle(target):
    await hold_http1(target, target.crowd, b"")


@attack("half-header", "2", "3,000 connections with half a header", quick=True, **STEADY)
async def half_header(target):
    await hold_http1(target, target.crowd, head(10)[:60])


@attack("header-drip", "2", "3,000 connections with a byte of a header a second", **STEADY)
async def header_drip(target):
    await hold_http1(target, target.crowd, b"POST /mutate HTTP/1.1\r\nX-Long: ", drip=b"x")


@attack("half-body", "2", "3,000 connections with half a body", **STEADY)
async def half_body(target):
    await hold_http1(target, target.crowd, head(1000) + b"{" * 500)


@attack("half-body-sources", "2", "the same, from 500 addresses", **STEADY)
async def half_body_sources(target):
    await hold_http1(target, target.crowd, head(1000) + b"{" * 500, addresses=sources(500))


@attack("body-drip", "2", "3,000 connections with a byte of a body a second", **STEADY)
async def body_drip(target):
    await hold_http1(target, target.crowd, head(1000) + b"{" * 10, drip=b"x")


@attack("chunk-drip", "2", "3,000 connections with a chunk of one byte a second", **STEADY)
async def chunk_drip(target):
    await hold_http1(target, target.crowd, head(None) + b"1\r\n{\r\n", drip=b"1\r\nx\r\n")


@attack("kept", "2", "3,000 connections that ask something cheap a second, and stay", **STEADY)
async def kept(target):
    await hold_http1(target, target.crowd, b"", drip=b"GET /nowhere HTTP/1.1\r\nHost: l\r\n\r\n")


@attack("reviewers", "2", "3,000 connections that send a good small review a second, and stay", **STEADY)
async def reviewers(target):
    review = reviews.many_containers(1)
    await hold_http1(target, target.crowd, b"", drip=head(len(review)) + review)


@attack("one-review", "2", "3,000 connections that send one good review, and then half a body", **STEADY)
async def one_review(target):
    review = reviews.many_containers(1)
    await hold_http1(target, target.crowd, head(len(review)) + review + head(1000) + b"{")


@attack("http2-open", "2", "3,000 connections of HTTP/2 with one request open, renewed when it ends", quick=True, **STEADY)
async def http2_open(target):
    async def one():
        async with target.connect("h2") as (reader, writer):
            stream = 1
            writer.write(http2.PREFACE + http2.settings() + http2.request(stream) + http2.data(stream, b"{"))
            async for kind, flags, at, _ in http2.frames(reader, writer):
                if at == stream and (kind == http2.RST_STREAM or flags & http2.END_STREAM):
                    stream += 2
                    writer.write(http2.request(stream) + http2.data(stream, b"{"))

    await hold(target, target.crowd, one, TLS_RATE)


@attack("http2-renewed", "2", "3,000 connections of HTTP/2, a new request each second before the last one ends", **STEADY)
async def http2_renewed(target):
    async def one():
        async with target.connect("h2") as (reader, writer):
            writer.write(http2.PREFACE + http2.settings())
            received = asyncio.ensure_future(read_all(reader, writer))
            try:
                stream = 1
                while not received.done():
                    writer.write(http2.request(stream) + (http2.reset(stream - 2) if stream > 1 else b""))
                    stream += 2
                    await asyncio.wait([received], timeout=1)
            finally:
                received.cancel()

    await hold(target, target.crowd, one, TLS_RATE)


@attack("http2-idle", "2", "3,000 connections of HTTP/2 that send a PING a second and never a request", **STEADY)
async def http2_idle(target):
    async def one():
        async with target.connect("h2") as (reader, writer):
            writer.write(http2.PREFACE + http2.settings())
            received = asyncio.ensure_future(read_all(reader, writer))
            try:
                while not received.done():
                    writer.write(http2.frame(http2.PING, payload=b"12345678"))
                    await asyncio.wait([received], timeout=1)
            finally:
                received.cancel()

    await hold(target, target.crowd, one, TLS_RATE)


async def read_all(reader, writer):
    async for _ in http2.frames(reader, writer):
        pass


@attack("operators-silent", "2", "3,000 silent connections on the operators' port", **STEADY)
async def operators_silent(target):
    await hold_plain(target, OPERATORS, port=target.operators_port)


@attack("operators-half", "2", "3,000 connections with half a header on the operators' port", quick=True, **STEADY)
async def operators_half(target):
    await hold_plain(target, OPERATORS, b"GET /healthz HTTP/1.1\r\nHost", port=target.operators_port)


@attack("operators-unread", "2", "500 connections on the operators' port that ask for metrics again and again, and read nothing")
async def operators_unread(target):
    async def one():
        async with target.connect(port=target.operators_port, receive_buffer=4096) as (_, writer):
            writer.transport.pause_reading()
            while True:
                writer.write(b"GET /metrics HTTP/1.1\r\nHost: l\r\n\r\n" * 10)
                await asyncio.sleep(1)
                await writer.drain()

    await hold(target, 500, one)


@attack("both-silent", "2", "1,500 silent connections on each port", **STEADY)
async def both_silent(target):
    await asyncio.gather(hold_plain(target, 1500), hold_plain(target, 1500, port=target.operators_port))


@attack("descriptors", "9", "the same as silent, on both ports, where the server may have 512 descriptors", descriptors=512, **STEADY)
async def few_descriptors(target):
    await asyncio.gather(hold_plain(target, 1000), hold_plain(target, 1000, port=target.operators_port))


@attack("churn", "2", "connections that are reset as soon as they are there, as fast as it goes")
async def churn(target):
    async def one():
        async with target.connect():
            pass

    await hold(target, 20, one, rate=3000)
