"""What doctor's next steps need of kubectl and helm, against the test API server: `kubectl.py kubectl ARGUMENTS` or `kubectl.py helm ARGUMENTS`.

KUBE_SERVER is its URL, KUBE_TOKEN who asks, HELM_MANIFEST the file that `helm get manifest` prints. YAML is written as JSON, which is YAML.
What it does not know ends with 64, so that no step is taken for carried out.
"""

import base64
import json
import os
import sys
import time
import urllib.error
import urllib.request

SERVER, TOKEN = os.environ["KUBE_SERVER"], os.environ["KUBE_TOKEN"]
PLACES = {
    "pod": "/api/v1", "secret": "/api/v1", "namespace": "/api/v1", "service": "/api/v1", "configmap": "/api/v1",
    "deployment": "/apis/apps/v1", "endpointslice": "/apis/discovery.k8s.io/v1",
    "mutatingwebhookconfiguration": "/apis/admissionregistration.k8s.io/v1",
}
CLUSTER = {"namespace", "mutatingwebhookconfiguration"}


def call(method, path, body=None, kind="application/json"):
    """Status and answer."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(SERVER + path, data, {"Authorization": f"Bearer {TOKEN}", "Content-Type": kind}, method=method)
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, json.loads(answer.read() or b"{}")
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read() or b"{}")


def must(method, path, body=None, kind="application/json"):
    status, answer = call(method, path, body, kind)
    if status >= 300:
        sys.exit(f"Error from server: {method} {path}: {status} {answer.get('message')}")
    return answer


def place(kind, namespace, name=None):
    kind = kind.lower().rstrip("s")
    if kind not in PLACES:
        sys.exit(64)
    space = "" if kind in CLUSTER else f"/namespaces/{namespace}"
    return f"{PLACES[kind]}{space}/{kind}s" + (f"/{name}" if name else "")


def at(obj):
    return place(obj["kind"], obj["metadata"].get("namespace", "default"), obj["metadata"]["name"])


def made(obj):
    """An object as it is sent to be made anew."""
    for key in ("uid", "resourceVersion", "creationTimestamp", "managedFields"):
        obj["metadata"].pop(key, None)
    return obj


def put(obj, force):
    path = at(obj)
    if not force:
        obj["metadata"].pop("resourceVersion", None)
        return must("PUT", path, obj)
    must("DELETE", path)
    obj.pop("status", None)
    return must("POST", path.rsplit("/", 1)[0], made(obj))


def kubectl(words):
    flags, rest = {}, []
    words = iter(words)
    for word in words:
        if word == "-n" or word == "--namespace":
            flags["namespace"] = next(words)
        elif word in ("-o", "-f", "--patch", "--type", "-l", "--as"):
            flags[word.lstrip("-")] = next(words)
        elif word.startswith("--"):
            name, _, value = word[2:].partition("=")
            flags[name] = value
        else:
            rest.append(word)
    space = flags.get("namespace", "default")
    verb, rest = rest[0], rest[1:]
    if verb in ("describe", "logs", "exec", "auth"):
        return
    if rest and "/" in rest[0] and "=" not in rest[0]:
        rest = rest[0].split("/", 1) + rest[1:]
    if verb == "label":
        key, value = rest[2].split("=")
        must("PATCH", place(rest[0], space, rest[1]), {"metadata": {"labels": {key: value}}}, "application/merge-patch+json")
    elif verb == "delete":
        must("DELETE", place(rest[0], space, rest[1]))
    elif verb == "get" and len(rest) == 1:
        return
    elif verb == "get":
        obj = must("GET", place(rest[0], space, rest[1]))
        if flags["o"].startswith("jsonpath="):
            if flags["o"] != "jsonpath={.data.\\.dockerconfigjson}":
                sys.exit(64)
            print(obj["data"][".dockerconfigjson"], end="")
        else:
            # The block form of YAML at the top, which is what people edit.
            print("\n".join(f"{key}: {value if isinstance(value, str) else json.dumps(value)}" for key, value in obj.items()))
    elif verb == "create" and rest[:2] == ["secret", "docker-registry"]:
        name, _, file = flags["from-file"].partition("=")
        with open(file, "rb") as source:
            content = source.read()
        json.loads(content)
        obj = {"apiVersion": "v1", "kind": "Secret", "type": "kubernetes.io/dockerconfigjson",
               "metadata": {"name": rest[2], "namespace": space}, "data": {name: base64.b64encode(content).decode()}}
        if "dry-run" in flags:
            print(json.dumps(obj))
        else:
            must("POST", place("secret", space), obj)
    elif verb == "replace":
        put(read(sys.stdin.read()), "force" in flags)
    elif verb == "apply":
        for text in sys.stdin.read().split("\n---\n"):
            obj = json.loads(text)
            status, live = call("GET", at(obj))
            if status == 404:
                must("POST", at(obj).rsplit("/", 1)[0], obj)
            else:
                must("PATCH", at(obj), obj, "application/merge-patch+json")
    elif verb == "patch":
        patch, path = json.loads(flags["patch"]), place(rest[0], space, rest[1])
        if flags.get("type") == "json":
            obj = must("GET", path)
            for change in patch:
                if change["op"] not in ("replace", "add"):
                    sys.exit(64)
                *parents, last = change["path"].strip("/").split("/")
                target = obj
                for part in parents:
                    target = target[int(part)] if isinstance(target, list) else target[part]
                target[int(last) if isinstance(target, list) else last] = change["value"]
            must("PUT", path, obj)
        else:
            merge(must("GET", path), patch, path)
    elif verb == "rollout" and rest[0] == "status":
        return
    elif verb == "rollout" and rest[0] == "restart":
        stamp = {"spec": {"template": {"metadata": {"annotations": {"kubectl.kubernetes.io/restartedAt": str(time.time())}}}}}
        target = rest[1].split("/") if "/" in rest[1] else rest[1:]
        must("PATCH", place(target[0], space, target[1]), stamp, "application/merge-patch+json")
    elif verb == "scale":
        must("PATCH", place(rest[0], space, rest[1]), {"spec": {"replicas": int(flags["replicas"])}}, "application/merge-patch+json")
    else:
        sys.exit(64)


def read(text):
    """An object as `get` prints it, or as JSON."""
    if text.lstrip().startswith("{"):
        return json.loads(text)
    obj = {}
    for line in text.splitlines():
        key, _, value = line.partition(": ")
        try:
            obj[key] = json.loads(value)
        except json.JSONDecodeError:
            obj[key] = value
    return obj


def merge(obj, patch, path):
    """A strategic merge: lists of references are merged by name."""
    def mix(old, new):
        if isinstance(old, dict) and isinstance(new, dict):
            return {**old, **{key: mix(old.get(key), value) for key, value in new.items()}}
        if isinstance(old, list) and isinstance(new, list) and all("name" in entry for entry in old + new):
            names = [entry["name"] for entry in new]
            return new + [entry for entry in old if entry["name"] not in names]
        return new
    must("PUT", path, mix(obj, patch))


if sys.argv[1] == "helm":
    if sys.argv[2:4] != ["get", "manifest"]:
        sys.exit(64)
    with open(os.environ["HELM_MANIFEST"]) as manifest:
        print(manifest.read(), end="")
else:
    kubectl(sys.argv[2:])
