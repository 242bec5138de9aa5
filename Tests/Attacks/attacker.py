#!/usr/bin/env python3
"""Carries out one attack on a server that runs already: a process of its own, so that it takes no time from who watches.

    attacker.py NAME --port N --operators-port N --authority FILE --places N --seconds N

It writes a line of JSON to standard output: how many connections it opened, and what became of them.
"""

import argparse
import asyncio
import json
import logging
import os
import resource
import sys

import families  # noqa: F401
from stage import plan
from stage.connections import Target


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("name")
    parser.add_argument("--port", type=int)
    parser.add_argument("--operators-port", type=int)
    parser.add_argument("--authority")
    parser.add_argument("--places", type=int)
    parser.add_argument("--seconds", type=float)
    options = parser.parse_args()
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    # Connections that are reset are what an attacker expects.
    logging.getLogger("asyncio").setLevel(logging.CRITICAL + 1)
    # Behind server and probe where the machine is busy, since an attacker has a machine of his own.
    os.nice(5)
    attack = next(attack for attack in plan.ALL if attack.name == options.name)
    target = Target(options.port, options.operators_port, options.authority, options.places)
    asyncio.run(limited(attack, target, options.seconds))
    json.dump({"opened": target.opened, "notes": target.notes}, sys.stdout)


async def limited(attack, target, seconds):
    try:
        async with asyncio.timeout(seconds):
            await attack.run(target)
    except TimeoutError:
        pass


if __name__ == "__main__":
    main()
