"""Reviews as an API server sends them, and as only an attacker would."""

import json
import pathlib

ROOT = pathlib.Path(__file__).resolve().parents[3]
CORPUS = ROOT / "Tests/Rules/AdmissionTests/Fixtures/corpus"


def ordinary(size=None, namespace=None):
    """A Pod with a service mesh's sidecar, 14 KB; with a size, its annotations are long enough for that many bytes."""
    text = (CORPUS / "pod-with-sidecar-14k.json").read_bytes()
    review = json.loads(text)
    if size:
        metadata = review["request"]["object"]["metadata"]
        metadata.setdefault("annotations", {})["filler"] = "x" * max(0, size - len(text))
    if namespace:
        review["request"]["namespace"] = review["request"]["object"]["metadata"]["namespace"] = namespace
    return json.dumps(review, separators=(",", ":")).encode()


def many_containers(count):
    """A Pod of many containers, each as small as it can be: 14 bytes."""
    head, tail = _around()
    return head + b",".join([b'{"image":"a"}'] * count) + tail


def _around():
    review = {
        "apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview",
        "request": {
            "uid": "0", "operation": "CREATE", "namespace": "team-a", "resource": {"group": "", "version": "v1", "resource": "pods"},
            "object": {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": {"containers": ["HERE"]}},
        },
    }
    head, tail = json.dumps(review, separators=(",", ":")).split('"HERE"')
    return head.encode(), tail.encode()
