"""The Kubernetes objects of examples/, held to their types; kustomization.yaml names files that are there."""

import pathlib

import commands
import rendering
import snippets

FOLDER = pathlib.Path("examples")


def check():
    """How many objects there are, and problems."""
    count, problems = 0, []
    for file in sorted(FOLDER.glob("*.yaml")):
        for document in rendering.parse_yaml(file.read_text()):
            kind, group = document.get("kind"), str(document.get("apiVersion", ""))
            if kind == "Kustomization":
                named = [*document["resources"], *[entry.split("=")[-1] for one in document.get("configMapGenerator", []) for entry in one["files"]]]
                problems += [f"{file}: there is no {name}" for name in named if not (FOLDER / name).is_file()]
            elif kind and not group.startswith("pullpass.dev/"):
                count += 1
                problems += [f"{file}: {kind}: {problem}" for problem in [*snippets.validate(document), *arguments(document)]]
    return count, problems


def arguments(document):
    """The program takes what its containers give it."""
    if document["kind"] != "Deployment":
        return []
    found = [commands.check(["pullpass", *container["args"]]) for container in document["spec"]["template"]["spec"]["containers"]]
    return [problem for problem in found if problem]
