"""values.schema.json must know every key of values.yaml, and refuse every key that it does not know."""

import copy
import json
import pathlib

import helm_python as helm

import cases
import rendering
import table

SCHEMA = pathlib.Path(rendering.CHART, "values.schema.json")
UNKNOWN = "notAKey"


def check():
    """How many keys were looked at, and problems."""
    schema = json.loads(SCHEMA.read_text())
    problems = []
    known = table.settings()
    for setting in known:
        node = schema
        for name in setting.path:
            node = resolve(schema, node).get("properties", {}).get(name)
            if node is None:
                problems.append(f"{SCHEMA}: does not know {'.'.join(setting.path)}")
                break
    problems += unlisted(schema, {".".join(setting.path) for setting in known})
    problems += open_objects(schema, schema, "")
    problems += accepted(known)
    return len(known), problems


def resolve(schema, node):
    while "$ref" in node:
        node = schema["definitions"][node["$ref"].removeprefix("#/definitions/")]
    return node


def unlisted(schema, names):
    """Keys of the schema that values.yaml does not show; those of maps that are settings as a whole are Kubernetes' or the configuration's."""
    problems = []

    def walk(node, path):
        for name, child in resolve(schema, node).get("properties", {}).items():
            inner = f"{path}.{name}" if path else name
            # Helm itself adds `global` to the values of every chart, and to those of a dependency what its condition is called.
            if inner in ("global", "enabled"):
                continue
            if inner not in names:
                problems.append(f"{SCHEMA}: {inner} stands in no line of values.yaml")
            elif "properties" in resolve(schema, child) and any(one.startswith(inner + ".") for one in names):
                walk(child, inner)

    walk(schema, "")
    return problems


def open_objects(schema, node, path):
    """Objects with named keys that take other keys as well, but for Kubernetes' own types."""
    problems = []
    if isinstance(node, dict):
        is_own = "properties" in node and node.get("type") in ("object", ["object", "null"])
        if is_own and node.get("additionalProperties") is not False and not path.endswith("extraVolumes/items"):
            problems.append(f"{SCHEMA}: {path or '/'}: takes keys that it does not know")
        for key, child in node.items():
            if key not in ("allOf", "if", "then"):
                problems += open_objects(schema, child, f"{path}/{key}" if path else key)
    elif isinstance(node, list):
        for child in node:
            problems += open_objects(schema, child, path)
    return problems


def accepted(settings):
    """Asks Helm itself, with an unknown key in each group of values.yaml and in each mapping of a full configuration."""
    problems = []
    base = cases.load((cases.CI / "everything.yaml").read_text(), "everything.yaml")
    with helm.Chart.load(rendering.CHART) as chart:
        for setting in [None, *[one for one in settings if one.is_group]]:
            values = copy.deepcopy(base)
            node = values
            for name in setting.path if setting else []:
                node = node.setdefault(name, {})
            node[UNKNOWN] = True
            if is_accepted(chart, values):
                problems.append(f"{SCHEMA}: Helm accepts {'.'.join(setting.path) if setting else 'the root'}.{UNKNOWN}")
        for path in mappings(base["config"]):
            values = copy.deepcopy(base)
            node = values["config"]
            for step in path:
                node = node[step]
            node[UNKNOWN] = True
            if is_accepted(chart, values):
                problems.append(f"{SCHEMA}: Helm accepts config.{'.'.join(map(str, path))}.{UNKNOWN}")
    return problems


def mappings(node, path=()):
    """The paths of all mappings whose keys are fixed."""
    if isinstance(node, dict):
        if not path or path[-1] not in ("labels", "matchLabels"):
            yield path
            for key, child in node.items():
                yield from mappings(child, (*path, key))
    elif isinstance(node, list):
        for index, child in enumerate(node):
            yield from mappings(child, (*path, index))


def is_accepted(chart, values):
    try:
        chart.validate_schema(chart.merge_values(values))
    except helm.HelmError:
        return False
    return True
