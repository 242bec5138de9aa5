"""What the chart puts on every node."""

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
