"""The values that the chart is tried with: files of charts/pullpass/ci, examples, and blocks in the documentation."""

import dataclasses
import pathlib
import re

import yaml

import rendering

CI = pathlib.Path("charts/pullpass/ci")
# A fenced block of YAML in a page is a values file when it begins with this line.
BLOCK = re.compile(r"^```yaml\n(# values\.yaml\n.*?)^```$", re.MULTILINE | re.DOTALL)
# What the chart adds to a configuration by itself.
HEAD = {"apiVersion", "kind"}
# A values file may say which APIs the cluster has, beside those of Kubernetes.
APIS = re.compile(r"^# apis: (.+)$", re.MULTILINE)
# A values file names the warnings that its configuration is meant to bring, a line each.
WARNING = re.compile(r"^# warns: (.+)$", re.MULTILINE)
EXPECTATION = re.compile(r"^# expect: (.+)$", re.MULTILINE)


@dataclasses.dataclass
class Case:
    """Values, and where they come from; only those of charts/pullpass/ci have a snapshot."""

    name: str
    values: dict
    has_snapshot: bool = False
    apis: tuple = ()


def valid():
    cases = [Case(str(file), load(file.read_text(), file), True, apis(file.read_text())) for file in sorted(CI.glob("*.yaml"))]
    cases += [Case(str(file), load(file.read_text(), file)) for file in sorted(pathlib.Path("examples").glob("values*.yaml"))]
    for file in sorted(pathlib.Path("examples/registries").glob("*.yaml")):
        configuration = load(file.read_text(), file)
        cases.append(Case(str(file), {"config": {key: configuration[key] for key in configuration if key not in HEAD}}))
    for page in [pathlib.Path("README.md"), pathlib.Path("charts/pullpass/README.md"), *sorted(pathlib.Path("docs").glob("*.md"))]:
        for number, block in enumerate(BLOCK.findall(page.read_text()) if page.exists() else [], 1):
            cases.append(Case(f"{page} block {number}", load(block, page)))
    return cases


def apis(text):
    found = APIS.search(text)
    return tuple(found.group(1).split()) if found else ()


def warnings(name):
    """The warnings that a case is meant to bring, in their order: parts of lines."""
    file = pathlib.Path(name)
    return WARNING.findall(file.read_text()) if file.is_file() else []


def load(text, origin):
    try:
        return rendering.parse_yaml(text)[0]
    except yaml.YAMLError as error:
        raise SystemExit(f"chart: {origin}: {error}")


def check_invalid():
    """Each file of ci/invalid must be refused, with the words that its first comment expects."""
    problems = []
    files = sorted((CI / "invalid").glob("*.yaml"))
    for file in files:
        text = file.read_text()
        expected = EXPECTATION.search(text)
        if not expected:
            problems.append(f"{file}: has no line '# expect: …'")
            continue
        error = rendering.refusal(load(text, file))
        if error is None:
            problems.append(f"{file}: was accepted; expected: {expected.group(1)}")
        elif expected.group(1) not in error:
            problems.append(f"{file}: was refused with other words: {error!r}; expected: {expected.group(1)!r}")
    if not files:
        problems.append(f"{CI}/invalid holds no files")
    return len(files), problems
