"""Measures the peers in turns, round by round, so that a slow minute of the machine hits all of them."""

import base64
import dataclasses
import json
import pathlib
import sys
import tempfile
import time
from collections.abc import Iterable

from . import bodies, client, machine
from .held import Held, make_room
from .peers.go import go_peers
from .peers.nginx import nginx
from .peers.peer import Peer, Running
from .peers.pullpass import pullpass
from .result import Result
from .rows import IDLE, MEMORY, START, questions, timing_rows, write_bodies

IDLE_CONNECTIONS = 1000
# What a server may do a moment after its last request, it has done by then.
REST_SECONDS = 5.0


@dataclasses.dataclass(frozen=True)
class Extent:
    """How much is measured."""

    rounds: int
    requests: int
    idle: int = IDLE_CONNECTIONS
    rest: float = REST_SECONDS
    # Whether it works, not what comes out.
    quick: bool = False


def say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def compare(binary: pathlib.Path, extent: Extent, wanted: list[str] | None) -> Result:
    """Everything of the table. `wanted` are the names of the peers to measure; all that are there unless told."""
    make_room(extent.idle)
    server_core, client_core = machine.cores(extent.quick)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        # nginx' worker is nobody where its master is root, and writes into a folder in here.
        folder.chmod(0o755)
        peers = find_peers(binary, server_core, folder, wanted)
        there = [peer for peer in peers if not peer.missing]
        result = Result.begin(machine.describe(), peers, {"rounds": extent.rounds, "requests": extent.requests, "idle": extent.idle})
        measure_starts(result, there, server_core, folder, extent.rounds)
        measure_idle(result, there, server_core, folder, extent)
        measure_loads(result, there, (server_core, client_core), folder, extent)
    return result


NAMES = ["pullpass", "nginx", "go", "go-debian"]


def names(text: str | None) -> list[str] | None:
    """The peers that somebody wants, ours among them: all others are compared with it. None where he names none."""
    if not text:
        return None
    wanted = text.split(",")
    if unknown := set(wanted) - set(NAMES):
        raise SystemExit(f"bench: there is no {', '.join(sorted(unknown))}; there are {', '.join(NAMES)}")
    return ["pullpass", *(name for name in wanted if name != "pullpass")]


def find_peers(binary: pathlib.Path, core: int, folder: pathlib.Path, wanted: list[str] | None) -> list[Peer]:
    """All peers, those that are missing with the reason; those that decide something have to decide the same."""
    ours = pullpass(binary)
    if ours.missing:
        raise SystemExit(f"bench: {ours.missing}")
    answer = ask(ours, core, folder / "asked", bodies.named("14k"))
    peers = [ours, nginx(answer), *go_peers(wanted)]
    for peer in peers:
        if wanted and peer.name not in wanted:
            peer.missing = "it was not asked for"
    check_same([peer for peer in peers if not peer.missing], core, folder / "same")
    return peers


def ask(peer: Peer, core: int, folder: pathlib.Path, body: bytes) -> bytes:
    with Running(peer, core, folder) as server:
        return checked(peer, *server.answer(body))


def checked(peer: Peer, status: int, content: bytes) -> bytes:
    if status != 200:
        raise SystemExit(f"bench: {peer.title} answers {status}: {content[:200]!r}")
    return content


def check_same(peers: list[Peer], core: int, folder: pathlib.Path) -> None:
    """Before anything is measured: whoever decides gives the same patch for each review."""
    decided: dict[str, dict[str, object]] = {}
    for peer in peers:
        with Running(peer, core, folder / peer.name) as server:
            for name in ("3k", "14k", "106k"):
                decision = decision_of(checked(peer, *server.answer(bodies.named(name))))
                decided.setdefault(name, {})[peer.name] = decision
    for name, by_peer in decided.items():
        deciding = {peer.name: by_peer[peer.name] for peer in peers if peer.decides}
        if any(decision != deciding["pullpass"] for decision in deciding.values()):
            raise SystemExit(f"bench: the peers do not answer the same to {name}: {json.dumps(deciding)}")


def decision_of(answer: bytes) -> list:
    response = json.loads(answer)["response"]
    patch = json.loads(base64.b64decode(response["patch"])) if "patch" in response else []
    return [response["uid"], response["allowed"], patch, response.get("auditAnnotations")]


def measure_starts(result: Result, peers: list[Peer], core: int, folder: pathlib.Path, rounds: int) -> None:
    """Milliseconds from the start of the process to its first whole answer over a new TLS connection; and its memory then."""
    body = bodies.named("14k")
    for turn in range(rounds):
        for peer in peers:
            started = time.perf_counter()
            with Running(peer, core, folder / f"start-{turn}-{peer.name}") as server:
                server.answer(body)
                result.add(START.key, peer.name, (time.perf_counter() - started) * 1000)
                note_memory(result, "fresh", server)
    say(f"start-up: {rounds} rounds")


def note_memory(result: Result, when: str, server: Running) -> None:
    memory = server.process.memory()
    for row in MEMORY:
        moment, _, kind = row.key.partition("-")
        if moment == when:
            result.add(row.key, server.peer.name, memory[kind])


def measure_idle(result: Result, peers: list[Peer], core: int, folder: pathlib.Path, extent: Extent) -> None:
    """KiB of anonymous memory that each of many connections adds to a server that was used a little before."""
    body, rounds = bodies.named("3k"), min(extent.rounds, 3)
    for turn in range(rounds):
        for peer in peers:
            for protocol, row in IDLE.items():
                with Running(peer, core, folder / f"idle-{turn}-{row.key}-{peer.name}") as server:
                    server.answer(body)
                    result.add(row.key, peer.name, growth(server, protocol, body, extent))
        say(f"idle connections: round {turn + 1} of {rounds}")


def growth(server: Running, protocol: str, body: bytes, extent: Extent) -> float:
    """KiB a connection."""
    with Held(server.port, protocol, body, 10):
        pass
    before = server.process.memory()["anonymous"]
    with Held(server.port, protocol, body, extent.idle):
        time.sleep(extent.rest)
        return (server.process.memory()["anonymous"] - before) * 1024 / extent.idle


def measure_loads(
    result: Result, peers: list[Peer], cores: tuple[int, int], folder: pathlib.Path, extent: Extent
) -> None:
    """Microseconds of processor time a request, by load; in the first turn everybody only warms up."""
    files = write_bodies(folder)
    servers = [Running(peer, cores[0], folder / f"loads-{peer.name}") for peer in peers]
    try:
        for server in servers:
            server.answer(bodies.named("14k"))
        for turn in range(extent.rounds + 1):
            one_round(result if turn else None, servers, cores[1], files, extent.requests)
            say(f"loads: round {turn} of {extent.rounds}" if turn else "loads: warmed up")
        for server in servers:
            note_memory(result, "loaded", server)
    finally:
        for server in servers:
            server.stop()


def one_round(result: Result | None, servers: Iterable[Running], core: int, files: dict[str, pathlib.Path], requests: int) -> None:
    for question in questions(requests):
        load = question.load(requests, files)
        for server in servers:
            before = server.process.cpu_seconds()
            latency = client.run(server.port, load, core)
            used = (server.process.cpu_seconds() - before) / load.requests * 1e6
            if result is None:
                continue
            result.add(question.row.key, server.peer.name, used)
            for row in timing_rows(question):
                result.add(row.key, server.peer.name, getattr(latency, row.key.rpartition("-")[2]))
