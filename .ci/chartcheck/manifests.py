"""One plain YAML file of the chart, for people without Helm."""

import pathlib
import re

import helm_python as helm
import yaml

import cases
import rendering

# What others need comes first.
ORDER = ["ServiceAccount", "ConfigMap", "Secret", "ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding", "Service"]
# Labels that would claim that Helm keeps these objects.
HELM_LINE = re.compile(r"^\s+(?:helm\.sh/chart|app\.kubernetes\.io/managed-by): .*\n", re.MULTILINE)


def write(values_file, out, namespace=rendering.NAMESPACE):
    values = cases.load(pathlib.Path(values_file).read_text(), values_file)
    try:
        rendered = rendering.files(values, namespace)
    except helm.HelmError as error:
        raise SystemExit(f"chart: {values_file}: {error}")
    found = []
    for template, text in sorted(rendered.items()):
        if template == rendering.NOTES:
            continue
        for part in re.split(r"^---\n", text, flags=re.MULTILINE):
            document = next(iter(rendering.parse_yaml(part)), None)
            # Hooks are Helm's; docs/uninstall.md says what to run instead.
            if document is None or "helm.sh/hook" in document["metadata"].get("annotations", {}):
                continue
            found.append((document["kind"], HELM_LINE.sub("", part).strip()))
    found.sort(key=lambda one: ORDER.index(one[0]) if one[0] in ORDER else len(ORDER))
    # Host ports are more than the restricted standard allows.
    standard = "privileged" if values.get("hostNetwork") else "restricted"
    labels = {"pod-security.kubernetes.io/enforce": standard}
    head = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": namespace, "labels": labels}}
    parts = [yaml.safe_dump(head, sort_keys=False).strip(), *[text for _, text in found]]
    comment = f"# Pullpass, rendered from charts/pullpass with {values_file}: kubectl apply --server-side -f {out}\n"
    pathlib.Path(out).write_text(comment + "\n---\n".join(parts) + "\n")
    print(f"{out}: {len(parts)} objects for namespace {namespace}")
    return 0
