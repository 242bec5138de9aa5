"""The two forms of the alert rules. .ci/chart holds that they are the same alerts."""

import dataclasses
import json
import pathlib

import helm_python as helm
import yaml
from helm_python import _native

EXAMPLE = pathlib.Path("examples/alerts.yaml")
CHART = "charts/pullpass"
# What the tests call the scrape job and, for the chart's rules, the namespace.
NAME = "pullpass"


@dataclasses.dataclass
class RuleSet:
    """Rules as Prometheus reads them."""

    name: str
    document: dict


def all_sets():
    return [
        RuleSet(str(EXAMPLE), example()),
        RuleSet("the chart's alerts", rendered()),
    ]


def example():
    return yaml.safe_load(EXAMPLE.read_text())


def words():
    """The annotations by alert, in the order of the example."""
    return {rule["alert"]: rule.get("annotations") for group in example()["groups"] for rule in group["rules"]}


def rendered():
    """What Helm makes of the chart's alerts."""
    values = yaml.safe_load(pathlib.Path("examples/values.yaml").read_text())
    values["metrics"] = {"prometheusRule": {"enabled": True}}
    options = {"name": NAME, "namespace": NAME, "kube_version": "v1.36.0", "api_versions": ["monitoring.coreos.com/v1"]}
    with helm.Chart.load(CHART) as chart:
        files = json.loads(_native.call_string("helm_render", chart._raw(), json.dumps(values), json.dumps(options)))
    spec = yaml.safe_load(files["pullpass/templates/prometheusrule.yaml"])["spec"]
    # A ServiceMonitor calls the job as the Service is called.
    for group in spec["groups"]:
        for rule in group["rules"]:
            rule["expr"] = rule["expr"].replace(f'job="{NAME}-webhook"', f'job="{NAME}"')
    return spec
