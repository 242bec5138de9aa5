"""The API server is away, slow, or answers what it should not. Reviews are answered all the same, and Secrets follow afterwards."""

from ground.plan import fault
from ground.settings import SOURCES

TURN = [0]


def rotate_one(scene):
    """What changes meanwhile has to be done afterwards."""
    TURN[0] += 1
    scene.rotate(SOURCES[TURN[0] % len(SOURCES)])


def with_answers(scene, name, value=None, seconds=6):
    scene.way.set(name, value)
    rotate_one(scene)
    scene.wait(seconds)
    scene.way.set()
    met = scene.way.counts.pop(name, 0)
    scene.row.notes["requests it met"] = met
    if not met:
        scene.find("it met no request")


@fault("api-down", "connections are refused, and watches reset", quick=True)
def down(scene):
    scene.way.shut()
    rotate_one(scene)
    scene.wait(8)
    scene.way.open_again()


@fault("api-long-down", "the same for longer than the Lease: the leader stops, and one leads again afterwards")
def long_down(scene):
    scene.way.shut()
    rotate_one(scene)
    scene.need(30, lambda: not any(replica.leads for replica in scene.replicas), "the leader stops that cannot renew")
    scene.wait(3)
    scene.way.open_again()


@fault("api-silent", "requests are taken and not answered, then reset")
def silent(scene):
    with_answers(scene, "silent", seconds=12)


@fault("api-slow", "every answer comes 1.5 s late")
def slow(scene):
    with_answers(scene, "slow", 1.5, seconds=10)


@fault("api-429", "429 with Retry-After: 1")
def too_many(scene):
    with_answers(scene, "status", (429, "Retry-After: 1\r\n"))


@fault("api-500", "500, then 503", quick=True)
def failing(scene):
    for code in (500, 503):
        with_answers(scene, "status", (code, ""), seconds=4)


@fault("api-401", "401, then 403: rights were taken and given back")
def unauthorized(scene):
    for code in (401, 403):
        with_answers(scene, "status", (code, ""))


@fault("api-watches-cut", "all connections are reset, ten times", quick=True)
def cut(scene):
    for number in range(10 if scene.pace >= 1 else 3):
        scene.way.cut()
        if number == 2:
            rotate_one(scene)
        scene.wait(1)


@fault("api-410", "every watch ends with 410, since its version is forgotten")
def expired(scene):
    scene.way.set("expired")
    scene.way.cut()
    rotate_one(scene)
    scene.wait(8)
    scene.way.set()
    scene.row.notes["watches it met"] = scene.way.counts.pop("expired", 0)


@fault("api-half", "answers are cut off in their middle")
def half(scene):
    with_answers(scene, "half", seconds=8)


@fault("api-unanswered", "requests take effect, and the answer is lost")
def unanswered(scene):
    with_answers(scene, "unanswered", seconds=8)


@fault("api-garbage", "half of each answer is zeros")
def garbage(scene):
    with_answers(scene, "garbage", seconds=8)


@fault("api-page", "a gateway's page in HTML, with status 200")
def page(scene):
    with_answers(scene, "page", seconds=6)
