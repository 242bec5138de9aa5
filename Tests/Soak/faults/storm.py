"""Several faults at once, drawn by lot: what each of them alone does not show."""

import contextlib
import random
import threading
import time

from faults import broken
from ground.plan import fault

ANSWERS = [("slow", 0.5), ("status", (500, "")), ("status", (429, "Retry-After: 1\r\n")), ("half", None), ("unanswered", None), ("expired", None), (None, None)]
SECONDS = 25


@fault("storm", "API server, certificates, passwords, replicas and clients fail at once, as the lot says")
def storm(scene):
    seed = scene.row.cycle
    scene.row.notes["seed"] = seed
    end = time.monotonic() + SECONDS * scene.pace
    deeds = [
        Deed(scene, seed, end, 1.0, answers), Deed(scene, seed + 1, end, 2.0, passwords), Deed(scene, seed + 2, end, 5.0, certificates),
        Deed(scene, seed + 3, end, 9.0, replicas), Deed(scene, seed + 4, end, 3.0, clients),
    ]
    for deed in deeds:
        deed.start()
    for deed in deeds:
        deed.join()
        if deed.error:
            scene.find(f"{deed.act.__name__} could not be carried out: {deed.error!r}")
    scene.way.set()
    scene.way.counts.clear()


class Deed(threading.Thread):
    """Does one thing again and again, at times drawn by lot."""

    def __init__(self, scene, seed, end, period, act):
        super().__init__(daemon=True)
        self.scene, self.chance, self.end_at, self.period, self.act, self.error = scene, random.Random(seed), end, period, act, None

    def run(self):
        try:
            while time.monotonic() < self.end_at:
                time.sleep(self.chance.uniform(0.2, 1.8) * self.period)
                self.act(self.scene, self.chance)
        except Exception as error:  # noqa: BLE001 - told by who started it
            self.error = error


def answers(scene, chance):
    scene.way.set(*chance.choice(ANSWERS))
    if chance.random() < 0.3:
        scene.way.cut()


def passwords(scene, chance):
    scene.rotate(chance.choice(list(scene.value)))


def certificates(scene, chance):
    scene.make_certificates()
    scene.certificates.put(scene.pair())


def replicas(scene, chance):
    """One of those that may end, gently or not."""
    replica = chance.choice([replica for replica in scene.replicas if replica is not scene.old])
    if chance.random() < 0.5:
        scene.ledger.excuse(replica)
        replica.kill()
    else:
        replica.terminate()
    replica.start()


def clients(scene, chance):
    with contextlib.suppress(OSError):
        broken.run(scene, 1.0)
