"""What the chart says of the program must be what the program's sources say.

The schema's keys of the configuration are made of the program's (schema.py), and compared by ConfigurationTests/SchemaTests.
"""

import collections
import json
import os
import pathlib
import re
import subprocess
import tempfile

import promql_parser
import yaml

import cases
import dashboards
import rendering

SOURCES = pathlib.Path("Sources")
# Commands that have commands.
GROUPS = {"node"}
# What Prometheus itself makes, and the API server.
FOREIGN_METRICS = {"up", "apiserver_admission_webhook_fail_open_count", "apiserver_admission_webhook_rejection_count"}


def check(renderings):
    return [*version(), *flags(renderings), *commands(renderings), *one_round(renderings), *metrics(), *alerts(), *configurations(renderings)]


def version():
    chart = yaml.safe_load(pathlib.Path(rendering.CHART, "Chart.yaml").read_text())
    text = (SOURCES / "pullpass/VersionCommand.swift").read_text()
    number = re.search(r'static let number = "([^"]+)"', text).group(1)
    return [
        f"Chart.yaml: {key} is {chart[key]}, but the program's version is {number}"
        for key in ("version", "appVersion")
        if chart[key] != number
    ]


def flags(renderings):
    """Each flag of the rendered command lines is one of a command."""
    folder = SOURCES / "pullpass"
    files = sorted([*folder.rglob("*Command.swift"), *folder.rglob("*Options.swift")])
    text = "".join(file.read_text() for file in files)
    known = {"--" + dashed(name) for name in re.findall(r"^    var (\w+)(?::|\s*=)", text, re.MULTILINE)}
    known |= {"--" + name for name in re.findall(r'\.customLong\("([^"]+)"\)', text)}
    used = set()
    for documents in renderings.values():
        for _, document in documents:
            used |= set(re.findall(r'"(--[a-z-]+)"', json.dumps(document)))
    return [f"the chart uses {flag}, which no command has" for flag in sorted(used - known)]


def command_lines(renderings):
    """The arguments of containers: the flags by the command that gets them, of whose words only the first two can be commands."""
    found = collections.defaultdict(set)
    for documents in renderings.values():
        for _, document in documents:
            for arguments in re.findall(r'"args": (\[[^]]*\])', json.dumps(document)):
                command, *rest = json.loads(arguments)
                if command in GROUPS:
                    command = f"{command} {rest.pop(0)}"
                found[command].update(word for word in rest if word.startswith("--"))
    return found


def commands(renderings):
    """Each flag is one of the very command that gets it, where PULLPASS_BINARY names the program."""
    binary = os.environ.get("PULLPASS_BINARY")
    if not binary:
        return []
    problems = []
    for command, used in sorted(command_lines(renderings).items()):
        said = subprocess.run([binary, *command.split(), "--help"], capture_output=True, text=True).stdout
        known = set(re.findall(r"^ +(?:-\w, )?(--[\w-]+)", said, re.MULTILINE))
        problems += [f"the chart gives {command} the flag {flag}, which it has not" for flag in sorted(used - known)]
    return problems


def one_round(renderings):
    """The Job of docs/day-2.md, which does a round with the Deployment's own arguments, keeps each that a round takes."""
    found = command_lines(renderings)
    shared = found["serve"] & found["sync"]
    page = pathlib.Path("docs/day-2.md").read_text()
    kept = set(re.findall(r'"(--[a-z-]+)"', re.search(r"IN\(([^)]*)\)", page).group(1)))
    return [f"docs/day-2.md: the Job of one round drops {flag}" for flag in sorted(shared - kept)]


def dashed(name):
    return re.sub(r"(?<!^)([A-Z])", r"-\1", name).lower()


def metrics():
    """Every expression parses, and every metric in it is one that the program has."""
    text = "".join(file.read_text() for module in ("Server", "Cluster", "Credentials", "pullpass") for file in (SOURCES / module).rglob("*.swift"))
    known = set(re.findall(r'"((?:pullpass|process)_[a-z_]+)"', text))
    chart = pathlib.Path(rendering.CHART)
    alerts = chart.joinpath("alerts/pullpass.yaml").read_text().replace("@job@", "job").replace("@namespace@", "namespace")
    expressions = [(f"alert {rule['alert']}", rule["expr"]) for rule in rendering.parse_yaml(alerts)[0]]
    dashboard = json.loads(chart.joinpath("dashboards/pullpass.json").read_text())
    for panel in dashboard["panels"]:
        expressions += [(f"panel {panel['title']}", target["expr"]) for target in panel.get("targets", [])]
    problems = []
    problems += dashboards.check(dashboard)
    if len(expressions) < 20:
        problems.append(f"only {len(expressions)} expressions were found in alerts and dashboard")
    for where, expression in expressions:
        expression = expression.replace("$__rate_interval", "5m")
        try:
            promql_parser.parse(expression)
        except ValueError as error:
            problems.append(f"{where}: {error}: {expression}")
            continue
        for name in re.findall(r"\b([a-z_]+)\{", expression):
            base = re.sub(r"_(total|bucket|count|sum|info)$", "", name)
            if not {name, base} & (known | FOREIGN_METRICS):
                problems.append(f"{where}: the program has no metric {name}")
    return problems


def alerts():
    """examples/alerts.yaml has the chart's alerts, with a simpler choice of Pods."""
    file = pathlib.Path("examples/alerts.yaml")
    text = pathlib.Path(rendering.CHART, "alerts/pullpass.yaml").read_text()
    text = text.replace(', namespace="@namespace@"', "").replace("@job@", "pullpass")
    chart = {rule["alert"]: rule for rule in rendering.parse_yaml(text)[0]}
    example = {rule["alert"]: rule for group in rendering.parse_yaml(file.read_text())[0]["groups"] for rule in group["rules"]}
    return [
        f"{file}: {name} is not the alert of charts/pullpass/alerts"
        for name in sorted(chart | example)
        if any(chart.get(name, {}).get(key) != example.get(name, {}).get(key) for key in ("alert", "expr", "for", "labels"))
    ]


def configurations(renderings):
    """Lets the program read each rendered configuration, where PULLPASS_BINARY names it."""
    binary = os.environ.get("PULLPASS_BINARY")
    if not binary:
        return []
    problems = []
    for case, documents in renderings.items():
        for _, document in documents:
            text = (document.get("data") or document.get("stringData") or {}).get("config.yaml")
            if not text:
                continue
            is_node = document["metadata"]["labels"].get("app.kubernetes.io/component") == "node"
            with tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
                file.write(text)
                file.flush()
                command = [binary, "explain", "--config", file.name, "-f", "examples/pod.yaml"]
                if is_node:
                    command = [binary, "validate", "--node", "--strict", file.name]
                result = subprocess.run(command, capture_output=True, text=True)
            told = [line for line in result.stderr.splitlines() if file.name in line]
            wanted = [] if is_node else cases.warnings(case)
            fits = len(told) == len(wanted) and all(want in line for want, line in zip(wanted, told))
            # 1 is an answer about the Pod.
            if result.returncode not in (0, 1) or not fits:
                problems.append(f"{case}: the program should take the configuration and warn of {wanted or 'nothing'}: {result.stderr.replace(file.name, 'config.yaml')}")
    return problems
