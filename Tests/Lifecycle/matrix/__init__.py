"""The scenarios. Each ends with nothing left of ours in the cluster, or with the list of what is left, and why."""

from matrix import backups, certificates, engines, labels, leaving, nodes, registries, releases, testing, upgrades  # noqa: F401
