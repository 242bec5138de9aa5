"""What the kubelet puts in: fields of a Pod, environment variables, and $(NAME) in words."""

import base64
import os
import re

from stage import network


def field(path, pod):
    """The value of a fieldRef."""
    if found := re.fullmatch(r"metadata\.(labels|annotations)\['(.+)'\]", path):
        return (pod["metadata"].get(found[1]) or {}).get(found[2], "")
    special = {"status.hostIP": network.NODE, "status.podIP": pod.get("status", {}).get("podIP", "")}
    if path in special:
        return special[path]
    value = pod
    for key in path.split("."):
        value = value.get(key, {})
    return value if isinstance(value, str) else ""


def expand(text, variables):
    """$(NAME) becomes its value, $$ becomes $, and an unknown name stays."""

    def replace(found):
        if found[0] == "$$":
            return "$"
        return variables.get(found[1], found[0])

    return re.sub(r"\$\$|\$\(([^)]+)\)", replace, text)


def environment(container, pod, api):
    """The variables of a container."""
    namespace = pod["metadata"]["namespace"]
    # Those that the image and the kubelet bring.
    found = {
        "PATH": "/usr/bin:/bin", "HOSTNAME": pod["metadata"]["name"],
        "KUBERNETES_SERVICE_HOST": network.SERVICES.split("/")[0][:-1] + "1", "KUBERNETES_SERVICE_PORT": "443",
    }
    # An executable with a sanitizer is held to what its caller wants.
    found.update({name: value for name, value in os.environ.items() if name.endswith("SAN_OPTIONS")})
    for variable in container.get("env") or []:
        source = variable.get("valueFrom")
        if source is None:
            found[variable["name"]] = expand(variable.get("value", ""), found)
        elif "fieldRef" in source:
            found[variable["name"]] = field(source["fieldRef"]["fieldPath"], pod)
        else:
            kind = "secret" if "secretKeyRef" in source else "configMap"
            reference = source[f"{kind}KeyRef"]
            value = (api.read(f"/api/v1/namespaces/{namespace}/{kind.lower()}s/{reference['name']}") or {}).get("data", {})[reference["key"]]
            found[variable["name"]] = base64.b64decode(value).decode() if kind == "secret" else value
    return found
