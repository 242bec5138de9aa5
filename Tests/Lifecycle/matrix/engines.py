"""Who injects, and what runs: engines and modes."""

from api_server import eventually
from stage.release import Release
from stage.scenario import scenario

ADMISSION = "/apis/admissionregistration.k8s.io/v1"


def expect_engine(life, engine):
    """The registration of the other one is not there any more."""
    there = {
        "webhook": life.api.read(f"{ADMISSION}/mutatingwebhookconfigurations/{life.full}"),
        "policy": life.api.read(f"{ADMISSION}/mutatingadmissionpolicies/{life.full}"),
    }
    found = [name for name, value in there.items() if value]
    return found == ([engine] if engine else [])


def settle(life, engine, seconds=60):
    eventually(f"{engine} is not alone; {life.words()}", lambda: expect_engine(life, engine), seconds)


@scenario("webhook, policy, webhook: each injects, and takes nothing with it")
def engines(plane):
    life = Release(plane, "engine")
    life.install("hub")
    life.expect_copies("hub")
    life.expect_injection("hub.example.com/app:1", "pullpass-hub")
    life.upgrade("hub", injection__engine="policy")
    settle(life, "policy")
    life.expect_injection("hub.example.com/app:1", "pullpass-hub")
    life.upgrade("hub")
    settle(life, "webhook")
    life.expect_ready()
    life.expect_injection("hub.example.com/app:1", "pullpass-hub")
    life.expect_copies("hub")
    life.uninstall()
    life.expect_left()


@scenario("rollback across engines, with a registry more in between")
def engines_rolled_back(plane):
    life = Release(plane, "crossed")
    life.install("hub")
    life.expect_copies("hub")
    life.upgrade("hub", "quay", injection__engine="policy")
    settle(life, "policy")
    life.expect_copies("hub", "quay")
    life.rollback()
    settle(life, "webhook")
    life.expect_injection("hub.example.com/app:1", "pullpass-hub")
    life.expect_copies("hub")
    # And once more the other way.
    life.rollback(2)
    settle(life, "policy")
    life.expect_injection("quay.example.com/app:1", "pullpass-quay")
    life.uninstall()
    life.expect_left()


@scenario("matchConditions on and off")
def match_conditions(plane):
    life = Release(plane, "matched")
    life.install("hub", injection__matchConditions=True)
    life.expect_injection("hub.example.com/app:1", "pullpass-hub")
    life.upgrade("hub")
    life.expect_ready()
    life.expect_injection("hub.example.com/app:1", "pullpass-hub")
    life.uninstall()
    life.expect_left()


@scenario("deployment, cronjob, deployment")
def modes(plane):
    life = Release(plane, "mode")
    life.install("hub", "quay")
    life.expect_copies("hub", "quay")
    life.upgrade("hub", "quay", mode="cronjob", config__keeper__removeAfter="0s")
    settle(life, None)
    eventually("the Pods of the Deployment do not go", lambda: not life.pods())
    assert life.run_cronjob() == "Complete", life.words()
    life.expect_copies("hub", "quay")
    # A registry that goes while there is nobody who watches.
    life.upgrade("hub", mode="cronjob", config__keeper__removeAfter="0s")
    life.run_cronjob()
    life.expect_copies("hub")
    life.upgrade("hub", "quay")
    settle(life, "webhook")
    life.expect_copies("hub", "quay")
    life.expect_injection("quay.example.com/app:1", "pullpass-quay")
    life.uninstall()
    life.expect_left()


@scenario("uninstalled as a CronJob that once was a Deployment, with engine: policy")
def cronjob_gone(plane):
    life = Release(plane, "cron")
    life.install("hub")
    life.expect_copies("hub")
    life.upgrade("hub", mode="cronjob", injection__engine="policy")
    assert life.run_cronjob() == "Complete", life.words()
    settle(life, "policy")
    life.expect_injection("hub.example.com/app:1", "pullpass-hub")
    life.uninstall()
    life.expect_left()
