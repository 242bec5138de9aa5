"""The reviews that are asked, and what each must be answered by which configuration."""

import base64
import copy
import json

from ground import ROOT

CORPUS = ROOT / "Tests/Rules/AdmissionTests/Fixtures/corpus"
# The two configurations between which reloads go to and fro: B has this host besides.
ONLY_IN_B = "extra.example"
HUB, GHCR, QUAY, PLATFORM, ANYBODY = (
    "pullpass-dockerhub", "pullpass-ghcr", "pullpass-quay", "pullpass-platform", "pullpass-anonymous"
)


class Case:
    """A review, and for configuration A and B: the Secrets that are added, and the places of containers that get `Always`."""

    def __init__(self, name, review, a=(), b=None, always=()):
        self.name, self.review, self.always = name, review, always
        self.secrets = {"A": list(a), "B": list(a if b is None else b)}
        self.pods = {key: self._patched(names) for key, names in self.secrets.items()}

    def text(self, uid):
        self.review["request"]["uid"] = uid
        return json.dumps(self.review, separators=(",", ":")).encode()

    def _patched(self, names):
        """The Pod as it must be after the answer's patch, or None where there must be none."""
        if not names:
            return None
        pod = copy.deepcopy(self.review["request"]["object"])
        held = pod["spec"].get("imagePullSecrets") or []
        pod["spec"]["imagePullSecrets"] = held + [{"name": name} for name in names]
        for place in self.always:
            pod["spec"]["containers"][place]["imagePullPolicy"] = "Always"
        return pod

    def judge(self, uid, body):
        """By which configurations an answer is right, as text: "AB", "A", "B"; and what is wrong with it, or None."""
        try:
            answer = json.loads(body)
            response = answer["response"]
            if (answer["apiVersion"], answer["kind"]) != ("admission.k8s.io/v1", "AdmissionReview"):
                return "", "not an AdmissionReview"
            if response["uid"] != uid:
                return "", f"the uid of another review: {response['uid']}"
            if response["allowed"] is not True:
                return "", "not allowed"
            pod = self._pod(response)
        except (ValueError, KeyError, TypeError, IndexError) as error:
            return "", f"not understood: {error!r}: {body[:200]!r}"
        right = "".join(key for key, wanted in self.pods.items() if wanted == pod)
        return right, None if right else f"{self.name}: another Pod than expected: {body[:400]!r}"

    def _pod(self, response):
        if ("patch" in response) != (response.get("patchType") == "JSONPatch"):
            raise ValueError("patch and patchType do not go together")
        if "patch" not in response:
            return None
        pod = copy.deepcopy(self.review["request"]["object"])
        for operation in json.loads(base64.b64decode(response["patch"], validate=True)):
            apply(pod, operation)
        return pod


def apply(document, operation):
    """One operation of RFC 6902, of the kinds that are answered."""
    *way, last = operation["path"].split("/")[1:]
    place = document
    for step in way:
        place = place[int(step)] if isinstance(place, list) else place[step]
    match operation["op"], isinstance(place, list):
        case "add", True:
            place.insert(len(place) if last == "-" else int(last), operation["value"])
        case "add", False:
            place[last] = operation["value"]
        case "replace", is_list:
            # What is replaced must be there.
            key = int(last) if is_list else last
            place[key]
            place[key] = operation["value"]
        case other, _:
            raise ValueError(f"operation {other}")


def small(images, **more):
    """A Pod as small as a test's."""
    pod = {
        "apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p", "namespace": "team-0", **more.pop("metadata", {})},
        "spec": {"containers": [{"name": f"c{n}", "image": image} for n, image in enumerate(images)], **more},
    }
    return {
        "apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview",
        "request": {
            "uid": "", "operation": "CREATE", "namespace": "team-0", "kind": {"group": "", "version": "v1", "kind": "Pod"},
            "resource": {"group": "", "version": "v1", "resource": "pods"}, "object": pod,
        },
    }


def recorded(name):
    review = json.loads((CORPUS / f"{name}.json").read_bytes())
    review["request"]["namespace"] = review["request"]["object"]["metadata"]["namespace"] = "team-0"
    return review


def all_cases():
    deletion = small(["nginx"])
    deletion["request"]["operation"] = "DELETE"
    return [
        Case("hub", small(["nginx"]), [HUB, ANYBODY], always=[0]),
        Case("none", small(["registry.k8s.io/pause:3.10"])),
        Case("only in B", small(["extra.example/app:1"]), [], [QUAY, ANYBODY]),
        Case("several", small(["ghcr.io/acme/shop:1", "redis:7", "quay.io/a/b"]), [HUB, GHCR, QUAY, ANYBODY], always=[1]),
        Case("no fallback", small(["platform.example/a"]), [PLATFORM]),
        Case("held", small(["nginx"], imagePullSecrets=[{"name": "own"}]), [HUB, ANYBODY], always=[0]),
        Case("there already", small(["quay.io/a/b"], imagePullSecrets=[{"name": QUAY}, {"name": ANYBODY}])),
        Case("opted out", small(["nginx"], metadata={"labels": {"pullpass.dev/inject": "disabled"}})),
        Case("deletion", deletion),
        Case("no match by path", small(["ghcr.io/acmeother/shop"])),
        Case("14 KB", recorded("pod-with-sidecar-14k"), [GHCR, ANYBODY]),
        Case("50 KB", small(["nginx"], metadata={"annotations": {"filler": 'x\\"é' * 4_500}}), [HUB, ANYBODY], always=[0]),
    ]
