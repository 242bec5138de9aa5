"""More than one release, and releases that may do less."""

from api_server import eventually
from stage.release import Release, registry
from stage.scenario import scenario


@scenario("two releases for the same namespaces: each removes its own, and takes nobody else's")
def two_releases(plane):
    one = Release(plane, "one", label="both")
    two = Release(plane, "two", label="both")
    one.install("hub", registry("same", secretName="contested"))
    one.expect_copies("hub", "=contested")
    two.install("quay", registry("same", secretName="contested"))
    two.expect_copies("hub", "quay", "=contested")
    owner = one.api.read("/api/v1/namespaces/both-a/secrets/contested")["metadata"]["annotations"]["pullpass.dev/owner"]
    one.uninstall()
    # What was held by the one is made by the other, once it is free.
    two.expect_copies("quay", "=contested")
    now = two.api.read("/api/v1/namespaces/both-a/secrets/contested")["metadata"]["annotations"]["pullpass.dev/owner"]
    assert owner != now, owner
    two.expect_injection("quay.example.com/app:1", "pullpass-quay")
    two.uninstall()
    two.expect_left()
    one.expect_left()


@scenario("rbac.namespaces: Roles instead of a ClusterRole, one namespace less by an upgrade, gone")
def namespaced(plane):
    life = Release(plane, "roles")
    pair = life.bring_certificate()
    files = {"certificates__mode": "files", "certificates__files": {"secretName": "pair", "caBundle": pair["tls.crt"]}}
    life.install("hub", rbac__namespaces=life.teams, **files)
    life.expect_copies("hub")
    life.expect_injection("hub.example.com/app:1", "pullpass-hub")
    # The CA is one that nobody but the values has.
    life.test()
    life.upgrade("hub", rbac__namespaces=life.teams[:1], **files)
    life.expect_ready()
    life.uninstall()
    # Its Role went with the upgrade, and nobody else may do anything there: docs/uninstall.md says how to find such.
    life.expect_left("secrets roles-b/pullpass-hub")
    life.api.delete("/api/v1/namespaces/roles-b/secrets/pullpass-hub")


@scenario("opt-out: every namespace but those of the system gets Secrets, and loses them", alone=True)
def opt_out(plane):
    life = Release(plane, "optout")
    places = ["default", "optout-a", "optout-b"]
    life.install("hub", injection__namespaces="opt-out", config__namespaceSelector=None)
    life.expect_copies("hub", teams=places)
    for place in ("kube-system", "kube-node-lease", "kube-public", "optout"):
        assert "pullpass-hub" not in life.copies(place), place
    life.uninstall()
    eventually("Secrets stay in default", lambda: not life.copies("default"))
    life.expect_left()
