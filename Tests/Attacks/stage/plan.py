"""What an attack is, and what it may cost."""

import dataclasses

MEBIBYTE = 1 << 20


@dataclasses.dataclass(frozen=True)
class Limits:
    """What an attack may cost others at most. None: it is reported, and not judged."""

    # Parts of the probe's calls, 0 to 1, that got no right answer within 5 s (operators' port: 1 s, as the kubelet waits).
    lost: float | None = 0.02
    operators_lost: float | None = 0.02
    # Milliseconds.
    p99: float | None = None
    # Resident memory in MiB: at most, and 5 s after the attack has ended.
    peak: float | None = 160
    after: float | None = None
    # What the kernel holds of the server's connections, in MiB, at most.
    kernel: float | None = 128
    # Lines of the log in all: a flood must not become one of the log.
    lines: int | None = 400

    def loosened(self):
        """For a machine on which much else runs: wide enough not to fail by chance, narrow enough to fail."""
        return dataclasses.replace(
            self,
            lost=self.lost and max(self.lost, 0.15),
            operators_lost=self.operators_lost and max(self.operators_lost, 0.3),
            p99=self.p99 and max(self.p99, 2500),
            peak=self.peak and max(self.peak, 200),
            after=self.after and max(self.after, 90),
        )


@dataclasses.dataclass(frozen=True)
class Attack:
    """One attack: `run` is a coroutine function that takes what it attacks, and attacks until it is cancelled."""

    name: str
    # The row of the table of issue 11, or its family.
    row: str
    title: str
    run: object
    limits: Limits = Limits()
    seconds: float = 20
    # After how many seconds it stands; what it costs is measured from the second second, and from there, and the worse one counts.
    stands_after: float = 2
    # Whether it is in the part for `make test`, and how many connections the server may have there: few, so that they are soon taken.
    quick: bool = False
    quick_places: int = 400
    # The size of the probe's review in bytes; None: a Pod with a sidecar, 14 KB.
    review: int | None = None
    # How many descriptors the server may have; None: as many as the machine lets it.
    descriptors: int | None = None
    # Whether it needs an API server; `run` then takes a Scene of stage/cluster.py, and does everything itself.
    cluster: bool = False


ALL = []


def attack(name, row, title, **fields):
    """Puts the coroutine function that follows into the list of attacks."""

    def add(run):
        ALL.append(Attack(name, row, title, run, **fields))
        return run

    return add
