"""Validates objects against the Kubernetes OpenAPI types, unknown fields included.

Types that Kubernetes itself does not have are validated against custom_types.py.
"""

import jsonschema
import kubernetes_validate

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
            try:
                kubernetes_validate.validate(document, version, strict=True)
            except kubernetes_validate.ValidationError as error:
                path = ".".join(str(part) for part in error.absolute_path)
                problems.append(f"{where}: Kubernetes {version}: {path}: {error.message}")
            except kubernetes_validate.SchemaNotFoundError as error:
                problems.append(f"{where}: {error.message}")
    return problems
