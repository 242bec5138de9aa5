"""Helm's own engine: lint, render, package."""

import json

import helm_python as helm
import yaml
from helm_python import _native

CHART = "charts/pullpass"
RELEASE = "pullpass"
NAMESPACE = "pullpass"
# The oldest that Chart.yaml allows.
OLDEST = "v1.30.0"
# The first that has admission policies which change Pods, and the one before.
FIRST_WITH_POLICIES = "v1.36.0"
LAST_WITHOUT_POLICIES = "v1.35.9"
NOTES = f"{RELEASE}/templates/NOTES.txt"


class StrictLoader(yaml.SafeLoader):
    """Refuses a key that stands twice, which the API server would do as well."""


def _mapping(loader, node):
    seen = set()
    for key, _ in node.value:
        name = loader.construct_object(key, deep=True)
        if name in seen:
            raise yaml.constructor.ConstructorError(None, None, f"the key {name!r} stands twice", key.start_mark)
        seen.add(name)
    return yaml.SafeLoader.construct_mapping(loader, node, deep=True)


StrictLoader.add_constructor("tag:yaml.org,2002:map", _mapping)


def parse_yaml(text):
    return [document for document in yaml.load_all(text, Loader=StrictLoader) if document is not None]


def helm_version():
    return helm.helm_sdk_version()


def oldest(values):
    """The oldest Kubernetes that values are for."""
    return FIRST_WITH_POLICIES if values.get("injection", {}).get("engine") == "policy" else OLDEST


def files(values, namespace=NAMESPACE, kubernetes=None, apis=()):
    """Rendered text by template, for the oldest Kubernetes unless told; raises helm.HelmError."""
    options = {"name": RELEASE, "namespace": namespace, "kube_version": kubernetes or oldest(values), "api_versions": list(apis)}
    with helm.Chart.load(CHART) as chart:
        # Rendering alone does not look at the schema.
        chart.validate_schema(chart.merge_values(values))
        # Chart.render knows no version of Kubernetes, the library below it does.
        return json.loads(_native.call_string("helm_render", chart._raw(), json.dumps(values), json.dumps(options)))


def documents(rendered):
    """The objects of a rendering, with the template that each comes from."""
    found = []
    for template, text in sorted(rendered.items()):
        if template == NOTES:
            continue
        found += [(template, document) for document in parse_yaml(text)]
    return found


def render_case(case):
    """Problems, and the objects or None."""
    try:
        rendered = files(case.values, apis=case.apis)
        found = documents(rendered)
    except (helm.HelmError, yaml.YAMLError) as error:
        return [f"{case.name}: {error}"], None
    problems = [] if rendered.get(NOTES, "").strip() else [f"{case.name}: NOTES.txt is empty"]
    for template, document in found:
        if not isinstance(document, dict) or "kind" not in document:
            problems.append(f"{case.name}: {template}: renders something that is no object: {document!r}")
    return problems, None if problems else found


def refusal(values, kubernetes=None):
    """Why values are refused; None where they are not."""
    try:
        documents(files(values, kubernetes=kubernetes))
    except helm.HelmError as error:
        return str(error)
    return None


def lint(case):
    report = helm.lint(CHART, case.values, strict=True, namespace=NAMESPACE, kube_version=oldest(case.values))
    problems = [
        f"{case.name}: lint: {message['path']}: {message['error']}"
        for message in report["messages"]
        if message["severity"] >= 2
    ]
    problems += [f"{case.name}: lint: {error}" for error in report["errors"]]
    if report["total_charts_linted"] != 1:
        problems.append(f"{case.name}: lint looked at {report['total_charts_linted']} charts")
    return problems


def package(version, folder):
    return helm.package(CHART, destination=folder, version=version, app_version=version)
