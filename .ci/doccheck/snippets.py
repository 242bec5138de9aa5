"""Blocks of YAML: whole files and parts of files, each read by what will read it."""

import copy
import functools
import json
import pathlib
import tempfile

import helm_python as helm
import yaml

import rendering
import types_check
from desk import Desk

HEAD = "apiVersion: pullpass.dev/v1alpha1\nkind: Configuration\n"


@functools.cache
def schema():
    return json.loads(pathlib.Path(rendering.CHART, "values.schema.json").read_text())


def resolve(node):
    while "$ref" in node:
        node = schema()["definitions"][node["$ref"].removeprefix("#/definitions/")]
    return node


@functools.cache
def values_keys():
    return set(schema()["properties"])


@functools.cache
def configuration_keys():
    return set(resolve(schema()["properties"]["config"])["properties"])


def check(block):
    """What was done with a block of YAML, and problems."""
    try:
        documents = rendering.parse_yaml(block.text)
    except yaml.YAMLError as error:
        return "", [f"{block.where}: {error}"]
    if block.excuse is not None:
        return "parsed", []
    if block.text.startswith("# values.yaml\n"):
        # .ci/chart takes it as one of its cases, with all that it does to them.
        return "checked by .ci/chart", []
    # What has only comments is no document.
    problems, done = [], "parsed"
    for document in documents:
        done, found = check_document(block, document)
        problems += [f"{block.where}: {problem}" for problem in found]
    return done, problems


def check_document(block, document):
    keys = set(document)
    if str(document.get("apiVersion", "")).startswith("pullpass.dev/"):
        return "read by the program", read_for_a_node(block.text) if block.text.startswith("# node") else read(block.text)
    if "apiVersion" in keys and "kind" in keys:
        return "a Kubernetes object", validate(document)
    if keys == {"credentials"}:
        kind = next(iter(document["credentials"]))
        registry = {"name": "snippet", "matchImages": patterns_of(kind), **document}
        return "read by the program", read(HEAD + yaml.safe_dump({"registries": [registry]}))
    if keys <= configuration_keys() and "registries" in keys:
        return "read by the program", read(HEAD + yaml.safe_dump(completed(document)))
    if keys <= values_keys():
        return "rendered", render(document)
    return "", [f"{sorted(keys)} are neither values nor of a configuration nor an object: say above the block why it is not read"]


def read(text):
    """Lets the program read a whole configuration."""
    with Desk() as desk:
        (desk.path / "snippet.yaml").write_text(text)
        status, _, errors = desk.run("pullpass explain --config snippet.yaml -f examples/pod.yaml")
        told = [line for line in errors.splitlines() if "snippet.yaml" in line]
        return told or ([errors] if status not in (0, 1) else [])


def read_for_a_node(text):
    """Lets the program read a whole configuration as its plugin for the kubelet does."""
    with Desk() as desk:
        (desk.path / "node.yaml").write_text(text)
        status, said, _ = desk.run("pullpass validate --node --strict node.yaml", merged=True)
        return [said] if status else []


def completed(document):
    """What a part leaves out is not what it is about."""
    document = copy.deepcopy(document)
    for registry in document["registries"]:
        registry.setdefault("credentials", {"basic": {"username": {"value": "janedoe"}, "password": {"env": "PASSWORD"}}})
    return document


def patterns_of(kind):
    for file in sorted(pathlib.Path("examples/registries").glob("*.yaml")):
        for registry in yaml.safe_load(file.read_text())["registries"]:
            if kind in registry["credentials"]:
                return registry["matchImages"]
    return ["registry.example.com"]


def render(values):
    whole = merged(yaml.safe_load(pathlib.Path("examples/values.yaml").read_text()), values)
    try:
        rendering.documents(rendering.files(whole, kubernetes=rendering.FIRST_WITH_POLICIES))
    except (helm.HelmError, yaml.YAMLError) as error:
        return [str(error)]
    return []


def merged(base, above):
    if not (isinstance(base, dict) and isinstance(above, dict)):
        return above
    return {**base, **above, **{key: merged(base[key], above[key]) for key in base.keys() & above.keys()}}


def validate(document):
    group = document["apiVersion"].rpartition("/")[0]
    known = types_check.validator(types_check.VERSIONS[-1], document["kind"].lower(), document["apiVersion"])
    if known is None:
        # Of somebody else's CRD.
        return [] if "." in group and not group.endswith(".k8s.io") else [f"Kubernetes has no {document['kind']} of {document['apiVersion']}"]
    return [f"{error.json_path}: {error.message}" for error in known.iter_errors(document)]
