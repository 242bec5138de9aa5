"""The DaemonSets: what they may do on a node, and that nothing of them is there when they are off."""

import pathlib
import re

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
# The same where it runs programs of the node, in the node's root.
CHROOTING = WRITER | {"capabilities": {"drop": ["ALL"], "add": ["SYS_CHROOT"]}}
# Where the program says what a flavour reads and writes.
FLAVOURS = pathlib.Path("Sources/Tools/NodeSetup/Flavours/Flavour+All.swift")
HOST = ("hostPID", "hostIPC", "hostNetwork")
# Every setting of what is off, so that none of them does anything by itself.
SET = {
    "node": {
        "config": {"registries": [{"name": "n", "matchImages": ["docker.io"], "credentials": {"gar": {}}}]},
        "plugin": {"flavour": "k3s", "kubeletVersion": "1.36.2", "configPath": "/etc/a.yaml", "binDir": "/opt/bin", "cache": "/var/cache/tokens"},
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
    """Folders alone and no capabilities, unless programs of the node are run; its network only for a restart, and never privileged."""
    problems = []
    spec = document["spec"]["template"]["spec"]
    settings = node["plugin"]
    restarts, removes = settings.get("restart", False), settings.get("remove", False)
    enters = restarts or not (removes or settings.get("kubeletVersion"))
    [worker], [stays] = spec["initContainers"], spec["containers"]
    wanted = (CHROOTING if enters else WRITER) | ({"appArmorProfile": {"type": "Unconfined"}} if restarts else {})
    if worker["securityContext"] != wanted:
        problems.append(f"installs with {worker['securityContext']}")
    if stays["securityContext"] != NOBODY or "volumeMounts" in stays:
        problems.append(f"what stays has {stays['securityContext']} and {stays.get('volumeMounts')}")
    if [key for key in HOST if key in spec] != (["hostNetwork"] if restarts else []):
        problems.append("has other parts of the node than it needs")
    folders = host_paths(spec)
    if enters != (folders == ["/"]) or (not enters and "/" in folders) or len(set(folders)) != len(folders):
        problems.append(f"is shown {folders}")
    if (worker["args"][1] == "uninstall") != removes or ("--restart" in worker["args"]) != restarts:
        problems.append(f"runs {worker['args']}")
    places = [*([] if removes else ["/etc/pullpass"]), *(("/host" + folder).rstrip("/") for folder in folders)]
    if [mount["mountPath"] for mount in worker["volumeMounts"]] != places:
        problems.append(f"mounts {[mount['mountPath'] for mount in worker['volumeMounts']]}")
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


# What the container is shown of a node where configPath is this: a kubelet takes a file of any name.
CONFIG_PATHS = {"/etc/a/b.yaml": "/etc/a", "/etc/a/b.json": "/etc/a", "/etc/a/b": "/etc/a", "/etc/a/b.conf": "/etc/a", "/etc/a/b.d": "/etc/a/b.d"}


def check_config_paths():
    problems = []
    for path, folder in CONFIG_PATHS.items():
        plugin = {"enabled": True, "flavour": "generic", "kubeletVersion": "1.34.1", "configPath": path, "binDir": "/opt/b"}
        shown = plugin_folders(plugin)
        if folder not in shown or {"/etc/a", path} & set(shown) != {folder}:
            problems.append(f"node.plugin.configPath: {path}: the container is shown {shown}, not {folder}")
    return problems


def plugin_folders(plugin):
    values = {"node": {"existingSecret": "n", "plugin": plugin}, "config": SET["node"]["config"]}
    [spec] = [one["spec"]["template"]["spec"] for _, one in rendering.documents(rendering.files(values)) if one["kind"] == "DaemonSet"]
    return host_paths(spec)


def check_flavours():
    """The chart has the program's flavours, and shows a container that is shown folders alone every path that each of them names."""
    text = FLAVOURS.read_text()
    [table] = re.findall(r"let all: \[Flavour\] = \[\n(.*?)\n    \]\n", text, re.DOTALL)
    _, *pieces = re.split(r'\b(?:rancher|ordinary)\(\s*"(\w+)"', table)
    # But for programs that tell a version: nothing is run there.
    known = {name: re.sub(r"programs: \[.*?\]", "", body) for name, body in zip(pieces[::2], pieces[1::2])}
    shared = re.search(r"func rancher\(.*?\n    }\n", text, re.DOTALL).group(0)
    for name in ("k3s", "rke2"):
        known[name] += shared.replace("\\(name)", name)
    schema = cases.load(pathlib.Path(rendering.CHART, "values.schema.json").read_text(), "values.schema.json")
    offered = set(schema["properties"]["node"]["properties"]["plugin"]["properties"]["flavour"]["enum"]) - {""}
    problems = [] if offered == known.keys() else [f"node.plugin.flavour may be {sorted(offered)}, and the program has {sorted(known)}"]
    for name in sorted(offered & known.keys()):
        plugin = {"enabled": True, "flavour": name, "kubeletVersion": "1.34.1", "configPath": "/etc/a.d", "binDir": "/opt/b"}
        if name != "generic":
            del plugin["configPath"], plugin["binDir"]
        shown = plugin_folders(plugin)
        for path in re.findall(r'"(/[^"\\]+)"', known[name]):
            if not any(path == one or path.startswith(one + "/") for one in shown):
                problems.append(f"node.plugin.flavour: {name}: {path} is not shown to the container, which has {shown}")
    return problems
