"""Rights outlive names: what the chart keeps of registries that the cluster remembers, and what it must not take from it."""

import dataclasses

import cluster

OWNER = "pullpass/pullpass"
HUB = {"name": "hub", "matchImages": ["hub.example"], "credentials": {"basic": {"username": {"value": "u"}, "password": {"secretKeyRef": {"name": "s", "key": "k"}}}}}


def master(registry, names, anonymous="", owner=OWNER, label="true", name=None):
    """A master as the keeper writes it, or nearly so."""
    annotations = {"pullpass.dev/owner": owner, "pullpass.dev/secret-names": names}
    if anonymous:
        annotations["pullpass.dev/anonymous-secret-names"] = anonymous
    metadata = {"name": name or f"pullpass-master.{registry}", "namespace": "pullpass", "labels": {"pullpass.dev/master": label}}
    return {"apiVersion": "v1", "kind": "Secret", "metadata": metadata | {"annotations": annotations}}


def role(names, namespace=None, name="pullpass"):
    """The role of the last release, or by its name that of former ones, which a rollback leaves."""
    metadata = {"name": name, "uid": "1"} | ({"namespace": namespace} if namespace else {})
    rules = [
        {"apiGroups": [""], "resources": ["namespaces"], "verbs": ["list", "watch"]},
        {"apiGroups": [""], "resources": ["secrets"], "resourceNames": names, "verbs": ["get", "list", "watch", "create", "patch", "delete"]},
        {"apiGroups": [""], "resources": ["secrets"], "resourceNames": ["read-only"], "verbs": ["get"]},
    ]
    kind = "Role" if namespace else "ClusterRole"
    return {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": kind, "metadata": metadata, "rules": rules}


@dataclasses.dataclass
class Case:
    """Objects of a cluster, and the names that the keeper may delete after an upgrade to the one registry `hub`."""

    name: str
    objects: list
    copies: list
    masters: list = dataclasses.field(default_factory=lambda: ["hub"])
    values: dict = dataclasses.field(default_factory=dict)
    config: dict = dataclasses.field(default_factory=dict)
    namespace: str | None = None


QUAY = master("quay", "pullpass-quay")
NAMED = master("quay", "acme-pull,pullpass-quay", anonymous="former-anonymous")
MANY = [f"name-{number}" for number in range(300)]
CASES = [
    Case("an empty cluster", [], ["pullpass-hub"]),
    Case("a registry is dropped", [QUAY, role(["pullpass-hub", "pullpass-quay"])], ["pullpass-hub", "pullpass-quay"], ["hub", "quay"]),
    Case(
        "with former names, and a former one of the anonymous try",
        [NAMED, role(["pullpass-quay", "acme-pull", "former-anonymous"])],
        ["acme-pull", "former-anonymous", "pullpass-hub", "pullpass-quay"],
        ["hub", "quay"],
    ),
    Case("its Secrets are gone, and its master", [role(["pullpass-hub", "pullpass-quay"])], ["pullpass-hub"]),
    Case("a rollback took the right away", [QUAY, role(["pullpass-hub"])], ["pullpass-hub"], ["hub", "quay"]),
    Case(
        "a rollback took the right away, and left the role of former names",
        [QUAY, role(["pullpass-hub"]), role(["pullpass-hub", "pullpass-quay"], name="pullpass-former")],
        ["pullpass-hub", "pullpass-quay"],
        ["hub", "quay"],
    ),
    Case(
        "the right is given back by hand",
        [QUAY, role(["pullpass-hub"])],
        ["pullpass-hub", "pullpass-quay"],
        ["hub", "quay"],
        config={"retired": [{"name": "quay"}]},
    ),
    Case(
        "retired without a cluster that knows it",
        [],
        ["acme-pull", "pullpass-hub"],
        ["hub", "quay"],
        config={"retired": [{"name": "quay", "secretName": "acme-pull"}]},
    ),
    Case("somebody else's Secret is named", [master("evil", "prod-db,pullpass-hub"), role(["pullpass-hub"])], ["pullpass-hub"], ["evil", "hub"]),
    Case("one that may be read and no more", [master("evil", "read-only"), role(["pullpass-hub"])], ["pullpass-hub"], ["evil", "hub"]),
    Case("another installation's master", [master("quay", "pullpass-quay", owner="pullpass/edge"), role(["pullpass-quay"])], ["pullpass-hub"]),
    Case("a master without its label", [master("quay", "pullpass-quay", label="false"), role(["pullpass-quay"])], ["pullpass-hub"]),
    Case("a master of another name", [master("quay", "pullpass-quay", name="quay"), role(["pullpass-quay"])], ["pullpass-hub"]),
    Case("a master that names masters", [master("quay", "pullpass-master.hub"), role(["pullpass-master.hub"])], ["pullpass-hub"], ["hub", "quay"]),
    Case("more names than anybody has", [master("quay", ",".join(MANY)), role(MANY)], [*sorted(MANY[:256]), "pullpass-hub"], ["hub", "quay"]),
    Case("asking is switched off", [QUAY, role(["pullpass-quay"])], ["pullpass-hub"], values={"rbac": {"lookup": False}}),
    Case(
        "Roles in namespaces",
        [QUAY, role(["pullpass-quay"], "team-a"), role(["pullpass-quay"])],
        ["pullpass-hub", "pullpass-quay"],
        ["hub", "quay"],
        values={"rbac": {"namespaces": ["team-a"]}, "certificates": {"mode": "cert-manager"}},
        namespace="team-a",
    ),
    Case(
        "a namespace that had no Role",
        [QUAY, role(["pullpass-quay"], "team-a")],
        ["pullpass-hub"],
        ["hub", "quay"],
        values={"rbac": {"namespaces": ["team-a", "team-b"]}, "certificates": {"mode": "cert-manager"}},
        namespace="team-b",
    ),
    Case("a CronJob", [QUAY, role(["pullpass-quay"])], ["pullpass-hub", "pullpass-quay"], ["hub", "quay"], values={"mode": "cronjob"}),
    Case(
        "the rules inside the API server",
        [QUAY, role(["pullpass-quay"])],
        ["pullpass-hub", "pullpass-quay"],
        ["hub", "quay"],
        values={"injection": {"engine": "policy"}},
    ),
]


def deletable(objects, kind, namespace):
    """The names of Secrets that a role lets be deleted, in their order."""
    found = [one for one in objects if one["kind"] == kind and one["metadata"].get("namespace") == namespace and one["metadata"]["name"] == "pullpass"]
    rules = [rule for one in found for rule in one["rules"] if "secrets" in rule["resources"] and "delete" in rule["verbs"]]
    return [name for rule in rules for name in rule["resourceNames"]]


def also():
    """What masters remember of `also` keeps its Role in its namespace, where one gave the name before, and gives nobody anything else."""
    problems = []
    remembering = master("quay", "pullpass-quay")
    remembering["metadata"]["annotations"]["pullpass.dev/also-secrets"] = "argocd/charts,argocd/prod-db,evil/charts,pullpass/charts,pullpass-hub"
    given = {"name": "charts", "namespaces": ["argocd", "team-a"], "as": {"basicAuth": {}}}
    for what, objects, registry, wanted in [
        ("an entry is dropped", [remembering, role(["charts"], "argocd", "pullpass-also")], HUB, {"argocd": ["charts"]}),
        ("no Role gave it before", [remembering, role(["charts"], "argocd")], HUB, {}),
        ("a Role in another namespace", [remembering, role(["charts"], "team-a", "pullpass-also")], HUB, {}),
        ("a namespace of an entry is dropped", [remembering, role(["charts"], "argocd", "pullpass-also")], HUB | {"also": [given | {"namespaces": ["team-a"]}]}, {"argocd": ["charts"], "team-a": ["charts"]}),
        ("an entry stays", [remembering, role(["charts"], "argocd", "pullpass-also")], HUB | {"also": [given]}, {"argocd": ["charts"], "team-a": ["charts"]}),
    ]:
        rendered = cluster.Cluster(objects).render({"config": {"registries": [registry]}})
        found = {
            one["metadata"]["namespace"]: one["rules"][0]["resourceNames"]
            for one in rendered
            if one["kind"] == "Role" and one["metadata"]["name"] == "pullpass-also"
        }
        if found != wanted:
            problems.append(f"lookup: also: {what}: {found}, not {wanted}")
    return problems


def former(case, objects):
    """What outlives a rollback belongs to the role that it goes with, and lets nothing be done that this does not."""
    problems = []
    for one in objects:
        if one["metadata"]["name"] != "pullpass-former" or one["kind"].endswith("Binding"):
            continue
        place = one["metadata"].get("namespace")
        names = {name for rule in one["rules"] for name in rule["resourceNames"]}
        if not names <= set(deletable(objects, one["kind"], place)):
            problems.append(f"lookup: {case.name}: {one['kind']} pullpass-former has more than pullpass: {sorted(names)}")
        if [(owner["kind"], owner["name"]) for owner in one["metadata"]["ownerReferences"]] != [(one["kind"], "pullpass")]:
            problems.append(f"lookup: {case.name}: {one['kind']} pullpass-former belongs to nobody, so that it stays")
    return problems


def check():
    """Problems; each case is rendered against a cluster of its own."""
    problems = also()
    for case in CASES:
        stub = cluster.Cluster(case.objects)
        objects = stub.render({"config": {"registries": [HUB], **case.config}, **case.values})
        copies = deletable(objects, "Role" if case.namespace else "ClusterRole", case.namespace)
        if copies != case.copies:
            problems.append(f"lookup: {case.name}: copies: {copies}, not {case.copies}")
        masters = [name for name in deletable(objects, "Role", "pullpass") if name.startswith("pullpass-master.")]
        wanted = [f"pullpass-master.{registry}" for registry in case.masters]
        if masters != wanted:
            problems.append(f"lookup: {case.name}: masters: {masters}, not {wanted}")
        problems += former(case, objects)
        if case.values.get("rbac", {}).get("lookup") is False and stub.asked:
            problems.append(f"lookup: {case.name}: asked for {stub.asked}")
        # For each role, its own and that of former names, once for the role and once for the next role of former names.
        if len(stub.asked) > 14 or len([one for one in stub.asked if one.endswith("/secrets")]) > 3:
            problems.append(f"lookup: {case.name}: asks too often: {stub.asked}")
    return problems
