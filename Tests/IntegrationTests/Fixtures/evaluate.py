#!/usr/bin/env python3
"""Evaluates a MutatingAdmissionPolicy, or matchConditions of a webhook, as the API server would.

    evaluate.py <cases.json >results.json

Reads {"policy": POLICY, "matchConditions": [...], "requests": [{"request": ..., "object": ..., "namespaceObject": ...}]}.
Writes for each request {"operations": [...], "calls": ...}: the policy's patch, and whether the webhook would be called; or
{"skipped": why}, where constraints or conditions leave the request out, or {"error": why}.

The CEL is evaluated by cel-expr-python, Google's own cel-cpp. Two things of the API server's CEL are not in it, and are put in
other words: JSONPatch{...} is a map, and transformList(i, c, ...) is a map() over elements that know their index, as those of
removedPlaces do.
"""

import json
import re
import sys

from cel_expr_python import cel
from cel_expr_python.ext import ext_strings

INDEX = "index__"
ROOTS = {name: cel.Type.DYN for name in ("object", "oldObject", "request", "namespaceObject", "variables")}
ENVIRONMENT = cel.NewEnv(variables=ROOTS, extensions=[ext_strings.ExtStrings()])


def compiled(expression):
    expression = re.sub(r"JSONPatch\{op: ('\w+'), path: (.*), value: ", r"{'op': \1, 'path': \2, 'value': ", expression)
    expression = re.sub(r"JSONPatch\{op: 'remove', path: (.*)\}\)", r"{'op': 'remove', 'path': \1})", expression)
    expression = re.sub(r"\.transformList\(i, s, (.*), i\)", rf".filter(s, \1).map(s, s.{INDEX})", expression)
    expression = expression.replace(".transformList(n, i,", ".map(p,").replace("string(i - n)", f"string(p.place - p.{INDEX})")
    expression = expression.replace(".transformList(i, c,", ".map(c,").replace("string(i)", f"string(c.{INDEX})")
    return Program(ENVIRONMENT.compile(expression), set(re.findall(r"variables\.(\w+)", expression)))


class Program:
    def __init__(self, program, variables):
        self.program = program
        self.variables = variables

    def value(self, data):
        """Only the variables that are named are handed over: each one is converted every time."""
        variables = {name: data["variables"][name] for name in self.variables}
        return self.program.eval(data={**data, "variables": variables}).plain_value()


def selected(selector, labels):
    for key, value in selector.get("matchLabels", {}).items():
        if labels.get(key) != value:
            return False
    for item in selector.get("matchExpressions", []):
        has, value = item["key"] in labels, labels.get(item["key"])
        values = item.get("values", [])
        holds = {
            "In": has and value in values,
            "NotIn": not (has and value in values),
            "Exists": has,
            "DoesNotExist": not has,
        }[item["operator"]]
        if not holds:
            return False
    return True


def constrained(constraints, case):
    """Why matchConstraints leave the request out; None where they do not."""
    request = case["request"]
    rule = constraints["resourceRules"][0]
    resource = request["resource"]
    if (
        request["operation"] not in rule["operations"]
        or resource["resource"] not in rule["resources"]
        or resource["group"] not in rule["apiGroups"]
        or resource["version"] not in rule["apiVersions"]
        or request.get("subResource")
    ):
        return "resourceRules"
    if not selected(constraints["namespaceSelector"], labels(case["namespaceObject"])):
        return "namespaceSelector"
    if not selected(constraints["objectSelector"], labels(case["object"])):
        return "objectSelector"
    return None


def labels(value):
    return (value or {}).get("metadata", {}).get("labels") or {}


def indexed(value):
    """The Pod, with the elements of the lists knowing where they are."""
    spec = value.get("spec")
    if not isinstance(spec, dict):
        return value
    spec = dict(spec)
    for name in ("containers", "initContainers", "volumes", "imagePullSecrets"):
        if isinstance(spec.get(name), list):
            spec[name] = [
                {**item, INDEX: index} if isinstance(item, dict) else item for index, item in enumerate(spec[name])
            ]
    # A typed object has no nulls; has() would find one here.
    return {**value, "spec": {key: item for key, item in spec.items() if item is not None}}


class Conditions:
    def __init__(self, conditions):
        self.programs = [(item["name"], compiled(item["expression"])) for item in conditions]

    def unmet(self, data):
        return next((name for name, program in self.programs if program.value(data) is not True), None)


class Policy:
    def __init__(self, policy):
        spec = policy["spec"]
        self.constraints = spec["matchConstraints"]
        self.conditions = Conditions(spec["matchConditions"])
        self.variables = [(item["name"], compiled(item["expression"])) for item in spec["variables"]]
        self.mutations = [compiled(item["jsonPatch"]["expression"]) for item in spec["mutations"]]

    def operations(self, data):
        variables = {}
        for name, program in self.variables:
            value = program.value({**data, "variables": variables})
            if name == "removedPlaces":
                value = [{"place": place, INDEX: index} for index, place in enumerate(value)]
            variables[name] = value
        return [operation for program in self.mutations for operation in program.value({**data, "variables": variables})]


def bindings(case):
    return {
        "object": indexed(case["object"]),
        "request": case["request"],
        "namespaceObject": case["namespaceObject"],
        "variables": {},
    }


def result(case, policy, webhook):
    if reason := constrained(policy.constraints, case):
        return {"skipped": reason}
    data = bindings(case)
    if reason := policy.conditions.unmet(data):
        answer = {"skipped": reason}
    else:
        answer = {"operations": policy.operations(data)}
    return {**answer, "calls": webhook.unmet(data) is None}


def main():
    cases = json.load(sys.stdin)
    policy = Policy(cases["policy"])
    webhook = Conditions(cases["matchConditions"])
    results = []
    for case in cases["requests"]:
        # With failurePolicy Ignore an error means that nothing is done.
        try:
            results.append(result(case, policy, webhook))
        except Exception as error:
            results.append({"error": str(error)})
    json.dump(results, sys.stdout)


if __name__ == "__main__":
    main()
