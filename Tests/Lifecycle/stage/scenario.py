"""The table of scenarios: one function each, which raises where something is not as it should be."""

import dataclasses
import pathlib

ROOT = pathlib.Path(__file__).resolve().parents[3]


class Skipped(Exception):
    """A scenario that cannot be played here; the text says why."""


@dataclasses.dataclass
class Scenario:
    name: str
    claim: str
    play: object
    # Nothing else runs beside it: it is about all namespaces.
    is_alone: bool


ALL = {}


def scenario(claim, alone=False):
    """Registers a function under its name; it takes the control plane."""

    def register(play):
        name = play.__name__.replace("_", "-")
        ALL[name] = Scenario(name, claim, play, alone)
        return play

    return register
