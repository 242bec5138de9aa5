"""Registries that come, go and change their names."""

from stage.release import Release, registry
from stage.scenario import scenario


@scenario("install, upgrade with a second registry, roll back, uninstall")
def second_registry(plane):
    life = Release(plane, "second")
    life.install("hub")
    life.expect_copies("hub")
    life.expect_injection("hub.example.com/app:1", "pullpass-hub")
    life.upgrade("hub", "quay")
    life.expect_copies("hub", "quay")
    life.expect_injection("quay.example.com/app:1", "pullpass-quay")
    life.rollback()
    life.expect_copies("hub")
    life.expect_injection("quay.example.com/app:1")
    life.uninstall()
    life.expect_left()


@scenario("a rollback and an uninstallation at once, before the keeper has removed anything")
def rolled_back_and_gone(plane):
    life = Release(plane, "back")
    later = {"config__keeper__removeAfter": "1h"}
    life.install("hub", **later)
    life.expect_copies("hub")
    life.upgrade("hub", "quay", **later)
    life.expect_copies("hub", "quay")
    life.rollback()
    life.uninstall()
    life.expect_left()


@scenario("a registry that an upgrade drops loses its Secrets, its master too")
def dropped(plane):
    life = Release(plane, "drop")
    life.install("hub", "quay", "more", "extra")
    life.expect_copies("hub", "quay", "more", "extra")
    # Not more than half of all Secrets: no confirmation is asked for.
    life.upgrade("hub", "quay")
    life.expect_copies("hub", "quay")
    life.expect_copies("=pullpass-master.hub", "=pullpass-master.quay", teams=["drop"])
    # Once more the same: what is gone is in nobody's way.
    life.upgrade("hub", "quay")
    life.expect_ready()
    life.expect_copies("hub", "quay")
    life.uninstall()
    life.expect_left()


@scenario("all registries are replaced by others")
def replaced(plane):
    life = Release(plane, "replace")
    life.install("hub")
    life.expect_copies("hub")
    # More than half of all Secrets: held until somebody confirms, and told.
    life.upgrade("quay")
    life.expect_copies("hub", "quay")
    life.uninstall()
    life.expect_left()


@scenario("a registry changes its Secret's name, and one its own")
def renamed(plane):
    life = Release(plane, "rename")
    life.install("hub", registry("quay"), "more", "other")
    life.expect_copies("hub", "quay", "more", "other")
    life.upgrade("hub", registry("quay", secretName="robot"), "more", "other")
    life.expect_copies("hub", "=robot", "more", "other")
    life.expect_injection("quay.example.com/app:1", "robot")
    life.upgrade(registry("docker", host="hub"), registry("quay", secretName="robot"), "more", "other")
    life.expect_copies("docker", "=robot", "more", "other")
    life.uninstall()
    life.expect_left()


@scenario("the anonymous try goes with the last registry that has it, and changes its name")
def anonymous(plane):
    life = Release(plane, "anonymous")
    life.install(registry("hub", anonymousFallback=True), "quay")
    life.expect_copies("hub", "quay", "anonymous")
    life.upgrade(registry("hub", anonymousFallback=True), "quay", injection__anonymousSecretName="nobody")
    life.expect_copies("hub", "quay", "=nobody")
    life.upgrade("hub", "quay")
    life.expect_copies("hub", "quay")
    life.uninstall()
    life.expect_left()
