"""What a fault is: a function that takes the scene, does something to it, and puts everything back."""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Fault:
    name: str
    title: str
    run: object
    # Whether it is in the short part for `make test`.
    quick: bool = False
    # Why it cannot be made here, as a function of nothing; None where it can.
    impossible: object = None


ALL = []


def fault(name, title, **fields):
    """Puts the function that follows into the list."""

    def add(run):
        ALL.append(Fault(name, title, run, **fields))
        return run

    return add
