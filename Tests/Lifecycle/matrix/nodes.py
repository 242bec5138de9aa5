"""What the chart puts on every node."""

import base64
import json

from api_server import eventually
from stage.release import Release
from stage.scenario import scenario

IMAGES = ["hub.example.com/team/model:1", "docker.io/library/busybox:1"]


def daemon_set(life, name, namespace):
    return life.api.read(f"/apis/apps/v1/namespaces/{namespace}/daemonsets/{name}")


def expect_everywhere(life, name, namespace):
    """Its status says that all nodes have what it brings."""

    def look():
        found = daemon_set(life, name, namespace)
        status = (found or {}).get("status", {})
        return status.get("observedGeneration") == (found or {}).get("metadata", {}).get("generation") and status.get(
            "numberReady") == status.get("updatedNumberScheduled") == status.get("desiredNumberScheduled") == 1

    eventually(lambda: f"{name} is not on every node: {(daemon_set(life, name, namespace) or {}).get('status')}; {pods(life, namespace)}", look, 90)


def pods(life, namespace):
    """For each Pod, how far its init containers are."""
    return [
        (pod["metadata"]["name"], [(one["name"], one["state"]) for one in pod.get("status", {}).get("initContainerStatuses") or []])
        for pod in life.api.items(f"/api/v1/namespaces/{namespace}/pods")
    ]


@scenario("images are brought to every node with the registries' Secrets, from the first installation on, and nothing is left of it")
def prepull(plane):
    life = Release(plane, "prepull")
    # The chart makes it itself.
    home = f"{life.full}-prepull"
    life.teams.append(home)
    life.install("hub", prepull__images=IMAGES)
    expect_everywhere(life, home, home)
    # A registry that comes later, and an image of it; one that nobody can pull holds up no other where each has its own Pod.
    images = [*IMAGES, "quay.example.com/app:2", "nobody.example.com/app:1"]
    life.upgrade("hub", "quay", prepull__images=images, prepull__podPerImage=True)
    names = {one["metadata"]["annotations"]["pullpass.dev/image"]: one["metadata"]["name"]
             for one in life.api.items(f"/apis/apps/v1/namespaces/{home}/daemonsets") if "pullpass.dev/image" in one["metadata"]["annotations"]}
    for image in images[:3]:
        expect_everywhere(life, names[image], home)
    stuck = daemon_set(life, names[images[3]], home)["status"]
    assert stuck.get("numberReady", 0) == 0, stuck
    assert any("ImagePullBackOff" in str(entry) for entry in pods(life, home)), pods(life, home)
    # None any more.
    life.upgrade("hub")
    eventually("the namespace does not go", lambda: life.api.read(f"/api/v1/namespaces/{home}") is None, 60)
    life.uninstall()
    life.expect_left()


def of_nodes(password):
    """A configuration of nodes with this password."""
    login = {"username": {"value": "u"}, "password": {"value": password}}
    return {"registries": [{"name": "hub", "matchImages": ["hub.example.com"], "credentials": {"basic": login}}]}


def told(life):
    """What its Pods have said, for whoever looks why."""
    return f"{pods(life, life.namespace)}; {life.words()}"


@scenario("config.json is kept on every node: beside entries of others, fresh after a change, and taken out again")
def config_json(plane):
    life = Release(plane, "nodefile")
    file = plane.node.root / "var/lib/kubelet/config.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    foreign = {"auth": base64.b64encode(b"other:secret").decode()}
    file.write_text(json.dumps({"auths": {"other.example.org": foreign}}))

    def passwords():
        auths = json.loads(file.read_text()).get("auths", {})
        assert auths.get("other.example.org") == foreign, auths
        return [base64.b64decode(entry["auth"]).decode() for host, entry in auths.items() if host == "hub.example.com"]

    name = f"{life.full}-node-config-json"
    life.install("hub", node__config=of_nodes("first"), node__configJSON__enabled=True)
    expect_everywhere(life, name, life.namespace)
    eventually(lambda: f"config.json has {passwords()}; {told(life)}", lambda: passwords() == ["u:first"], 60)
    assert file.stat().st_mode & 0o777 == 0o600
    life.upgrade("hub", node__config=of_nodes("second"), node__configJSON__enabled=True)
    eventually(lambda: f"config.json has {passwords()}; {told(life)}", lambda: passwords() == ["u:second"], 120)
    life.upgrade("hub", node__configJSON={"enabled": True, "remove": True})
    eventually(lambda: f"config.json has {passwords()}; {told(life)}", lambda: passwords() == [], 60)
    expect_everywhere(life, name, life.namespace)
    life.uninstall()
    life.expect_left()


@scenario("the kubelet's plugin is put on every node without privileges, again after a change, and taken away")
def plugin(plane):
    life = Release(plane, "nodeplugin")
    home = plane.node.root / "var/lib/rancher/credentialprovider"
    own = plane.node.root / "etc/pullpass/config.yaml"
    name = f"{life.full}-node-plugin"
    settings = {"enabled": True, "flavour": "k3s", "kubeletVersion": "1.33.2"}
    life.install("hub", node__config=of_nodes("first"), node__plugin=settings)
    expect_everywhere(life, name, life.namespace)
    assert "CredentialProviderConfig" in (home / "config.yaml").read_text()
    assert (home / "bin/pullpass").stat().st_mode & 0o111 == 0o111
    assert own.stat().st_mode & 0o777 == 0o600 and "first" in own.read_text()
    life.upgrade("hub", node__config=of_nodes("second"), node__plugin=settings)
    eventually(lambda: f"the node has {own.read_text()}; {told(life)}", lambda: "second" in own.read_text(), 60)
    expect_everywhere(life, name, life.namespace)
    life.upgrade("hub", node__plugin={**settings, "remove": True})
    eventually(lambda: f"the node has {list(home.rglob('*'))}; {told(life)}", lambda: not own.exists() and not list(home.rglob("*.yaml")), 60)
    expect_everywhere(life, name, life.namespace)
    life.uninstall()
    life.expect_left()
