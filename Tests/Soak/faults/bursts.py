"""What a cluster does to itself: hundreds of Pods at once, and namespaces that come and go."""

import asyncio
import json
import ssl

from api_server import MERGE
from ground import cases, lanes
from ground.plan import fault
from ground.scene import OPTED_IN
from ground.settings import PATTERNS


class Everybody:
    """Endpoints that are all ready."""

    def __init__(self, replicas):
        self.replicas = [{"name": replica.name, "port": replica.port} for replica in replicas]
        self.turn = 0

    def choose(self):
        self.turn += 1
        return self.replicas[self.turn % len(self.replicas)]


async def burst(scene, count):
    """So many reviews at once, each over a connection of its own; returns what went wrong."""
    trust = ssl.create_default_context(cafile=scene.folder / "ca.pem")
    lane, everybody, all_cases = lanes.FreshLane(trust, "127.0.0.3"), Everybody(scene.replicas), cases.all_cases()

    async def one(number):
        case, uid = all_cases[number % len(all_cases)], f"burst-{number}"
        try:
            async with asyncio.timeout(4 * scene.options.timeout):
                _, body, _ = await lane.ask(everybody, case.text(uid))
        except (lanes.Lost, TimeoutError) as error:
            return f"{error!r}"
        right, wrong = case.judge(uid, body)
        return wrong or (None if scene.form in right else f"{case.name} by another configuration")

    return [words for words in await asyncio.gather(*map(one, range(count))) if words]


@fault("burst-of-pods", "300 reviews at once over new connections, again and again, as at a rollout", quick=True)
def pods(scene):
    for _ in range(5 if scene.pace >= 1 else 2):
        wrong = asyncio.run(burst(scene, 300))
        if wrong:
            scene.find(f"{len(wrong)} of 300 at once lost or wrong: {wrong[0]}")
        scene.wait(1)


@fault("namespaces-churn", "namespaces come and go, opt in and out, and copies are deleted and spoilt")
def churn(scene):
    call = scene.cluster.call
    # A namespace that is being deleted stays where nobody empties it, and wants nothing any more: the next cycle makes others.
    prefix = f"comes-and-goes-{scene.row.cycle}-"
    for number in range(int(15 * scene.pace) or 1):
        name = f"{prefix}{number}"
        scene.cluster.create_namespace(name, OPTED_IN)
        team = scene.teams[number % len(scene.teams)]
        path = f"/api/v1/namespaces/{team}"
        copy = f"{path}/secrets/pullpass-{list(PATTERNS)[number % len(PATTERNS)]}"
        match number % 3:
            case 0:
                call("DELETE", copy)
            case 1:
                call("PATCH", copy, {"data": {".dockerconfigjson": "e30="}}, MERGE)
            case 2:
                for value in (None, "enabled"):
                    call("PATCH", path, {"metadata": {"labels": {"pullpass.dev/inject": value}}}, MERGE)
        scene.until(0.3, lambda: False)
        if number % 2:
            call("DELETE", f"/api/v1/namespaces/{name}")
    kept = [item["metadata"]["name"] for item in json.loads(call("GET", "/api/v1/namespaces")[1])["items"]]
    new = [name for name in kept if name.startswith(prefix)]
    alive = [name for name in new if int(name.rpartition("-")[2]) % 2 == 0]
    scene.need(60, lambda: not any(map(scene.wrong_copies, alive)), f"Secrets in {len(alive)} new namespaces")
    for name in new:
        call("DELETE", f"/api/v1/namespaces/{name}")
    scene.row.notes["namespaces"] = len(new)
