"""The ten rules of the comparison, which every server gets that has any, and Pullpass' configuration with them."""

from .places import BENCHMARKS

PATTERNS = BENCHMARKS / "patterns.txt"


def pairs() -> list[tuple[str, str]]:
    """Registries' names with the pattern of each."""
    lines = [line.split() for line in PATTERNS.read_text().splitlines() if line and not line.startswith("#")]
    return [(name, pattern) for name, pattern in lines]


def configuration(registries: list[tuple[str, list[str]]], connections: int = 2000, **sections) -> dict:
    """Pullpass' configuration for registries with their patterns, each with a credential of its own."""
    credentials = {"basic": {"username": {"value": "u"}, "password": {"value": "p"}}}
    return {
        "apiVersion": "pullpass.dev/v1alpha1", "kind": "Configuration",
        "registries": [{"name": name, "matchImages": patterns, "credentials": credentials} for name, patterns in registries],
        "server": {"drainTime": "0s", "maxConnections": connections, "idleTimeout": "1h"},
        **sections,
    }


def ten_rules(connections: int = 2000) -> dict:
    return configuration([(name, [pattern]) for name, pattern in pairs()], connections)
