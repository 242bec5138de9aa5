"""The workflows of .github: nobody runs them before they count."""

import os
import pathlib
import re
import subprocess

import yaml

FOLDER = pathlib.Path(".github/workflows")
PIN = re.compile(r"^\s*(?:- )?uses: [\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")
SCRIPT = re.compile(r"(?<![\w/.])(\.ci/[\w-]+|Benchmarks/run|examples/demo)(?![\w/])")


def check():
    problems = []
    for file in sorted(FOLDER.glob("*.yaml")):
        text = file.read_text()
        for number, line in enumerate(text.splitlines(), 1):
            if re.match(r"^\s*(- )?uses:", line) and not PIN.match(line):
                problems.append(f"{file}:{number}: pin the action by its commit, with the version as a comment")
        try:
            workflow = yaml.safe_load(text)
        except yaml.YAMLError as error:
            problems.append(f"{file}: {error}")
            continue
        problems += [f"{file}: {problem}" for problem in jobs(workflow)]
    return problems + forms()


def forms():
    """GitHub drops a form that it cannot read, without a word."""
    problems = []
    for file in sorted(pathlib.Path(".github/ISSUE_TEMPLATE").glob("*.yml")):
        form = yaml.safe_load(file.read_text())
        if file.name == "config.yml":
            continue
        ids = [part["id"] for part in form["body"] if part["type"] != "markdown"]
        if not {"name", "description", "body"} <= set(form) or len(ids) != len(set(ids)):
            problems.append(f"{file}: needs name, description and body, and an id of its own for each part")
    return problems


def jobs(workflow):
    problems = []
    made, taken = set(), set()
    for name, job in workflow["jobs"].items():
        needs = job.get("needs", [])
        for needed in [needs] if isinstance(needs, str) else needs:
            if needed not in workflow["jobs"]:
                problems.append(f"{name} needs {needed}, which is no job")
        if "timeout-minutes" not in job:
            problems.append(f"{name} has no timeout-minutes")
        for step in job["steps"]:
            action, wanted = step.get("uses", ""), step.get("with", {})
            if action.startswith("actions/upload-artifact@"):
                made.add(prefix(wanted["name"]))
            if action.startswith("actions/download-artifact@"):
                taken.add(prefix(wanted.get("pattern", wanted.get("name", ""))))
            if "run" in step:
                problems += [f"{name}: {problem}" for problem in script(step["run"])]
    problems += [f"nobody uploads the artifact {name}…" for name in sorted(taken - made)]
    problems += [f"nobody downloads the artifact {name}…" for name in sorted(made - taken)]
    return problems


def prefix(name):
    return re.split(r"\$\{\{|\*", name)[0]


def script(text):
    # What GitHub puts in is a word.
    text = re.sub(r"\$\{\{.*?\}\}", "word", text)
    result = subprocess.run(["bash", "-n"], input=text, capture_output=True, text=True)
    problems = [result.stderr.strip()] if result.returncode else []
    for path in SCRIPT.findall(text):
        is_folder = pathlib.Path(path, "__main__.py").is_file()
        if not is_folder and not os.access(path, os.X_OK):
            problems.append(f"{path} is not there, or cannot be run")
    return problems
