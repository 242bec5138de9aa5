#!/usr/bin/env python3
"""What the webhook must answer, worked out without the webhook.

    oracle.py expected                       recomputes expected.json for the files of corpus/ (committed)
    oracle.py check                          fails when expected.json is not what `expected` would write
    oracle.py configuration                  prints rules.json as a configuration file for `pullpass serve`
    oracle.py ask URL --cacert FILE          posts every review to a running webhook with that configuration; each answer
                                             must be the expected one, its patch must apply (python-jsonpatch) and give
                                             the expected Pod, and a second pass over that Pod must add nothing
    oracle.py verify ANSWERS.jsonl           the same checks for answers that were collected otherwise, one
                                             {"file": ..., "answer": ..., "second": ...} a line

Options: --corpus DIRECTORY (repeatable; default corpus/), --vectors DIRECTORY (default ../../ImagesTests/Fixtures).

Before anything else the script's own reading of images and patterns (kubelet.py) is compared with every row of
parse.jsonl and match.jsonl. The rules of admission are those of the design, written down here a second time.
"""

import argparse
import base64
import copy
import fnmatch
import http.client
import json
import pathlib
import re
import ssl
import sys
import urllib.parse

import kubelet

HERE = pathlib.Path(__file__).resolve().parent
INJECT = "pullpass.dev/inject"
MIRROR = "kubernetes.io/config.mirror"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=["expected", "check", "configuration", "ask", "verify"])
    parser.add_argument("target", nargs="?")
    parser.add_argument("--cacert")
    parser.add_argument("--corpus", action="append", type=pathlib.Path)
    parser.add_argument("--vectors", type=pathlib.Path, default=HERE.parent.parent / "ImagesTests/Fixtures")
    arguments = parser.parse_args()

    rows = kubelet.check_against(arguments.vectors / "parse.jsonl", arguments.vectors / "match.jsonl")
    print(f"reads images and patterns as the kubelet does: {rows} of {rows} rows", file=sys.stderr)
    rules = json.loads((HERE / "rules.json").read_text())
    files = sorted(f for directory in arguments.corpus or [HERE / "corpus"] for f in directory.glob("*.json"))
    if not files:
        sys.exit("there are no reviews to look at")

    if arguments.command == "configuration":
        print(json.dumps(configuration(rules), indent=2))
    elif arguments.command == "expected":
        (HERE / "expected.json").write_text(expectations(files, rules))
    elif arguments.command == "check":
        if (HERE / "expected.json").read_text() != expectations(files, rules):
            sys.exit("expected.json is not what this script computes; look at the rules, then run: oracle.py expected")
    elif arguments.command == "ask":
        ask(arguments.target, arguments.cacert, files, rules)
    else:
        verify(arguments.target, files, rules)


# What must come out


def expectation(review, rules):
    """The expected answer to a review: the Secrets to add, the policies to force, and the operations that do both."""
    request = review["request"]
    pod = request.get("object")
    expected = {"secrets": [], "operations": []}
    is_creation = (
        request["operation"] == "CREATE"
        and request["resource"] == {"group": "", "version": "v1", "resource": "pods"}
        and not request.get("subResource")
    )
    if not is_creation or pod is None or opts_out(pod):
        return expected
    spec = pod["spec"]

    uses = []
    for place in ("containers", "initContainers"):
        for index, container in enumerate(spec.get(place) or []):
            uses.append((container.get("image"), f"/spec/{place}/{index}/imagePullPolicy", container.get("imagePullPolicy")))
    for index, volume in enumerate(spec.get("volumes") or []):
        if "image" in volume:
            image = volume["image"]
            uses.append((image.get("reference"), f"/spec/volumes/{index}/image/pullPolicy", image.get("pullPolicy")))

    present = [entry.get("name") for entry in spec.get("imagePullSecrets") or []]
    forced = {}
    for rule in rules:
        if not any(fnmatchcase(request.get("namespace", ""), glob) for glob in rule.get("namespaces", ["*"])):
            continue
        matched = [use for use in uses if is_matched(use[0], rule["matchImages"])]
        if (matched or rule.get("always")) and rule["secretName"] not in present + expected["secrets"]:
            expected["secrets"].append(rule["secretName"])
        if rule.get("imagePullPolicy") == "Always":
            for _, path, policy in matched:
                if policy != "Always":
                    forced[path] = {"op": "add" if policy is None else "replace", "path": path, "value": "Always"}

    entries = [{"name": name} for name in expected["secrets"]]
    if entries and spec.get("imagePullSecrets") is None:
        expected["operations"] = [{"op": "add", "path": "/spec/imagePullSecrets", "value": entries}]
    else:
        expected["operations"] = [{"op": "add", "path": "/spec/imagePullSecrets/-", "value": entry} for entry in entries]
    expected["operations"] += sorted(forced.values(), key=lambda operation: operation["path"])
    return expected


def opts_out(pod):
    metadata = pod["metadata"]
    marks = [metadata.get(kind) or {} for kind in ("labels", "annotations")]
    return any(m.get(INJECT) in ("disabled", "false") for m in marks) or MIRROR in marks[1]


def fnmatchcase(name, glob):
    """Only `*` is special in a namespace glob."""
    return fnmatch.fnmatchcase(name, glob.replace("[", "[[]").replace("?", "[?]"))


def is_matched(image, patterns):
    try:
        repository = kubelet.parse_image(image or "")[0]
    except kubelet.Unreadable:
        return False
    return any(kubelet.matches(pattern, repository) for pattern in patterns)


def expected_pod(review, expected):
    """The Pod that must come out, made without any JSON Patch."""
    pod = copy.deepcopy(review["request"].get("object"))
    if expected["secrets"]:
        names = [{"name": name} for name in expected["secrets"]]
        pod["spec"]["imagePullSecrets"] = (pod["spec"].get("imagePullSecrets") or []) + names
    for operation in expected["operations"]:
        match = re.fullmatch(r"/spec/(\w+)/(\d+)/(?:(image)/)?(imagePullPolicy|pullPolicy)", operation["path"])
        if match:
            place, index, image, key = match.groups()
            target = pod["spec"][place][int(index)]
            (target["image"] if image else target)[key] = "Always"
    return pod


def expectations(files, rules):
    lines = []
    for file in files:
        line = {"file": file.name, **expectation(json.loads(file.read_bytes()), rules)}
        lines.append(json.dumps(line, ensure_ascii=False))
    return "[\n" + ",\n".join(lines) + "\n]\n"


def configuration(rules):
    registries = []
    for rule in rules:
        registry = {key: rule[key] for key in ("name", "secretName", "matchImages", "always", "imagePullPolicy") if key in rule}
        if "namespaces" in rule:
            registry["namespaces"] = {"names": rule["namespaces"]}
        registry["credentials"] = {"basic": {"username": {"value": "u"}, "password": {"env": "PASSWORD"}}}
        registries.append(registry)
    return {"apiVersion": "pullpass.dev/v1alpha1", "kind": "Configuration", "registries": registries}


# What did come out


def problems(review, answer, expected):
    """Everything that is wrong with an answer, as sentences."""
    import jsonpatch

    found = []
    response = answer.get("response", {})
    for key in ("apiVersion", "kind"):
        if answer.get(key) != review[key]:
            found.append(f"{key} is {answer.get(key)!r}")
    if response.get("uid") != review["request"]["uid"]:
        found.append(f"uid is {response.get('uid')!r}")
    if response.get("allowed") is not True:
        found.append("the object is not allowed")
    if ("patch" in response) != bool(expected["operations"]) or response.get("patchType") != (
        "JSONPatch" if expected["operations"] else None
    ):
        found.append(f"expected {len(expected['operations'])} operations, got {response}")
        return found
    audit = response.get("auditAnnotations", {}).get("injected")
    if audit != (",".join(expected["secrets"]) or None):
        found.append(f"the audit annotation is {audit!r}")
    for warning in response.get("warnings", []):
        if not warning.isascii() or not warning.isprintable() or len(warning) > 255:
            found.append(f"a warning that kubectl cannot show: {warning!r}")
    if not expected["operations"]:
        return found
    patch = json.loads(base64.b64decode(response["patch"], validate=True))
    secrets = [operation for operation in patch if operation["path"].startswith("/spec/imagePullSecrets")]
    others = sorted((o for o in patch if o not in secrets), key=lambda operation: operation["path"])
    if secrets + others != expected["operations"]:
        found.append(f"the patch is {patch}, not {expected['operations']}")
    try:
        if jsonpatch.apply_patch(review["request"]["object"], patch) != expected_pod(review, expected):
            found.append("the patched Pod is not the expected one")
    except (jsonpatch.JsonPatchException, jsonpatch.JsonPointerException) as error:
        found.append(f"the patch does not apply: {error}")
    return found


def second_review(review, expected):
    """The review that the API server sends when it invokes the webhook again: a new uid, the patched Pod."""
    second = copy.deepcopy(review)
    second["request"]["uid"] = review["request"]["uid"][::-1]
    if expected["operations"]:
        second["request"]["object"] = expected_pod(review, expected)
    return second


def ask(url, authority, files, rules):
    address = urllib.parse.urlsplit(url or "")
    if address.scheme != "https" or not address.hostname:
        sys.exit("ask needs the webhook's https URL, such as https://localhost:8443/mutate")
    context = ssl.create_default_context(cafile=authority)
    connection = http.client.HTTPSConnection(address.hostname, address.port or 443, context=context, timeout=30)

    def post(body):
        connection.request("POST", f"{address.path}?timeout=5s", body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        content = answer.read()
        if answer.status != 200:
            return {"response": {"status": answer.status, "content": content.decode(errors="replace")}}
        return json.loads(content)

    def answers():
        for file in files:
            body = file.read_bytes()
            review = json.loads(body)
            second = second_review(review, expectation(review, rules))
            # Go's encoder, which the API server uses, leaves no spaces and writes non-ASCII as it is.
            compact = json.dumps(second, separators=(",", ":"), ensure_ascii=False).encode()
            yield file, post(body), post(compact)

    report(answers(), rules)


def verify(path, files, rules):
    by_name = {file.name: file for file in files}
    lines = [json.loads(line) for line in open(path, encoding="utf-8")]
    if missing := sorted(set(by_name) - {line["file"] for line in lines}):
        sys.exit(f"{path} has no answer for {missing}")
    report(((by_name[line["file"]], line["answer"], line["second"]) for line in lines), rules)


def report(answers, rules):
    count = failures = patched = 0
    for file, first, second in answers:
        review = json.loads(file.read_bytes())
        expected = expectation(review, rules)
        found = problems(review, first, expected)
        again = second_review(review, expected)
        none = {"secrets": [], "operations": []}
        found += [f"second pass: {problem}" for problem in problems(again, second, none)]
        count += 1
        patched += bool(expected["operations"])
        failures += bool(found)
        for problem in found:
            print(f"{file.name}: {problem}", file=sys.stderr)
    print(f"{count} reviews, {patched} of them to be patched: {failures} wrong answers")
    if failures or not patched:
        sys.exit(1)


if __name__ == "__main__":
    main()
