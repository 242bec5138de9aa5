"""A Pod as people see it change: the webhook changes it just so."""

import json

import yaml

from desk import Desk


def check(block):
    lines = block.text.splitlines()
    before = yaml.safe_load("\n".join(line[1:] for line in lines if not line.startswith("+")))
    after = yaml.safe_load("\n".join(line[1:] for line in lines if not line.startswith("-")))
    with Desk() as desk:
        (desk.path / "shown.yaml").write_text(yaml.safe_dump(named(before)))
        status, printed, errors = desk.run("pullpass explain --config examples/demo.yaml -f shown.yaml --output json")
        if status != 0:
            return "", [f"{block.where}: explain fails: {errors}"]
        # Placing Secrets is what is shown; the patch is one of a list that the Pod does not have.
        patch = json.loads(printed)["pods"][0]["patch"]
        added = [operation["value"] for operation in patch if operation["path"] == "/spec/imagePullSecrets"]
        shown = after["spec"].get("imagePullSecrets")
    return "run", [] if added == [shown] else [f"{block.where}: the webhook adds {added}, not {shown}"]


def named(pod):
    """Containers need names, which a page may leave out."""
    for key in ("initContainers", "containers"):
        for number, container in enumerate(pod["spec"].get(key, [])):
            container.setdefault("name", f"{key.lower()}-{number}")
    return pod
