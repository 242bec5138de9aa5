"""The reviews that servers are asked about: three of a table, and one of any size."""

import copy
import json

from .places import CORPUS

# A Pod with a service mesh's sidecar, as an API server sends it.
SIDECAR = CORPUS / "pod-with-sidecar-14k.json"
SMALL = CORPUS / "041-pod-image-volume.json"


def named(name: str) -> bytes:
    """`3k` and `14k` of the corpus, `106k` made like them."""
    if name == "3k":
        return SMALL.read_bytes().rstrip()
    if name == "14k":
        return SIDECAR.read_bytes().rstrip()
    if name == "106k":
        return of_size(106_000)
    raise KeyError(name)


def of_size(size: int, image: str | None = None) -> bytes:
    """A review of exactly so many bytes: as many containers as fit, each like the corpus' with what `managedFields` says of it.

    All have the corpus' image, or the one that is given. What is left is filled with environment variables and then with an annotation, so that bytes
    are of one mixture at every size.
    """
    template = json.loads(SIDECAR.read_text())["request"]["object"]
    container = template["spec"]["containers"][0]
    if image:
        container["image"] = image
    fields = _fields_of(template, container["name"])
    review = _bare(container["image"])
    pod = review["request"]["object"]
    managed = pod["metadata"]["managedFields"] = [_manager()]
    if len(text(review)) > size:
        del pod["metadata"]["managedFields"]
    else:
        _add_containers(review, managed[0], container, fields, size)
    _add_variables(review, size)
    left = size - len(text(review))
    if left < 0:
        raise ValueError(f"no review has only {size} bytes")
    # An annotation has its own quotes, colon and braces.
    frame = len('"annotations":{"note":""},')
    if left >= frame:
        pod["metadata"] = {"annotations": {"note": "x" * (left - frame)}, **pod["metadata"]}
    else:
        review["request"]["uid"] += "0" * left
    return text(review)


def text(review: dict) -> bytes:
    """As Go writes JSON: no blanks, and no < > & as they are."""
    plain = json.dumps(review, separators=(",", ":"), ensure_ascii=False)
    for sign in "<>&":
        plain = plain.replace(sign, f"\\u{ord(sign):04x}")
    return plain.encode()


def _bare(image: str) -> dict:
    pods = {"group": "", "version": "v1", "resource": "pods"}
    return {
        "kind": "AdmissionReview", "apiVersion": "admission.k8s.io/v1",
        "request": {
            "uid": "3b1f4d0e-6a8c-4a57-8a55-1d6f0f7f9c01", "kind": {"group": "", "version": "v1", "kind": "Pod"}, "resource": pods,
            "namespace": "shop-mesh", "operation": "CREATE",
            "object": {
                "kind": "Pod", "apiVersion": "v1", "metadata": {"name": "checkout", "namespace": "shop-mesh"},
                "spec": {"containers": [{"name": "first", "image": image, "env": []}]},
            },
            "oldObject": None, "dryRun": False,
        },
    }


def _manager() -> dict:
    return {
        "manager": "kube-controller-manager", "operation": "Update", "apiVersion": "v1", "time": "2026-05-04T09:12:33Z",
        "fieldsType": "FieldsV1", "fieldsV1": {"f:spec": {"f:containers": {}}},
    }


def _fields_of(pod: dict, name: str) -> dict:
    for entry in pod["metadata"]["managedFields"]:
        containers = entry["fieldsV1"].get("f:spec", {}).get("f:containers", {})
        if found := containers.get(_key(name)):
            return found
    raise KeyError(name)


def _key(name: str) -> str:
    return f'k:{{"name":"{name}"}}'


def _add_containers(review: dict, manager: dict, container: dict, fields: dict, size: int) -> None:
    spec = review["request"]["object"]["spec"]
    owned = manager["fieldsV1"]["f:spec"]["f:containers"]
    # Names have five digits, so that one container is as long as another one.
    once = len(text({"a": {**container, "name": "worker-00000"}})) + len(text({_key("worker-00000"): fields})) + 2
    for number in range(max(0, size - len(text(review))) // once):
        name = f"worker-{number:05}"
        spec["containers"].append({**copy.copy(container), "name": name})
        owned[_key(name)] = fields


def _add_variables(review: dict, size: int) -> None:
    first = review["request"]["object"]["spec"]["containers"][0]["env"]
    once = len('{"name":"FEATURE_0000","value":"https://rates.shop.svc:8443/latest"},')
    for number in range(max(0, size - len(text(review))) // once):
        first.append({"name": f"FEATURE_{number:04}", "value": "https://rates.shop.svc:8443/latest"})
