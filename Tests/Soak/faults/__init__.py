"""The faults, a file for each kind, in the order in which they come."""

from faults import (  # noqa: F401
    registries, certificates, configuration, api_server, freezes, leaders, clients, bursts, limits, logs, clocks, storm
)
