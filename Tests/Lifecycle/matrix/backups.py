"""What comes back from a backup, as a tool restores it: without uid and version, and else as it was."""

import base64
import json

from api_server import eventually
from stage.release import OWNER, Release
from stage.scenario import scenario


@scenario("restored copies of this installation are ours, those of another one are left alone, and a restored Lease holds nobody up for long")
def restored(plane):
    life = Release(plane, "restored")
    life.install("hub", "quay", "more")
    life.expect_copies("hub", "quay", "more")
    copies = {name: read(life, f"secrets/{name}", "restored-a") for name in ("pullpass-hub", "pullpass-quay", "pullpass-more")}
    lease = read(life, "leases/pullpass", "restored", "/apis/coordination.k8s.io/v1")
    assert lease["spec"]["holderIdentity"], lease
    life.uninstall()
    life.expect_left()

    # The other cluster: the same release, and a credential that has changed since.
    copies["pullpass-quay"]["metadata"]["annotations"][OWNER] = "elsewhere/pullpass"
    for name, copy in copies.items():
        fields = copy["metadata"].pop("managedFields")
        life.api.must("POST", "/api/v1/namespaces/restored-a/secrets", copy)
        # As Velero does, by a second request; a tool that does not leaves somebody else's Secrets.
        if name != "pullpass-more":
            life.api.patch(f"/api/v1/namespaces/restored-a/secrets/{name}", {"metadata": {"managedFields": fields}})
    life.api.must("POST", "/apis/coordination.k8s.io/v1/namespaces/restored/leases", lease)
    life.api.patch(f"{life.base}/secrets/source", {"stringData": {"password": "changed"}})
    life.install("hub", "quay", "more")
    life.expect_copies("hub", "quay", "more")
    eventually(lambda: f"an old credential stays; {life.words()}", lambda: "u:changed" in logins(life, "pullpass-hub"))
    for name in ("pullpass-quay", "pullpass-more"):
        assert "u:hunter2" in logins(life, name), "somebody else's Secret was changed"
    told = set()

    def look():
        told.update(event["involvedObject"]["name"] for event in life.api.items("/api/v1/namespaces/restored-a/events")
                    if event["reason"] == "ForeignSecret")
        return told == {"pullpass-quay", "pullpass-more"}

    eventually(lambda: f"Events tell of {told}", look)
    life.uninstall()
    life.expect_left("secrets restored-a/pullpass-quay", "secrets restored-a/pullpass-more")


def read(life, name, namespace, base="/api/v1"):
    found = life.api.read(f"{base}/namespaces/{namespace}/{name}")
    found["metadata"] = {key: found["metadata"][key] for key in ("name", "labels", "annotations", "managedFields") if key in found["metadata"]}
    return found


def logins(life, name):
    """What a copy lets a Pod log in with."""
    text = base64.b64decode(life.api.read(f"/api/v1/namespaces/restored-a/secrets/{name}")["data"][".dockerconfigjson"]).decode()
    return [base64.b64decode(entry["auth"]).decode() for entry in json.loads(text)["auths"].values()]
