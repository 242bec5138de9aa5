"""What promtool says of a set of rules."""

import copy
import pathlib
import subprocess
import tempfile

import yaml

import rules as alerts
import tests


def check(rules):
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, "rules.yaml")
        path.write_text(yaml.safe_dump(rules.document))
        return said(f"{rules.name}: promtool check rules", ["check", "rules", str(path)])


def test(rules, file):
    """Runs one file of tests, which finds the rules as rules.yaml beside it.

    promtool wants each expected alert with all its annotations, word by word. Tests that are not about the words leave
    `exp_annotations` out: then the rules are given to promtool without the annotations of the alerts that the file expects so.
    """
    with tempfile.TemporaryDirectory() as folder:
        document = copy.deepcopy(rules.document)
        wordless = tests.wordless(file)
        words = alerts.words()
        for group in document["groups"]:
            for rule in group["rules"]:
                # Of the chart's, some name the namespace, which the example's do not know.
                rule["annotations"] = words.get(rule["alert"])
                if rule["alert"] in wordless:
                    rule.pop("annotations", None)
        pathlib.Path(folder, "rules.yaml").write_text(yaml.safe_dump(document))
        path = pathlib.Path(folder, file.name)
        # As it is: to YAML "0x60" is a number, to promtool sixty samples more.
        path.write_bytes(file.read_bytes())
        return said(f"{file} with {rules.name}", ["test", "rules", str(path)])


def said(what, arguments):
    result = subprocess.run(["promtool", *arguments], capture_output=True, text=True)
    if result.returncode == 0:
        return []
    return [f"{what}:\n{result.stdout}{result.stderr}".rstrip()]
