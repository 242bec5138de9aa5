"""Names in code spans: metrics, alerts, flags, and settings by their path; and the two tables that name all of a kind."""

import functools
import pathlib
import re

import commands
import snippets

ALERT = re.compile(r"Pullpass[A-Z]\w+")
METRIC = re.compile(r"(?:pullpass|process)_[a-z_]+[a-z]")
SETTING = re.compile(r"[a-z]\w+(?:\.[a-z]\w+)+")
# Parts of paths that are chosen by whoever writes them, or that are Kubernetes' own.
ENDS = re.compile(r"\.(ya?ml|json|toml|md|svg|png|crt|key|pem|svc|sh|example|com|io|dev|local|tf|aws)$")


def check(pages):
    count, problems = 0, whole(pages)
    for page in pages:
        for where, span in page.spans():
            kind, problem = look(span)
            count += kind is not None
            if problem:
                problems.append(f"{where}: {problem}")
    return count, problems


def whole(pages):
    """README's table has every metric; those of day-2 have every alert, and every Event that the program writes and no other."""
    problems = []
    for page in pages:
        if str(page.path) == "README.md":
            named = {span for _, span in page.spans()}
            # `pullpass_secrets_placed_total`, `_repaired_`, …
            named |= {f"pullpass_secrets{span.rstrip('_')}" for span in named if re.fullmatch(r"_[a-z]+_", span)}
            bases = {re.sub(r"_(total|info)$", "", span.partition("{")[0]) for span in named}
            problems += [f"README.md: no table has the metric {name}" for name in sorted(metrics() - named - bases)]
        if str(page.path) == "docs/day-2.md":
            rows = {row for row in re.findall(r"^\| `([A-Z]\w+)` \|", page.text, re.MULTILINE) if not ALERT.fullmatch(row)}
            problems += [f"{page.path}: no row has the Event {reason}" for reason in sorted(reasons() - rows)]
            problems += [f"{page.path}: nothing says where {alert} leads" for alert in sorted(alerts() - {span for _, span in page.spans()})]
            problems += [f"{page.path}: the program writes no Event {reason}" for reason in sorted(rows - reasons())]
    return problems


@functools.cache
def reasons():
    """The reasons of Events, as the program writes them."""
    text = "".join(file.read_text() for file in pathlib.Path("Sources/Cluster").rglob("*.swift"))
    word = r'"((?:[A-Z][a-z]+){2,})"'
    told = rf"\b(?:tell\w*|add)\(\s*(?:\.\w+,\s*)?{word}"
    return {match for form in (told, rf"\breason: {word}", rf"\breason = [^\n]*\? {word}", rf"\breason = [^\n]* : {word}") for match in re.findall(form, text)}


@functools.cache
def alerts():
    return set(re.findall(r"^ *- alert: (\w+)", pathlib.Path("examples/alerts.yaml").read_text(), re.MULTILINE))


def look(span):
    if ALERT.fullmatch(span):
        return "alert", None if span in alerts() | FORMER else f"there is no alert {span}"
    if METRIC.fullmatch(span.partition("{")[0]):
        name = span.partition("{")[0]
        base = re.sub(r"_(total|bucket|count|sum|info)$", "", name)
        return "metric", None if {name, base} & metrics() else f"the program has no metric {name}"
    if span.startswith("--") and (words := re.match(r"--[a-z][\w-]*", span)):
        return "flag", None if words.group() in flags() else f"no command of Pullpass has {words.group()}"
    if SETTING.fullmatch(span) and not ENDS.search(span):
        first = span.split(".")[0]
        roots = [root for root in (snippets.schema(), snippets.resolve(snippets.schema()["properties"]["config"])) if first in root["properties"]]
        if roots and not any(has(root, span.split(".")) for root in roots):
            return "setting", f"there is no setting {span}"
        return ("setting" if roots else None), None
    return None, None


@functools.cache
def metrics():
    folders = ("Server", "Cluster", "Credentials", "Network", "System", "pullpass")
    text = "".join(file.read_text() for folder in folders for file in pathlib.Path("Sources", folder).rglob("*.swift"))
    return set(re.findall(r'"((?:pullpass|process)_[a-z_]+)"', text))


@functools.cache
def flags():
    found = OF_OTHERS | commands.HELM_GLOBAL.union(*commands.HELM.values())
    paths = [()]
    while paths:
        path = paths.pop()
        found |= commands.known_flags(commands.help_of(commands.BINARY, *path))
        paths += [(*path, name) for name in commands.pullpass_commands(*path)]
    return found


# Flags of other programs that a page names without the program: kubectl, the kubelet, the API server, Velero, the attacks.
OF_OTHERS = {
    "--selector", "--field-selector", "--show-labels", "--docker-server", "--server-side", "--force-conflicts", "--all-namespaces",
    "--image-credential-provider-config", "--image-credential-provider-bin-dir", "--kubelet-extra-args", "--root-dir", "--service-account-issuer",
    "--maximum-dead-containers", "--maximum-dead-containers-per-container", "--admission-control-config-file", "--exclude-resources", "--include-resources", "--quick",
}


# Alerts of earlier builds, which the changelog names.
FORMER = {"PullpassReloadFailed"}


def has(node, path):
    for name in path:
        node = snippets.resolve(node)
        alternatives = [snippets.resolve(one) for key in ("anyOf", "oneOf", "allOf") for one in node.get(key, [])]
        candidates = [node, *alternatives]
        for candidate in candidates:
            if candidate.get("type") == "array" or "items" in candidate:
                candidate = snippets.resolve(candidate["items"])
            if name in candidate.get("properties", {}):
                node = candidate["properties"][name]
                break
            if "additionalProperties" in candidate and candidate["additionalProperties"] is not False and not candidate.get("properties"):
                return True
        else:
            # An object of Kubernetes' own, whose keys the schema does not list.
            return not any("properties" in candidate for candidate in candidates)
    return True
