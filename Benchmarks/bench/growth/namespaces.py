"""10 to 10,000 namespaces, each with a Secret of its own whose registry becomes a rule there: memory, and a change of one of them."""

import base64
import json
import statistics
import time
from collections.abc import Callable

from stage.reviews import of_one

from .. import bodies, rules
from ..peers.peer import Running
from ..places import CERTIFICATES
from ..request import Asker
from ..standin import StandIn
from .series import Series
from .stage import Stage

COUNTS = [10, 100, 1000, 10_000]
CHANGES = 25
# Changes that come sooner after another one are put in force together.
GAP = 0.2
SECONDS = 120
INJECT = "pullpass.dev/inject"


def measure(stage: Stage) -> list[Series]:
    def series(key: str, panel: str, title: str, cost: str, unit: str, expected: str = "linear") -> Series:
        return Series(key, panel, title, "namespaces with rules of their own", cost, unit, "for 1,000", 1000, expected)

    memory = series("namespaces", "namespaces", "", "anonymous memory", "MiB")
    until = series("change", "change", "until answers follow it", "time of a change", "ms", expected="nothing")
    cost = series("change-cpu", "change", "processor time for it", "time of a change", "ms")
    for count in COUNTS[:2] if stage.quick else COUNTS:
        with StandIn() as cluster:
            fill(cluster, count)
            kubeconfig = stage.folder / f"kubeconfig-{count}"
            kubeconfig.write_text(json.dumps(cluster.kubeconfig()))
            more = ["--kubeconfig", str(kubeconfig), "--namespace", "pullpass"]
            with stage.start(configuration(), more) as server:
                server.answer(bodies.named("3k"))
                with Asker(server.port, CERTIFICATES / "ca.pem") as asker:
                    wait_for(asker, count - 1, "a", seconds=600)
                    settle(server)
                    memory.add(count, server.process.memory()["anonymous"])
                    until.add(count, time_of_changes(cluster, asker, count, 3 if stage.quick else CHANGES))
                    cost.add(count, cost_of_changes(cluster, server, count, 3 if stage.quick else CHANGES))
    return [memory, until, cost]


def configuration() -> dict:
    """A registry for all namespaces, and Secrets of tenants; as many writes a second as it takes."""
    keeper = {"requestsPerSecond": 2000, "burst": 4000, "tenantSecrets": {"enabled": True}}
    return rules.configuration([("dockerhub", ["docker.io"])], keeper=keeper)


def fill(cluster: StandIn, count: int) -> None:
    cluster.add("/api/v1/namespaces", {"metadata": {"name": "pullpass"}})
    for number in range(count):
        cluster.add("/api/v1/namespaces", {"metadata": {"name": namespace(number), "labels": {INJECT: "enabled"}}})
        cluster.add(f"/api/v1/namespaces/{namespace(number)}/secrets", secret("a"))


def namespace(number: int) -> str:
    return f"team-{number:05}"


def host(letter: str) -> str:
    return f"registry-{letter}.example.com"


def secret(letter: str) -> dict:
    """A team's own pull Secret for a host."""
    content = {"auths": {host(letter): {"auth": base64.b64encode(b"jane:s3cret").decode()}}}
    return {
        "metadata": {"name": "own", "labels": {INJECT: "true"}}, "type": "kubernetes.io/dockerconfigjson",
        "data": {".dockerconfigjson": base64.b64encode(json.dumps(content).encode()).decode()},
    }


def wait_for(asker: Asker, number: int, letter: str, seconds: float = SECONDS) -> None:
    """Until a Pod of that namespace gets the team's Secret for an image of that host."""
    body = of_one(namespace(number), f"{host(letter)}/app")
    deadline = time.monotonic() + seconds
    while True:
        status, answer = asker.answer(body)
        if status == 200 and b'"patch"' in answer:
            return
        if time.monotonic() > deadline:
            raise SystemExit(f"bench: the rule of {namespace(number)} is not in force after {seconds:.0f} s: {answer[:300]!r}")
        time.sleep(0.001)


def settle(server: Running) -> None:
    """Until it has written what it has to write: no processor time to speak of within a second."""
    deadline = time.monotonic() + 600
    while time.monotonic() < deadline:
        before = server.process.cpu_seconds()
        time.sleep(1)
        if server.process.cpu_seconds() - before < 0.02:
            return
    raise SystemExit("bench: the keeper does not come to rest")


def time_of_changes(cluster: StandIn, asker: Asker, count: int, times: int) -> float:
    """Milliseconds until a team's new Secret counts, the median; each change comes when the one before has long been in force."""
    waited = []
    for turn in range(times):
        number, letter = team(turn, count), f"b{turn}"
        started = time.perf_counter()
        replace(cluster, number, letter)
        wait_for(asker, number, letter)
        waited.append((time.perf_counter() - started) * 1000)
        time.sleep(GAP)
    return statistics.median(waited)


def cost_of_changes(cluster: StandIn, server: Running, count: int, times: int) -> float:
    """Milliseconds of processor time that a change takes beyond what the server uses at rest. Nobody asks meanwhile: that would cost more."""
    idle = used_within(server, lambda: time.sleep(times * GAP))

    def change() -> None:
        for turn in range(times):
            replace(cluster, team(turn, count), f"c{turn}")
            time.sleep(GAP)

    return max(0.001, (used_within(server, change) - idle) / times * 1000)


def used_within(server: Running, work: Callable[[], None]) -> float:
    """Seconds of the server's processor time."""
    before = server.process.cpu_seconds()
    work()
    return server.process.cpu_seconds() - before


def team(turn: int, count: int) -> int:
    """Another namespace for each turn, wherever in the list."""
    return (turn * 7919) % count


def replace(cluster: StandIn, number: int, letter: str) -> None:
    cluster.replace(f"/api/v1/namespaces/{namespace(number)}/secrets", secret(letter))
