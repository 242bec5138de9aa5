"""values.schema.json: its part for the configuration is the program's, its descriptions are the comments of values.yaml.

The chart's own keys are written in values.schema.json by hand, the keys of `config` beside their readers in the program (SettingKey).
`pullpass schema` prints those; docs/pullpass.schema.json, which a test of the program holds true, is what it printed.
"""

import json
import os
import pathlib
import subprocess

import rendering
import table

SCHEMA = pathlib.Path(rendering.CHART, "values.schema.json")
CONFIGURATION = pathlib.Path("docs/pullpass.schema.json")
WIDTH = 140


def compare():
    problems = []
    binary = os.environ.get("PULLPASS_BINARY")
    if binary and CONFIGURATION.read_text() != printed(binary):
        problems.append(f"{CONFIGURATION} is not what {binary} prints: make chart-update")
    now, wanted = json.loads(SCHEMA.read_text()), made()
    known, given = paths(wanted), paths(now)
    problems += [f"{SCHEMA}: lacks {path}: make chart-update" for path in sorted(known - given)]
    problems += [
        f"{SCHEMA}: has {path}, which the program does not: write it into the keys of its reader, with type and description"
        for path in sorted(given - known)
    ]
    if not problems and SCHEMA.read_text() != text(wanted):
        problems.append(f"{SCHEMA} is not what is made of the program's schema and values.yaml: make chart-update")
    return problems


def write():
    binary = os.environ.get("PULLPASS_BINARY")
    if binary:
        CONFIGURATION.write_text(printed(binary))
    SCHEMA.write_text(text(made()))


def printed(binary):
    return subprocess.run([binary, "schema"], check=True, capture_output=True, text=True).stdout


def made():
    """The chart's own keys as they stand, and everything else anew."""
    schema = json.loads(SCHEMA.read_text())
    described(schema)
    file = json.loads(CONFIGURATION.read_text())
    config = {key: file[key] for key in ("type", "additionalProperties", "properties")}
    registry = config["properties"]["registries"]["items"]
    # A cluster needs what `serve --standalone` does without.
    registry["required"] = [*registry["required"], "credentials"]
    schema["definitions"] = {"config": config, **file["definitions"]}
    return schema


def described(schema):
    for setting in table.settings():
        node = schema
        for name in setting.path:
            node = node.get("properties", {}).get(name, {})
        if node:
            rest = {key: value for key, value in node.items() if key != "description"}
            node.clear()
            node.update({"description": setting.comment, **rest})


def paths(schema):
    """The keys of the configuration in a schema of values."""
    definitions = schema["definitions"]
    found = set()

    def walk(node, path):
        for reference in [node, *node.get("allOf", []), *node.get("anyOf", [])]:
            if "$ref" in reference:
                walk(definitions.get(reference["$ref"].removeprefix("#/definitions/"), {}), path)
        if "items" in node:
            walk(node["items"], path + "[]")
        for name, child in node.get("properties", {}).items():
            found.add(f"{path}.{name}")
            walk(child, f"{path}.{name}")

    walk(definitions["config"], "config")
    return found


def text(schema):
    return "\n".join(lines(schema, "")) + "\n"


def lines(node, indent):
    """JSON in lines that a review can read: what fits into one stands on one."""
    whole = json.dumps(node, ensure_ascii=False)
    if len(indent) + len(whole) <= WIDTH or not node or not isinstance(node, (dict, list)):
        return [whole]
    is_object = isinstance(node, dict)
    found = ["{" if is_object else "["]
    entries = list(node.items()) if is_object else [(None, child) for child in node]
    for position, (name, child) in enumerate(entries):
        inner = lines(child, indent + "  ")
        head = f"{indent}  " + (f"{json.dumps(name)}: " if is_object else "")
        found.append(head + inner[0])
        found += inner[1:]
        found[-1] += "," if position + 1 < len(entries) else ""
    return [*found, indent + ("}" if is_object else "]")]
