"""The registry and the token service fail while credentials change."""

from ground.plan import fault
from ground.settings import PROBED


@fault("registry-failing", "500, 429 and 503 at logins and exchanges, while the password changes that is tried out there")
def failing(scene):
    for status in (500, 429, 503):
        scene.registry.fault = status
        scene.rotate(PROBED)
        scene.wait(4)
    scene.registry.fault = None


@fault("registry-refusing", "the registry does not know a new password yet: the old one stays, then the new one is placed")
def refusing(scene):
    before, old = scene.registry.passwords, scene.value[PROBED]
    scene.rotate(PROBED)
    new = scene.value[PROBED]
    known, scene.registry.passwords = scene.registry.passwords, before
    refused = scene.registry.logins[401]
    scene.until(15, lambda: scene.registry.logins[401] > refused)
    scene.wait(2)
    # What is in force is the old one.
    scene.value[PROBED] = old
    words = scene.wrong_copies("team-0")
    if words:
        scene.find(f"while the registry refuses the new password: {words}")
    scene.value[PROBED] = new
    scene.registry.passwords = known
    scene.row.notes["logins refused"] = scene.registry.logins[401] - refused
    if scene.registry.logins[401] == refused:
        scene.find("no login was refused: nothing was shown")


@fault("passwords-changed", "all passwords at once, five times", quick=True)
def changed(scene):
    for _ in range(5 if scene.pace >= 1 else 2):
        for name in scene.value:
            scene.rotate(name)
        scene.wait(1.5)
