"""What must hold of every rendering and no schema says."""

import json
import re

import rendering

# In every values file the credentials hold this word.
SEED = "hunter2"
# The user and the groups of the image, and the API by which the chart knows a cluster that chooses them itself.
OWN_NUMBER = 65532
OPENSHIFT = "security.openshift.io/v1"
CLUSTER_KINDS = {"Namespace", "ClusterRole", "ClusterRoleBinding", "MutatingWebhookConfiguration", "CustomResourceDefinition"}
# What is allowed on Secrets of any name: nothing is written.
WATCHING = {"list", "watch"}


def check(case, documents):
    objects = [document for _, document in documents]
    problems = []
    for rule in (unique, namespaces, credentials, pods, references, rights, also, webhook, policy, validation, empties):
        try:
            problems += rule(case, objects)
        except (KeyError, StopIteration, TypeError, ValueError) as error:
            problems.append(f"{rule.__name__}: something that must be there is missing: {error!r}")
    return [f"{case.name}: {problem}" for problem in problems]


def name(document):
    return f"{document['kind']} {document['metadata'].get('namespace', '')}/{document['metadata']['name']}"


def unique(_, objects):
    names = [name(document) for document in objects]
    return [f"{one} is rendered twice" for one in sorted(set(names)) if names.count(one) > 1]


def namespaces(case, objects):
    problems = []
    # Those of the self test and of the images, which the chart makes itself.
    made = {document["metadata"]["name"] for document in objects if document["kind"] == "Namespace"}
    prepull = case.values.get("prepull", {})
    wanted = {"self-test": case.values.get("injection", {}).get("selfTest", {}).get("enabled", False)}
    wanted["prepull"] = bool(prepull.get("images")) and not prepull.get("namespace")
    if {one.removeprefix(f"{rendering.RELEASE}-") for one in made} != {one for one in wanted if wanted[one]}:
        problems.append(f"makes the namespaces {made}")
    made |= {prepull["namespace"]} if prepull.get("namespace") else set()
    allowed = {rendering.NAMESPACE, *case.values.get("rbac", {}).get("namespaces", []), *made}
    # Where `also` wants Secrets there are Roles, and nothing else.
    also = {namespace for one in also_places(case) for namespace in one["namespaces"]}
    for document in objects:
        namespace = document["metadata"].get("namespace")
        if namespace in also - allowed and document["kind"] in ("Role", "RoleBinding"):
            continue
        if (namespace is None) != (document["kind"] in CLUSTER_KINDS):
            problems.append(f"{name(document)}: namespace {namespace}")
        elif namespace is not None and namespace not in allowed:
            problems.append(f"{name(document)}: a foreign namespace")
        if "app.kubernetes.io/instance" not in document["metadata"].get("labels", {}):
            problems.append(f"{name(document)}: has no labels of the chart")
    return problems


def credentials(_, objects):
    return [
        f"{name(document)}: holds a credential and is no Secret"
        for document in objects
        if document["kind"] != "Secret" and SEED in json.dumps(document)
    ]


def pod_template(document):
    match document["kind"]:
        case "Deployment" | "Job" | "DaemonSet":
            return document["spec"]["template"]
        case "CronJob":
            return document["spec"]["jobTemplate"]["spec"]["template"]
    return None


def pods(case, objects):
    """The restricted Pod Security Standard, a read-only root, and limits."""
    numbers = dict.fromkeys(("runAsUser", "runAsGroup", "fsGroup"), OWN_NUMBER)
    if OPENSHIFT in case.apis:
        numbers = dict.fromkeys(numbers)
    numbers |= {key: value for key, value in (case.values.get("podSecurityContext") or {}).items() if key in numbers}
    container = {"allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True, "capabilities": {"drop": ["ALL"]}}
    container |= case.values.get("containerSecurityContext") or {}
    return [problem for document in objects for problem in pod(document, numbers, container)]


def pod(document, numbers, restricted):
    template = pod_template(document)
    # What nodes.py looks at.
    if template is None or document["kind"] == "DaemonSet":
        return []
    problems = []
    spec = template["spec"]
    security = spec.get("securityContext", {})
    if security.get("runAsNonRoot") is not True:
        problems.append("may run as root")
    problems += [f"has the {key} {security.get(key)}, not {number}" for key, number in numbers.items() if security.get(key) != number]
    if None in security.values():
        problems.append("has a key without a value")
    if security.get("seccompProfile") != {"type": "RuntimeDefault"}:
        problems.append("has no seccomp profile")
    if any(spec.get(key) for key in ("hostPID", "hostIPC", "initContainers")):
        problems.append("uses more of the host than it may")
    volumes = {volume["name"] for volume in spec["volumes"]}
    for container in spec["containers"]:
        if container.get("securityContext") != restricted:
            problems.append("has a container that is not restricted")
        if "memory" not in container.get("resources", {}).get("limits", {}):
            problems.append("has no memory limit")
        for mount in container["volumeMounts"]:
            if mount["name"] not in volumes:
                problems.append(f"mounts {mount['name']}, which is no volume")
            if "subPath" in mount:
                problems.append(f"mounts {mount['name']} by subPath, which never changes")
        names = [port["name"] for port in container.get("ports", [])]
        for probe in ("livenessProbe", "readinessProbe"):
            if document["kind"] == "Deployment" and container[probe]["httpGet"]["port"] not in names:
                problems.append(f"{probe} asks a port that is not there")
    if document["kind"] == "Deployment":
        selector = document["spec"]["selector"]["matchLabels"]
        if not selector.items() <= template["metadata"]["labels"].items():
            problems.append("does not select its own Pods")
        if document["spec"]["strategy"]["rollingUpdate"]["maxUnavailable"] != 0:
            problems.append("may take Pods away in an update")
        if spec["terminationGracePeriodSeconds"] <= 40:
            problems.append("kills before the drain (10 s) and what is in flight (30 s) have ended")
    return [f"{name(document)}: {problem}" for problem in problems]


def references(case, objects):
    """What is mounted, selected or bound must be there."""
    problems = []
    there = {(document["kind"], document["metadata"]["name"]) for document in objects}
    given = {case.values.get("certificates", {}).get("files", {}).get("secretName")}
    given |= {case.values.get("node", {}).get("existingSecret")}
    given |= {one["spec"]["secretName"] for one in objects if one["kind"] == "Certificate"}
    given |= {volume.get("secret", {}).get("secretName") for volume in case.values.get("extraVolumes", [])}
    for document in objects:
        template = pod_template(document)
        for volume in template["spec"]["volumes"] if template else []:
            if "configMap" in volume and ("ConfigMap", volume["configMap"]["name"]) not in there:
                problems.append(f"{name(document)}: ConfigMap {volume['configMap']['name']} is not there")
            secret = volume.get("secret", {}).get("secretName")
            if secret and secret not in given and ("Secret", secret) not in there:
                problems.append(f"{name(document)}: Secret {secret} is not there")
        if document["kind"].endswith("RoleBinding") and (document["roleRef"]["kind"], document["roleRef"]["name"]) not in there:
            problems.append(f"{name(document)}: binds {document['roleRef']}, which is not there")
        selector = document.get("spec", {}).get("selector") or document.get("spec", {}).get("podSelector")
        if document["kind"] in ("Service", "PodDisruptionBudget", "NetworkPolicy"):
            labels = selector.get("matchLabels", selector)
            deployment = next(one for one in objects if one["kind"] == "Deployment")
            if not labels.items() <= pod_template(deployment)["metadata"]["labels"].items():
                problems.append(f"{name(document)}: selects no Pod of the Deployment")
    return problems


def may_be_any(case, rule):
    """Whether a rule may be for ServiceAccounts of any name: where they carry our names, to see them, and to write them where no names say which."""
    settings = case.values["config"].get("serviceAccounts")
    names = (settings or {}).get("names", [])
    is_whole = bool(names) and not any("*" in one for one in names)
    allowed = {"list", "watch"} if is_whole else {"list", "watch", "get", "patch"}
    return settings is not None and rule["resources"] == ["serviceaccounts"] and set(rule["verbs"]) <= allowed


def also_places(case):
    """The entries that name namespaces: those of `also`, and of `retired`."""
    config = case.values.get("config", {})
    entries = [entry for registry in config.get("registries") or [] for entry in registry.get("also") or []]
    return entries + [entry for entry in config.get("retired") or [] if entry.get("namespaces")]


def also(case, objects):
    """In each namespace that `also` names exactly its Secrets may be written, and the ClusterRole has none of their names."""
    if not case.values.get("rbac", {}).get("create", True):
        return []
    problems = []
    entries = also_places(case)
    wanted = {}
    for entry in entries:
        for namespace in entry["namespaces"]:
            wanted.setdefault(namespace, set()).add(entry.get("secretName") or entry["name"])
    suffix = "" if case.values.get("rbac", {}).get("namespaces") else "-also"
    for namespace, names in wanted.items():
        roles = [
            one for one in objects
            if one["kind"] == "Role" and one["metadata"].get("namespace") == namespace and one["metadata"]["name"] == f"{rendering.RELEASE}{suffix}"
        ]
        granted = [rule for role in roles for rule in role["rules"] if "secrets" in rule["resources"] and "create" in rule["verbs"]]
        if not any(set(rule["resourceNames"]) == names and sorted(rule["verbs"]) == ["create", "delete", "list", "patch", "watch"] for rule in granted):
            problems.append(f"also: {namespace}: {granted}, not {sorted(names)}")
    for one in objects:
        names = {name for entry in entries for name in [entry.get("secretName") or entry["name"]]}
        if one["kind"] == "ClusterRole" and any(names & set(rule.get("resourceNames", [])) for rule in one["rules"]):
            problems.append(f"{name(one)}: has names of also everywhere")
    return problems


def rights(case, objects):
    """Nothing broad: no wildcard, Secrets by name everywhere but where the design says otherwise, no ClusterRole with namespaces."""
    problems = []
    keeper = case.values["config"].get("keeper") or {}
    tenants = (keeper.get("tenantSecrets") or {}).get("enabled", False)
    roles = [document for document in objects if document["kind"] in ("Role", "ClusterRole")]
    for document in roles:
        is_own = document["metadata"].get("namespace") == rendering.NAMESPACE
        for rule in document["rules"]:
            if "*" in rule["verbs"] + rule["resources"] + rule["apiGroups"]:
                problems.append(f"{name(document)}: has a wildcard")
            if rule.get("resourceNames") == []:
                problems.append(f"{name(document)}: an empty list of names allows every name")
            if any(one.startswith("serviceaccounts") for one in rule["resources"]) and not rule.get("resourceNames") and not may_be_any(case, rule):
                problems.append(f"{name(document)}: {rule['verbs']} on ServiceAccounts of any name")
            if "secrets" not in rule["resources"] or rule.get("resourceNames"):
                continue
            # In its own namespace the watch of masters by label; elsewhere only for tenants.
            limit = WATCHING if is_own or tenants else set()
            if not set(rule["verbs"]) <= limit:
                problems.append(f"{name(document)}: {rule['verbs']} on Secrets of any name")
    if case.values.get("rbac", {}).get("namespaces") and any(one["kind"].startswith("ClusterRole") for one in objects):
        problems.append("rbac.namespaces renders a ClusterRole")
    if case.values.get("rbac", {}).get("create", True) and not roles:
        problems.append("has no Roles")
    return problems


def validation(case, objects):
    """The hook brings what it looks at in a Secret, goes before everything else, and may do nothing."""
    found = [one for one in objects if one["metadata"]["name"].endswith("-validate")]
    if not case.values.get("validate", {}).get("enabled", True):
        return [f"{name(one)}: validate.enabled is false" for one in found]
    if sorted(one["kind"] for one in found) != ["Job", "Secret"]:
        return [f"validates with {[name(one) for one in found]}"]
    job, secret = sorted(found, key=lambda one: one["kind"])
    problems = []
    for one in found:
        marks = one["metadata"]["annotations"]
        if marks["helm.sh/hook"] != "pre-install,pre-upgrade,pre-rollback":
            problems.append(f"{name(one)}: is the hook {marks['helm.sh/hook']}")
        if "before-hook-creation" not in marks["helm.sh/hook-delete-policy"]:
            problems.append(f"{name(one)}: is in the way of the next try")
    weights = [int(one["metadata"]["annotations"]["helm.sh/hook-weight"]) for one in (secret, job)]
    if not weights[0] < weights[1] < 0:
        problems.append(f"the weights of the validation's hooks are {weights}")
    spec = pod_template(job)["spec"]
    if spec.get("automountServiceAccountToken") is not False or "serviceAccountName" in spec:
        problems.append(f"{name(job)}: has a ServiceAccount")
    if "env" in spec["containers"][0] or spec["containers"][0].get("terminationMessagePolicy") != "FallbackToLogsOnError":
        problems.append(f"{name(job)}: has variables, or does not tell its mistakes in its status")
    config = next(one for one in objects if one["metadata"]["name"].endswith("-config"))
    text = (config.get("data") or config["stringData"])["config.yaml"]
    if rendering.parse_yaml(text) != rendering.parse_yaml(secret["stringData"]["config.yaml"]):
        problems.append(f"{name(secret)}: is not the configuration that is put in force")
    return problems


def empties(case, objects):
    """A key of the configuration that is left empty is as one that is not there: it changes nothing but the file itself."""
    values = case.values | {"config": filled(case.values["config"])}
    if values == case.values:
        return []
    without = [document for _, document in rendering.documents(rendering.files(values, apis=case.apis))]
    found, wanted = ({name(one): shape(one) for one in some} for some in (objects, without))
    return [f"{one}: is another one without the keys that are empty" for one in sorted(found | wanted) if found.get(one) != wanted.get(one)]


def filled(node, is_choice=False):
    """Without keys that are empty; a kind of credential is chosen by its key alone."""
    if isinstance(node, dict):
        return {key: filled(child, key == "credentials") for key, child in node.items() if child is not None or is_choice}
    return [filled(child) for child in node] if isinstance(node, list) else node


def shape(document):
    """An object without the text of the configuration, and without what is made of that."""
    text = json.dumps({key: value for key, value in document.items() if key not in ("data", "stringData")})
    return re.sub(r"[0-9a-f]{64}", "", text)


def engine(case):
    return case.values.get("injection", {}).get("engine", "webhook")


def is_policy(case):
    return engine(case) == "policy"


def webhook(case, objects):
    """The registration, as the design fixes it."""
    found = [document for document in objects if document["kind"] == "MutatingWebhookConfiguration"]
    is_cron = case.values.get("mode") == "cronjob"
    if len(found) != (0 if is_cron or engine(case) != "webhook" else 1):
        return [f"registers {len(found)} webhooks"]
    if is_cron:
        return [f"{name(one)} has no place beside a CronJob" for one in objects if one["kind"] in ("Deployment", "Service")]
    if engine(case) != "webhook":
        return []
    [hook] = found[0]["webhooks"]
    fixed = {
        "failurePolicy": case.values.get("webhook", {}).get("failurePolicy", "Ignore"),
        "sideEffects": "NoneOnDryRun",
        "reinvocationPolicy": "IfNeeded",
        "timeoutSeconds": case.values.get("webhook", {}).get("timeoutSeconds", 5),
        "matchPolicy": "Equivalent",
    }
    problems = [f"the webhook's {key} is {hook.get(key)}" for key, value in fixed.items() if hook.get(key) != value]
    excluded = {"key": "kubernetes.io/metadata.name", "operator": "NotIn"}
    names = [one["values"] for one in hook["namespaceSelector"]["matchExpressions"] if excluded.items() <= one.items()]
    let_in = case.values.get("injection", {}).get("systemNamespaces", [])
    opened = [["kube-public"]] if case.values.get("injection", {}).get("namespaces") == "opt-out" else []
    if names != opened + [[rendering.NAMESPACE] + [one for one in ("kube-system", "kube-node-lease") if one not in let_in]]:
        problems.append(f"the webhook spares {names}")
    ours = {"key": "pullpass.dev/inject", "operator": "NotIn", "values": ["disabled", "false"]}
    if ours not in hook["objectSelector"]["matchExpressions"]:
        problems.append("the webhook is called for Pods that opt out")
    problems += self_test(hook, objects)
    service = next(one for one in objects if one["kind"] == "Service")
    if hook["clientConfig"]["service"]["name"] != service["metadata"]["name"]:
        problems.append("the webhook names another Service")
    has_bundle = "caBundle" in hook["clientConfig"]
    if has_bundle != (case.values.get("certificates", {}).get("mode") == "files"):
        problems.append("caBundle is the chart's in the mode files, and only there")
    config = next(one for one in objects if one["metadata"]["name"].endswith("-config"))
    text = (config.get("data") or config["stringData"])["config.yaml"]
    [parsed] = rendering.parse_yaml(text)
    mine = [one for one in hook["namespaceSelector"]["matchExpressions"] if one["key"] != "kubernetes.io/metadata.name" or one["values"] in opened]
    if mine != parsed["namespaceSelector"].get("matchExpressions", []):
        problems.append("webhook and keeper select other namespaces")
    return problems


def self_test(hook, objects):
    """No Pod can be in the namespace of the self test, which is opted in, and Pods can be created nowhere else."""
    problems = [
        f"{name(role)}: may create Pods"
        for role in objects
        if role["kind"] in ("Role", "ClusterRole") and not role["metadata"].get("namespace", "").endswith("-self-test")
        for rule in role["rules"]
        if "pods" in rule["resources"] and not set(rule["verbs"]) <= {"list"}
    ]
    for document in (one for one in objects if one["kind"] == "Namespace"):
        namespace = document["metadata"]["name"]
        quotas = [one["spec"]["hard"] for one in objects if one["kind"] == "ResourceQuota" and one["metadata"]["namespace"] == namespace]
        if namespace.endswith("-self-test") and quotas != [{"pods": "0"}]:
            problems.append(f"{namespace} has the quotas {quotas}")
        selector = hook["namespaceSelector"]
        labels = document["metadata"]["labels"] | {"kubernetes.io/metadata.name": namespace}
        holds = {
            "In": lambda one: labels.get(one["key"]) in one["values"],
            "NotIn": lambda one: labels.get(one["key"]) not in one["values"],
            "Exists": lambda one: one["key"] in labels,
            "DoesNotExist": lambda one: one["key"] not in labels,
        }
        if not selector.get("matchLabels", {}).items() <= labels.items() or not all(holds[one["operator"]](one) for one in selector["matchExpressions"]):
            problems.append(f"{namespace} is not opted in")
    return problems


def policy(case, objects):
    """With the engine policy nothing of a webhook is left, older clusters are refused, and the rights are by name."""
    config = next(one for one in objects if one["metadata"]["name"].endswith("-config"))
    [parsed] = rendering.parse_yaml((config.get("data") or config["stringData"])["config.yaml"])
    role = next((one for one in objects if one["kind"] == "ClusterRole" and one["metadata"]["name"].endswith("-policy")), None)
    if not is_policy(case):
        said = (parsed.get("injection") or {}).get("engine", "webhook")
        return ["has what is for admission policies"] if role or said != engine(case) else []
    problems = []
    error = rendering.refusal(case.values, rendering.LAST_WITHOUT_POLICIES)
    if "injection.engine: policy needs Kubernetes 1.36" not in (error or ""):
        problems.append(f"Kubernetes {rendering.LAST_WITHOUT_POLICIES} is not refused: {error}")
    names = parsed["injection"].get("policy", {})
    if parsed["injection"].get("engine") != "policy" or "listen" in parsed.get("server", {}):
        problems.append("the configuration is not for a policy")
    if case.values.get("rbac", {}).get("create", True):
        rules = {tuple(rule["resources"]): rule["resourceNames"] for rule in role["rules"]}
        wanted = {
            ("mutatingadmissionpolicies", "mutatingadmissionpolicybindings"): [names["name"]],
            ("clusterroles",): [names["ownerRole"]],
        }
        if rules != wanted or names["ownerRole"] != role["metadata"]["name"]:
            problems.append(f"{name(role)}: grants {rules}, not {wanted}")
    elif role or "ownerRole" in names:
        problems.append("has an owner without rbac.create")
    for document in objects:
        if document["kind"] in ("Certificate", "Issuer") or document["metadata"]["name"].endswith("-tls"):
            problems.append(f"{name(document)} is for a webhook")
    text = json.dumps([one for one in objects if one["kind"] in ("Deployment", "Service", "NetworkPolicy")])
    problems += [f"{word} is for a webhook" for word in ('"webhook"', "--tls-cert", "--certificates", "--webhook-name") if word in text.replace('"app.kubernetes.io/component": "webhook"', "")]
    return problems
