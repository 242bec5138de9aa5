"""The chart as a part of another one, whose values switch it on and off.

Helm hands the key of a `condition` to the chart that it is for, and the schema knows every key.
"""

import json
import pathlib
import shutil
import tempfile

import helm_python as helm
import yaml
from helm_python import _native

import cases
import rendering

PARENT = """\
apiVersion: v2
name: platform
version: 1.0.0
dependencies:
  - { name: pullpass, version: ">=0.0.0-0", condition: pullpass.enabled }
"""


def check():
    values = cases.load((cases.CI / "minimal.yaml").read_text(), "minimal.yaml")
    alone = [document for _, document in rendering.documents(rendering.files(values))]
    problems = []
    for switch, wanted in ({}, alone), ({"enabled": True}, alone), ({"enabled": False}, []):
        try:
            found = render({"pullpass": {**values, **switch}})
        except (helm.HelmError, yaml.YAMLError) as error:
            problems.append(f"as a dependency with {switch}: {error}")
            continue
        if found != wanted:
            problems.append(f"as a dependency with {switch}: {len(found)} objects, not the {len(wanted)} that are wanted, or others")
    return problems


def render(values):
    """The objects of the other chart, which has none of its own."""
    with tempfile.TemporaryDirectory() as folder:
        parent = pathlib.Path(folder, "platform")
        shutil.copytree(rendering.CHART, parent / "charts/pullpass", ignore=shutil.ignore_patterns("ci"))
        (parent / "Chart.yaml").write_text(PARENT)
        options = {"name": rendering.RELEASE, "namespace": rendering.NAMESPACE, "kube_version": rendering.OLDEST}
        with helm.Chart.load(str(parent)) as chart:
            chart.validate_schema(chart.merge_values(values))
            rendered = json.loads(_native.call_string("helm_render", chart._raw(), json.dumps(values), json.dumps(options)))
    prefix = "platform/charts/"
    texts = {template.removeprefix(prefix): text for template, text in rendered.items()}
    return [document for _, document in rendering.documents(texts)]
