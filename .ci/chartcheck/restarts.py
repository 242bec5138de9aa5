"""What the program reads at its start alone makes the Deployment's Pods anew, and what it takes over while it runs does not."""

import pathlib
import re

import cases
import rendering

# Where the program says of what a change needs a restart.
SOURCE = pathlib.Path("Sources/Server/Serving/Services/ConfigurationService.swift")
# A change of each.
NEEDED = {
    "server": {"config": {"server": {"drainTime": "12s"}}},
    "log": {"config": {"log": {"level": "debug"}}},
    "injection": {"injection": {"matchConditions": True}},
    "keeper.requestsPerSecond": {"config": {"keeper": {"requestsPerSecond": 7}}},
    "keeper.burst": {"config": {"keeper": {"burst": 7}}},
    "keeper.leaderElection": {"config": {"keeper": {"leaderElection": {"leaseName": "other"}}}},
    "heal.enabled": {"config": {"heal": {"enabled": True}}},
    "serviceAccounts": {"config": {"serviceAccounts": {"enabled": True}}},
    "keeper.tenantSecrets": {"config": {"keeper": {"tenantSecrets": {"enabled": True}}}},
}
# What a change of does not need one, beside what is there before and after it.
NEEDLESS = {
    "heal, which stays off": ({}, {"config": {"heal": {"enabled": False, "period": "1m"}}}),
    "heal, which stays on": ({"config": {"heal": {"enabled": True}}}, {"config": {"heal": {"period": "1m", "recreate": "report"}}}),
    "serviceAccounts, which stay": ({"config": {"serviceAccounts": {"enabled": True}}}, {"config": {"serviceAccounts": {"names": ["builder"]}}}),
    "retired": ({}, {"config": {"retired": [{"name": "quay"}]}}),
}


def check():
    problems = []
    settings = set(re.findall(r'\("([\w.]+)", [\w(]', SOURCE.read_text()))
    if settings != NEEDED.keys():
        problems.append(f"a change of {sorted(settings)} needs a restart, and tried are {sorted(NEEDED)}")
    path = cases.CI / "minimal.yaml"
    base = cases.load(path.read_text(), path)
    for name, change in NEEDED.items():
        if pods(base) == pods(merged(base, change)):
            problems.append(f"a change of {name} needs a restart, and makes no Pod anew")
    for name, (before, change) in NEEDLESS.items():
        if pods(merged(base, before)) != pods(merged(base, before, change)):
            problems.append(f"a change of {name} needs no restart, and makes Pods anew")
    return problems


def pods(values):
    """The template of the Deployment's Pods."""
    [template] = [one["spec"]["template"] for _, one in rendering.documents(rendering.files(values)) if one["kind"] == "Deployment"]
    return template


def merged(*all_values):
    """As Helm merges values."""
    found = {}
    for values in all_values:
        found = overlaid(found, values)
    return found


def overlaid(below, above):
    if not (isinstance(below, dict) and isinstance(above, dict)):
        return above
    return below | {key: overlaid(below.get(key), value) for key, value in above.items()}
