"""Validates objects against the Kubernetes OpenAPI types, unknown fields included.

The schemas are those that the package kubernetes-validate carries, in their strict form; they are read here and not by its own
function, which parses the definitions of all types anew for each object. Types that Kubernetes itself does not have are
validated against custom_types.py.
"""

import functools
import importlib.resources
import json
import re

import jsonschema
import referencing

import custom_types

# The oldest version that Chart.yaml allows, and the newest that is known.
VERSIONS = ["1.30", "1.37"]


def check(case, documents):
    problems = []
    for template, document in documents:
        where = f"{case.name}: {template}: {document['kind']} {document.get('metadata', {}).get('name')}"
        own = custom_types.schema(document)
        if own:
            problems += [f"{where}: {error.json_path}: {error.message}" for error in jsonschema.Draft7Validator(own).iter_errors(document)]
            continue
        for version in VERSIONS:
            known = validator(version, document["kind"].lower(), document["apiVersion"])
            if known is None:
                problems.append(f"{where}: Kubernetes {version} has no {document['kind']} of {document['apiVersion']}")
                continue
            problems += [f"{where}: Kubernetes {version}: {error.json_path}: {error.message}" for error in known.iter_errors(document)]
    return problems


@functools.cache
def validator(version, kind, api_version):
    folder = schemas(version)
    # rbac.authorization.k8s.io/v1 is called rbac-v1 there.
    name = re.sub(r"^([^./]*)(?:\.[^/]*)?/", r"\1-", api_version)
    file = folder / f"{kind}-{name}.json"
    if not file.is_file():
        return None
    schema = json.loads(file.read_text())
    registry = referencing.Resource.from_contents(schema) @ definitions(version)
    return jsonschema.Draft202012Validator(schema, registry=registry)


@functools.cache
def definitions(version):
    contents = json.loads((schemas(version) / "_definitions.json").read_text())
    return (referencing.Resource.from_contents(contents) @ referencing.Registry()).crawl()


def schemas(version):
    folder = importlib.resources.files("kubernetes_validate") / "kubernetes-json-schema" / f"v{version}.0-local-strict"
    if not folder.is_dir():
        raise SystemExit(f"chart: kubernetes-validate has no schemas of Kubernetes {version}")
    return folder
