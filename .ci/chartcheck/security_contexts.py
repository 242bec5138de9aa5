"""What values make of the security contexts of every Pod of the chart, on OpenShift and elsewhere."""

import invariants
import rendering

SECCOMP = {"type": "RuntimeDefault"}
OWN = {"runAsNonRoot": True, "runAsUser": 65532, "runAsGroup": 65532, "fsGroup": 65532, "seccompProfile": SECCOMP}
CONTAINER = {"allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True, "capabilities": {"drop": ["ALL"]}}
ELSEWHERE, OPENSHIFT = (), (invariants.OPENSHIFT,)
REGISTRY = {"name": "r", "matchImages": ["docker.io"], "credentials": {"gar": {}}}


def without(context, *keys):
    return {key: value for key, value in context.items() if key not in keys}


# Values, the cluster's APIs, and what a Pod and its container have then.
TABLE = [
    ({}, ELSEWHERE, OWN, CONTAINER),
    ({}, OPENSHIFT, {"runAsNonRoot": True, "seccompProfile": SECCOMP}, CONTAINER),
    ({"podSecurityContext": {"runAsUser": None, "fsGroup": None}}, ELSEWHERE, without(OWN, "runAsUser", "fsGroup"), CONTAINER),
    ({"podSecurityContext": None}, ELSEWHERE, None, CONTAINER),
    ({"podSecurityContext": {"runAsUser": 1000}}, ELSEWHERE, OWN | {"runAsUser": 1000}, CONTAINER),
    ({"podSecurityContext": {"runAsUser": 1000760000, "seccompProfile": None}}, OPENSHIFT, {"runAsNonRoot": True, "runAsUser": 1000760000}, CONTAINER),
    ({"podSecurityContext": {"supplementalGroups": [4000]}}, ELSEWHERE, OWN | {"supplementalGroups": [4000]}, CONTAINER),
    ({"containerSecurityContext": None}, ELSEWHERE, OWN, None),
    ({"containerSecurityContext": {"capabilities": None, "runAsUser": 7}}, ELSEWHERE, OWN, without(CONTAINER, "capabilities") | {"runAsUser": 7}),
]


def check():
    problems = []
    for values, apis, pod, container in TABLE:
        for mode in ("deployment", "cronjob"):
            chosen = values | {"mode": mode, "config": {"registries": [REGISTRY]}, "prepull": {"images": ["docker.io/acme/app:1"]}}
            templates = list(rendered(chosen, apis))
            if len(templates) != 4:
                problems.append(f"{mode}: {len(templates)} Pod templates, not 4")
            for name, template in templates:
                found = (template["spec"].get("securityContext"), template["spec"]["containers"][0].get("securityContext"))
                if found != (pod, container):
                    problems.append(f"{name}: {values} with the APIs {list(apis)} gives {found}, not {(pod, container)}")
    return problems


def rendered(values, apis):
    for _, document in rendering.documents(rendering.files(values, apis=apis)):
        template = invariants.pod_template(document)
        if template:
            yield invariants.name(document), template
