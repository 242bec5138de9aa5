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


def of_one(namespace, image):
    """A Pod with one container."""
    head, tail = _around()
    return (head + b'{"image":"%s"}' % image.encode() + tail).replace(b'"namespace":"team-a"', b'"namespace":"%s"' % namespace.encode(), 1)


def many_containers(count):
    """A Pod of many containers, each as small as it can be: 14 bytes."""
    head, tail = _around()
    return head + b",".join([b'{"image":"a"}'] * count) + tail


def many_secrets(count):
    """A Pod that names many Secrets of its own."""
    head, tail = _around()
    names = b",".join(b'{"name":"s%d"}' % n for n in range(count))
    return head + b'{"image":"a"}' + tail.replace(b"]", b'],"imagePullSecrets":[' + names + b"]", 1)


def many_labels(count):
    """A Pod with many labels."""
    head, tail = _around()
    labels = b",".join(b'"l%d":""' % n for n in range(count))
    return head.replace(b'"metadata":{', b'"metadata":{"labels":{' + labels + b"},", 1) + b'{"image":"a"}' + tail


def deep(levels):
    """Brackets in brackets where a container should be."""
    head, tail = _around()
    return head + b"[" * levels + b"]" * levels + tail


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
