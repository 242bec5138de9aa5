"""The DaemonSets: what they may do on a node, and that nothing of them is there when they are off."""

import pathlib

import cases
import invariants
import rendering

# All that a container has which is neither root nor privileged.
NOBODY = {
    "runAsUser": 65532, "runAsGroup": 65532, "runAsNonRoot": True, "allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True,
    "capabilities": {"drop": ["ALL"]},
}
# The node's root user, without what else root can do.
WRITER = NOBODY | {"runAsUser": 0, "runAsGroup": 0, "runAsNonRoot": False, "seLinuxOptions": {"type": "spc_t", "level": "s0"}}
# The node's root, while a kubelet is restarted.
ROOT = {"privileged": True, "runAsUser": 0, "runAsGroup": 0, "runAsNonRoot": False, "readOnlyRootFilesystem": True}
HOST = ("hostPID", "hostIPC", "hostNetwork")
# Every setting of what is off, so that none of them does anything by itself.
SET = {
    "node": {
        "config": {"registries": [{"name": "n", "matchImages": ["docker.io"], "credentials": {"gar": {}}}]},
        "plugin": {"flavour": "k3s", "kubeletVersion": "1.36.2", "configPath": "/etc/a.yaml", "binDir": "/opt/bin"},
        "configJSON": {"path": "/.docker/config.json", "hostNetwork": True}, "env": [{"name": "HTTPS_PROXY", "value": "http://proxy:3128"}],
        "priorityClassName": "high", "maxUnavailable": "10%",
    },
    "prepull": {"namespace": "images", "namespaceLabels": {"a": "b"}, "podPerImage": True, "pullPolicy": "Always", "priorityClassName": "low"},
}


def check(case, documents):
    objects = [document for _, document in documents]
    node, prepull = case.values.get("node", {}), case.values.get("prepull", {})
    wanted = {"node-plugin"} if node.get("plugin", {}).get("enabled") else set()
    wanted |= {"node-config-json"} if node.get("configJSON", {}).get("enabled") else set()
    sets = {part(one): one for one in objects if one["kind"] == "DaemonSet"}
    own = {name for name in sets if name.startswith("node-")}
    problems = [] if own == wanted else [f"has the DaemonSets {sorted(own)}, not {sorted(wanted)}"]
    problems += around(objects, bool(wanted))
    count = (len(prepull.get("images", [])) if prepull.get("podPerImage") else bool(prepull.get("images")))
    if len(sets) - len(own) != count:
        problems.append(f"{len(sets) - len(own)} DaemonSets for images, not {count}")
    for name, one in sets.items():
        problems += cheap(one)
        if name == "node-plugin":
            problems += plugin(one, node)
        elif name == "node-config-json":
            problems += config_json(one, node)
        else:
            problems += images(one, case)
    return [f"{case.name}: {problem}" for problem in problems]


def part(document):
    return document["metadata"]["labels"]["app.kubernetes.io/component"]


def around(objects, is_on):
    """What goes with the nodes' DaemonSets is there with them, and not without."""
    problems = []
    names = {f"{one['kind']} {one['metadata']['name']}" for one in objects}
    found = {one for one in names if one.endswith(("-node", "-validate-node"))}
    if found and not is_on:
        problems.append(f"has {sorted(found)} without a DaemonSet")
    if is_on and not any(one.startswith("ServiceAccount ") for one in found):
        problems.append("has no ServiceAccount for its nodes")
    bound = [one for one in objects if one["kind"].endswith("RoleBinding") for subject in one["subjects"] if subject["name"].endswith("-node")]
    return problems + [f"{invariants.name(one)}: gives nodes rights" for one in bound]


def cheap(document):
    """No token, gone at once, on every machine, and what stays is nobody."""
    problems = []
    spec = document["spec"]["template"]["spec"]
    if spec.get("automountServiceAccountToken") is not False or spec.get("enableServiceLinks") is not False:
        problems.append("has a token, or variables of Services")
    if spec.get("terminationGracePeriodSeconds") != 1:
        problems.append("is waited for")
    if spec.get("nodeSelector", {}).get("kubernetes.io/os") != "linux":
        problems.append("goes to nodes of other systems")
    if not document["spec"]["selector"]["matchLabels"].items() <= document["spec"]["template"]["metadata"]["labels"].items():
        problems.append("does not select its own Pods")
    if [one["args"] for one in spec["containers"]] != [["pause"]] and part(document) != "node-config-json":
        problems.append(f"what stays is {[one.get('args') for one in spec['containers']]}")
    if spec["securityContext"].get("seccompProfile") != {"type": "RuntimeDefault"}:
        problems.append("has no seccomp profile")
    for container in spec.get("initContainers", []) + spec["containers"]:
        if "memory" not in container.get("resources", {}).get("limits", {}):
            problems.append(f"{container['name']} has no memory limit")
    return [f"{invariants.name(document)}: {problem}" for problem in problems]


def plugin(document, node):
    """Privileges only for a restart; otherwise folders alone, and never the whole node."""
    problems = []
    spec = document["spec"]["template"]["spec"]
    settings = node["plugin"]
    restarts = settings.get("restart", False)
    [worker], [stays] = spec["initContainers"], spec["containers"]
    if worker["securityContext"] != (ROOT if restarts else WRITER):
        problems.append(f"installs with {worker['securityContext']}")
    if stays["securityContext"] != NOBODY or "volumeMounts" in stays:
        problems.append(f"what stays has {stays['securityContext']} and {stays.get('volumeMounts')}")
    if [key for key in HOST if key in spec] != (["hostPID", "hostNetwork"] if restarts else []):
        problems.append("has other parts of the node than it needs")
    folders = host_paths(spec)
    if restarts != (folders == ["/"]) or (not restarts and "/" in folders):
        problems.append(f"is shown {folders}")
    if (worker["args"][1] == "uninstall") != settings.get("remove", False) or ("--restart" in worker["args"]) != restarts:
        problems.append(f"runs {worker['args']}")
    for mount in worker["volumeMounts"]:
        if not restarts and mount["mountPath"] not in ["/etc/pullpass", *(f"/host{folder}" for folder in folders)]:
            problems.append(f"mounts {mount['mountPath']}")
    if len(set(folders)) != len(folders):
        problems.append(f"is shown a folder twice: {folders}")
    return [f"{invariants.name(document)}: {problem}" for problem in problems + secrets(spec, settings)]


def config_json(document, node):
    """The file's folder and our own, at their places; nothing else of the node."""
    problems = []
    spec = document["spec"]["template"]["spec"]
    settings = node["configJSON"]
    path = settings.get("path", "/var/lib/kubelet/config.json")
    folders = [str(pathlib.PurePath(path).parent), "/var/lib/pullpass"]
    if host_paths(spec) != folders:
        problems.append(f"is shown {host_paths(spec)}")
    [worker] = spec["initContainers"] if settings.get("remove") else spec["containers"]
    if worker["securityContext"] != WRITER:
        problems.append(f"writes with {worker['securityContext']}")
    mounts = {mount["mountPath"]: mount.get("mountPropagation") for mount in worker["volumeMounts"] if mount["name"] != "config"}
    if mounts != {folders[0]: "HostToContainer", folders[1]: None}:
        problems.append(f"mounts {mounts}")
    if [key for key in HOST if key in spec] != (["hostNetwork"] if settings.get("hostNetwork") else []):
        problems.append("has other parts of the node than it needs")
    return [f"{invariants.name(document)}: {problem}" for problem in problems + secrets(spec, settings)]


def host_paths(spec):
    return [volume["hostPath"]["path"] for volume in spec["volumes"] if "hostPath" in volume]


def secrets(spec, settings):
    """The configuration is for its owner alone, and not there where it is not needed."""
    found = [volume["secret"] for volume in spec["volumes"] if "secret" in volume]
    if settings.get("remove"):
        return ["has a Secret that it does not need"] if found else []
    return [] if [one["defaultMode"] for one in found] == [0o400] else [f"mounts {found}"]


def images(document, case):
    """The restricted standard, other people's images run nothing of their own, and every registry's Secret is named."""
    problems = []
    spec = document["spec"]["template"]["spec"]
    prepull = case.values["prepull"]
    if host_paths(spec) or any(key in spec for key in HOST):
        problems.append("has a part of the node")
    if spec["securityContext"].get("runAsNonRoot") is not True or "serviceAccountName" in spec:
        problems.append("may run as root, or has a ServiceAccount")
    [copy, *pulled], [stays] = spec["initContainers"], spec["containers"]
    for container in [copy, *pulled, stays]:
        wanted = {"allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True, "capabilities": {"drop": ["ALL"]}}
        if container["securityContext"] != wanted | (case.values.get("containerSecurityContext") or {}):
            problems.append(f"{container['name']} is not restricted")
    if copy["image"] != stays["image"]:
        problems.append(f"copies from {copy['image']}")
    asked = prepull["images"] if not prepull.get("podPerImage") else [document["metadata"]["annotations"]["pullpass.dev/image"]]
    if [one["image"] for one in pulled] != asked:
        problems.append(f"pulls {[one['image'] for one in pulled]}")
    for container in pulled:
        if container["command"] != ["/pullpass-bin/pullpass", "version"] or "args" in container or not container["volumeMounts"][0]["readOnly"]:
            problems.append(f"{container['name']} runs {container['command']}")
    names = [one["name"] for one in spec.get("imagePullSecrets", [])]
    for registry in case.values["config"]["registries"]:
        name = registry.get("secretName", f"pullpass-{registry['name']}")
        if "namespaces" not in registry and name not in names:
            problems.append(f"does not name the Secret {name}")
    if len(set(names)) != len(names):
        problems.append(f"names {names}")
    return [f"{invariants.name(document)}: {problem}" for problem in problems]


def check_off():
    """A chart with everything of nodes set and nothing on renders what it did without."""
    problems = []
    for file in ("minimal", "everything", "cronjob"):
        path = cases.CI / f"{file}.yaml"
        values = cases.load(path.read_text(), path)
        if rendering.files(values) != rendering.files(values | SET):
            problems.append(f"{path}: something of node or prepull is rendered though it is off")
    return problems
