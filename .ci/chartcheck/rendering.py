"""Helm's own engine: lint, render, package."""

import helm_python as helm
import yaml

CHART = "charts/pullpass"
RELEASE = "pullpass"
NAMESPACE = "pullpass"
# The oldest that Chart.yaml allows.
OLDEST = "v1.30.0"
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


def files(values, namespace=NAMESPACE):
    """Rendered text by template; raises helm.HelmError."""
    with helm.Chart.load(CHART) as chart:
        # Rendering alone does not look at the schema.
        chart.validate_schema(chart.merge_values(values))
        return chart.render(values, name=RELEASE, namespace=namespace)


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
        rendered = files(case.values)
        found = documents(rendered)
    except (helm.HelmError, yaml.YAMLError) as error:
        return [f"{case.name}: {error}"], None
    problems = [] if rendered.get(NOTES, "").strip() else [f"{case.name}: NOTES.txt is empty"]
    for template, document in found:
        if not isinstance(document, dict) or "kind" not in document:
            problems.append(f"{case.name}: {template}: renders something that is no object: {document!r}")
    return problems, None if problems else found


def refusal(values):
    """Why values are refused; None where they are not."""
    try:
        documents(files(values))
    except helm.HelmError as error:
        return str(error)
    return None


def lint(case):
    report = helm.lint(CHART, case.values, strict=True, namespace=NAMESPACE, kube_version=OLDEST)
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
