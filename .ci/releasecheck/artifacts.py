"""The files of a release."""

import hashlib
import io
import json
import pathlib
import tarfile

import yaml

# Of these a chart that is only for its own tests has none.
UNWANTED = ("/ci/",)


def check(version, folder):
    folder = pathlib.Path(folder)
    return [*sums(folder), *chart(folder / f"pullpass-{version}.tgz", version), *manifests(folder / "pullpass.yaml", version), *krew(folder, version), *others(folder)]


def sums(folder):
    listed = dict(line.split("  ", 1)[::-1] for line in (folder / "sha256sums.txt").read_text().splitlines())
    there = {file.name for file in folder.iterdir()} - {"sha256sums.txt"}
    problems = [f"{name} has no sum" for name in sorted(there - set(listed))]
    return problems + [
        f"the sum of {name} is wrong" for name, digest in listed.items() if hashlib.sha256((folder / name).read_bytes()).hexdigest() != digest
    ]


def chart(archive, version):
    with tarfile.open(archive) as opened:
        names = opened.getnames()
        metadata = yaml.safe_load(opened.extractfile("pullpass/Chart.yaml").read())
    problems = [f"{archive.name} holds {name}" for name in names if any(part in name for part in UNWANTED)]
    for wanted in ("README.md", "values.schema.json", "dashboards/pullpass.json", "alerts/pullpass.yaml"):
        if f"pullpass/{wanted}" not in names:
            problems.append(f"{archive.name} has no {wanted}")
    problems += [f"{archive.name}: {key} is {metadata[key]}" for key in ("version", "appVersion") if metadata[key] != version]
    annotations = metadata["annotations"]
    images = yaml.safe_load(annotations["artifacthub.io/images"])
    if [image["image"].rpartition(":")[2] for image in images] != [version]:
        problems.append(f"{archive.name}: artifacthub.io/images names {images}")
    # The keys that Artifact Hub reads, and the kinds of changes that it knows.
    for change in yaml.safe_load(annotations["artifacthub.io/changes"]):
        if set(change) - {"kind", "description", "links"} or change["kind"] not in ("added", "changed", "deprecated", "removed", "fixed", "security"):
            problems.append(f"{archive.name}: artifacthub.io/changes: {change}")
    for link in yaml.safe_load(annotations["artifacthub.io/links"]):
        if set(link) != {"name", "url"}:
            problems.append(f"{archive.name}: artifacthub.io/links: {link}")
    for key in ("home", "icon", "sources", "maintainers", "keywords", "kubeVersion"):
        if not metadata.get(key):
            problems.append(f"{archive.name} has no {key}")
    icon = pathlib.Path("docs/icon.svg")
    if not metadata.get("icon", "").endswith(f"/v{version}/{icon}") or not icon.is_file():
        problems.append(f"{archive.name}: icon is {metadata.get('icon')}, which is not {icon} of v{version}")
    return problems


def krew(folder, version):
    """The archives that krew's manifest names are there, with these sums, and hold the plugin under its name."""
    manifest = yaml.safe_load((folder / "pullpass.krew.yaml").read_text())
    problems = [] if manifest["spec"]["version"] == f"v{version}" else [f"pullpass.krew.yaml is of {manifest['spec']['version']}"]
    if not manifest["spec"]["platforms"]:
        problems.append("pullpass.krew.yaml has no platform")
    for platform in manifest["spec"]["platforms"]:
        archive = folder / platform["uri"].rpartition("/")[2]
        if f"/v{version}/" not in platform["uri"] or not archive.is_file():
            problems.append(f"pullpass.krew.yaml: {platform['uri']} is no file of this release")
            continue
        if hashlib.sha256(archive.read_bytes()).hexdigest() != platform["sha256"]:
            problems.append(f"pullpass.krew.yaml: the sum of {archive.name} is wrong")
        with tarfile.open(archive) as opened:
            modes = {member.name: member.mode for member in opened.getmembers()}
        if modes != {"LICENSE": 0o644, "kubectl-pullpass": 0o755} or platform["bin"] != "kubectl-pullpass":
            problems.append(f"{archive.name} holds {modes}")
    return problems


def manifests(file, version):
    images = set()
    for document in yaml.safe_load_all(io.StringIO(file.read_text())):
        if document["kind"] in ("Deployment", "Job"):
            images |= {container["image"] for container in document["spec"]["template"]["spec"]["containers"]}
    return [] if images == {f"ghcr.io/pullpass/pullpass:{version}"} else [f"{file.name} has the images {sorted(images)}"]


def others(folder):
    problems = []
    for name in ("pullpass-dashboard.json", "pullpass.schema.json", "pullpass.spdx.json"):
        file = folder / name
        if file.is_file():
            try:
                json.loads(file.read_text())
            except ValueError as error:
                problems.append(f"{name}: {error}")
    return problems
