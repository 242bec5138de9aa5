#!/usr/bin/env python3
"""Prints what the webhook's answer does to the Pod, and fails unless it does what is expected.

    show_answer.py REVIEW ANSWER --secrets NAME,NAME... [--write-patched FILE] [--quiet]

--secrets      the names that the answer must append to the Pod's imagePullSecrets; empty: it must change nothing
--write-patched  where the review goes, with the patched Pod in it, for a second pass
"""

import argparse
import base64
import copy
import difflib
import json
import sys


def fail(message):
    sys.exit(f"the webhook's answer is not what it should be: {message}")


def apply_patch(document, patch):
    """Applies `add`, `replace` and, in lists, `remove` operations of an RFC 6902 patch; anything else fails."""
    document = copy.deepcopy(document)
    for operation in patch:
        *parents, last = [p.replace("~1", "/").replace("~0", "~") for p in operation["path"].split("/")[1:]]
        target = document
        for part in parents:
            target = target[int(part)] if isinstance(target, list) else target[part]
        if isinstance(target, list) and operation["op"] == "add":
            target.insert(len(target) if last == "-" else int(last), operation["value"])
        elif isinstance(target, list) and operation["op"] == "remove":
            del target[int(last)]
        elif isinstance(target, list) and operation["op"] == "replace":
            target[int(last)] = operation["value"]
        elif isinstance(target, dict) and (operation["op"] == "add" or operation["op"] == "replace" and last in target):
            target[last] = operation["value"]
        else:
            fail(f"an operation that does not apply: {json.dumps(operation)}")
    return document


def decoded_patch(response):
    """The patch of a response, or None. patchType must stand with a patch, and only with one."""
    if "patch" not in response:
        if "patchType" in response:
            fail("it has a patchType without a patch")
        return None
    if response.get("patchType") != "JSONPatch":
        fail(f"it has a patch of type {response.get('patchType')!r}")
    return json.loads(base64.b64decode(response["patch"], validate=True))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("review")
    parser.add_argument("answer")
    parser.add_argument("--secrets", required=True)
    parser.add_argument("--write-patched")
    parser.add_argument("--quiet", action="store_true")
    arguments = parser.parse_args()
    review = json.load(open(arguments.review, encoding="utf-8"))
    try:
        answer = json.load(open(arguments.answer, encoding="utf-8"))
    except ValueError as error:
        fail(f"it is not JSON ({error})")

    before = review["request"]["object"]
    for key in ("apiVersion", "kind"):
        if answer.get(key) != review[key]:
            fail(f"its {key} is {answer.get(key)!r}")
    response = answer.get("response", {})
    if response.get("uid") != review["request"]["uid"]:
        fail(f"its uid is {response.get('uid')!r}")
    if response.get("allowed") is not True:
        fail("the Pod is not allowed")

    patch = decoded_patch(response)
    after = apply_patch(before, patch or [])
    names = [name for name in arguments.secrets.split(",") if name]
    wanted = copy.deepcopy(before)
    if names:
        wanted["spec"].setdefault("imagePullSecrets", []).extend({"name": name} for name in names)
    if after != wanted or (patch is None) != (not names):
        fail(f"expected the secrets {names} to be added and nothing else, got the patch {json.dumps(patch)}")

    if not arguments.quiet:
        lines = [json.dumps(pod, indent=2).splitlines() for pod in (before, after)]
        print("\n".join(difflib.unified_diff(*lines, "the Pod before", "the Pod after", n=4, lineterm="")))
        print("\nThe patch, decoded:")
        for operation in patch or []:
            print("  " + json.dumps(operation))
    if arguments.write_patched:
        review["request"]["object"] = after
        json.dump(review, open(arguments.write_patched, "w", encoding="utf-8"))


if __name__ == "__main__":
    main()
