"""The configuration under which a soak runs, in its two forms."""

import json

from ground.cases import ONLY_IN_B

# The registries of configuration A, in its order, with their patterns.
PATTERNS = {"dockerhub": ["docker.io"], "ghcr": ["ghcr.io/acme/"], "quay": ["quay.io"], "platform": ["platform.example"]}
# Those whose password stands in a Secret, and is changed there.
SOURCES = ("dockerhub", "ghcr", "quay")
# The one whose new passwords are tried out at the registry first.
PROBED = "ghcr"
# Other times than in production, so that a change of leaders and a drain take seconds.
LEASE = {"leaseDuration": "6s", "renewDeadline": "4s", "retryPeriod": "1s"}
DRAIN = "4s"


def text(form, folder, registry_port, more=None):
    """The file's text, for form A or B; JSON is YAML, too. `more` are keys of the top that it has besides."""
    url = f"https://localhost:{registry_port}"
    registries = []
    for name, patterns in PATTERNS.items():
        one = {"name": name, "matchImages": patterns + ([ONLY_IN_B] if (form, name) == ("B", "quay") else [])}
        if name == "platform":
            one["credentials"] = {"jfrog": {
                "oidc": {"providerName": "soak", "tokenFile": str(folder / "identity.jwt")}, "endpoint": url,
            }}
        else:
            password = {"secretKeyRef": {"name": f"source-{name}", "key": "token"}}
            one["credentials"] = {"basic": {"username": {"value": "jane"}, "password": password}}
        if name == PROBED:
            one["credentials"]["basic"]["endpoint"] = url
            one["probe"] = {}
        if name in (PROBED, "platform"):
            one["tls"] = {"ca": {"file": str(folder / "registry.pem")}}
        if name == "dockerhub":
            one["imagePullPolicy"] = "Always"
        registries.append(one)
    return json.dumps({
        "apiVersion": "pullpass.dev/v1alpha1", "kind": "Configuration", "registries": registries,
        "server": {"drainTime": DRAIN, "maxConnections": 400}, "keeper": {"leaderElection": LEASE, "removeAfter": "2s"},
        **(more or {}),
    }, indent=1)
