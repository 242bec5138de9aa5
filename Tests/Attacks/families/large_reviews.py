"""Reviews that cost more than they weigh, and promises of reviews."""

import asyncio

from families.places import hold_http1
from stage import http2, reviews
from stage.connections import head, hold
from stage.plan import Limits, attack

HARMLESS = Limits(p99=250)


async def post_again(target, review, count, pause=1.0):
    """`count` connections at once, each with the review again and again; answers are read to the end."""
    request = head(len(review)) + review

    async def one():
        async with target.connect("http/1.1") as (reader, writer):
            while True:
                writer.write(request)
                start = await reader.readuntil(b"\r\n\r\n")
                length = int(start.lower().split(b"content-length:")[1].split(b"\r\n")[0])
                await reader.readexactly(length)
                target.note("answers of " + start.split(b" ", 2)[1].decode())
                target.notes["largest answer"] = max(target.notes.get("largest answer", 0), length)
                await asyncio.sleep(pause)

    await hold(target, count, one, rate=count)


@attack("containers", "6", "a review of 8 MB with 590,000 containers to be changed, again and again", limits=HARMLESS)
async def containers(target):
    await post_again(target, reviews.many_containers(590_000), 1)


@attack("containers-8", "6", "8 of them at once", limits=HARMLESS, quick=True)
async def containers_8(target):
    await post_again(target, reviews.many_containers(590_000), 8)


@attack("containers-1000", "6", "40 reviews of 1,000 containers at once", limits=HARMLESS)
async def containers_1000(target):
    await post_again(target, reviews.many_containers(1000), 40)


@attack("odd-reviews", "6", "8 reviews of 8 MB at once: 420,000 Secrets, 600,000 labels, 4,000,000 brackets", limits=HARMLESS)
async def odd_reviews(target):
    kinds = [reviews.many_secrets(420_000), reviews.many_labels(600_000), reviews.deep(4_000_000)]
    assert all(len(review) < 8 << 20 for review in kinds)
    await asyncio.gather(*(post_again(target, review, count) for review, count in zip(kinds, (3, 3, 2))))


# The probe's review is one that needs room, too.
BESIDE_LARGE = {"limits": HARMLESS, "review": 100_000}


@attack("promised", "7", "16 connections that promise 8 MB and send nothing; the probe's review has 100 KB", quick=True, **BESIDE_LARGE)
async def promised(target):
    await hold_http1(target, 16, head(8 << 20))


@attack("promised-200", "7", "200 connections that promise 8 MB; the probe's review has 100 KB", **BESIDE_LARGE)
async def promised_200(target):
    await hold_http1(target, 200, head(8 << 20))


@attack("http2-promised", "7", "16 connections of HTTP/2 with 250 requests that promise 8 MB; the probe's review has 100 KB", **BESIDE_LARGE)
async def http2_promised(target):
    length = http2.literal(b"content-length", b"%d" % (8 << 20))

    async def one():
        async with target.connect("h2") as (reader, writer):
            writer.write(http2.PREFACE + http2.settings())
            for stream in range(1, 501, 2):
                writer.write(http2.request(stream, more=length))
            async for _ in http2.frames(reader, writer):
                pass

    await hold(target, 16, one)
