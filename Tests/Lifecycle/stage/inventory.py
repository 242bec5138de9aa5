"""What is in the cluster: every object of every kind that can be listed, and so what somebody has left."""

# Kinds that tell of what happened, or that follow from others.
IGNORED_KINDS = {"events", "componentstatuses", "nodes", "leases kube-node-lease", "ipaddresses", "servicecidrs"}
# Each namespace has these from the controllers.
IGNORED_NAMES = {"kube-root-ca.crt", "openshift-service-ca.crt", "default"}


def kinds(api):
    """The collections of the server, as paths."""
    found = []
    versions = ["/api/v1"]
    versions += [f"/apis/{group['preferredVersion']['groupVersion']}" for group in api.read("/apis")["groups"]]
    for version in versions:
        for kind in api.read(version)["resources"]:
            if "list" in kind["verbs"] and "/" not in kind["name"] and kind["name"] not in IGNORED_KINDS:
                found.append(f"{version}/{kind['name']}")
    return found


def take(api, collections):
    """The names of all objects: `secrets team-a/pullpass-hub`, `clusterroles pullpass`."""
    found = set()
    for collection in collections:
        for item in api.items(collection):
            metadata = item["metadata"]
            if metadata["name"] not in IGNORED_NAMES:
                place = metadata.get("namespace", "")
                found.add(f"{collection.rpartition('/')[2]} {place}{'/' if place else ''}{metadata['name']}")
    return found
