"""The scenarios. Each ends with nothing left of ours in the cluster, or with the list of what is left, and why."""

from matrix import backups, engines, labels, leaving, registries, releases, testing, upgrades  # noqa: F401
