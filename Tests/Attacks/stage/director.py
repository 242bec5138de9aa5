"""Runs one attack on a webhook without a cluster: server, probe, attack, quiet, verdict."""

import dataclasses
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

from api_server import ClusterError
from stage import server as servers
from stage.scene import Scene
from stage.witness import Testimony, Witness

# The first seconds of an attack in which calls may be lost.
GRACE = 2
WEBHOOK, OPERATORS = ("review",), ("healthz", "metrics")


class AttackFailed(Exception):
    """The attacker did not do what he should have: nothing was shown."""


@dataclasses.dataclass
class Outcome:
    """What an attack did. Memory in MiB, resident; `extra` has what only this attack measures, by name."""

    attack: object
    webhook: Testimony | None = None
    operators: Testimony | None = None
    peak: float = 0
    anonymous_peak: float = 0
    kernel_peak: float = 0
    after: float = 0
    processor: float = 0
    lines: int = 0
    opened: int = 0
    notes: dict = dataclasses.field(default_factory=dict)
    extra: dict = dataclasses.field(default_factory=dict)
    # What went beyond a limit, in words; nothing: the attack was withstood.
    faults: list = dataclasses.field(default_factory=list)

    def judge(self, limits):
        """Adds what went beyond the limits to the faults."""

        def check(what, value, limit, unit="", factor=1):
            if limit is not None and value > limit:
                self.faults.append(f"{what} {factor * value:.0f}{unit} > {factor * limit:.0f}{unit}")

        if self.webhook:
            check("lost", self.webhook.part_lost, limits.lost, " %", 100)
            check("p99", self.webhook.p99, limits.p99, " ms")
        if self.operators:
            check("operators' lost", self.operators.part_lost, limits.operators_lost, " %", 100)
        check("memory", self.peak, limits.peak, " MiB")
        check("memory afterwards", self.after, limits.after, " MiB")
        check("the kernel's memory", self.kernel_peak, limits.kernel, " MiB")
        check("lines of log", self.lines, limits.lines)


def worse(one, other):
    """Of two testimonies the one with the greater loss."""
    return other if one is None or other.part_lost > one.part_lost else one


class Stage:
    """How attacks are run: which executable, how long, how strictly; and the certificates, made once."""

    def __init__(self, binary, seconds=None, quiet=5, is_quick=False):
        self.binary, self.seconds, self.quiet, self.is_quick = binary, seconds, quiet, is_quick
        self.folder = tempfile.mkdtemp(prefix="pullpass-attack-")
        servers.make_certificates(self.folder)

    def close(self):
        shutil.rmtree(self.folder, ignore_errors=True)

    def limits(self, attack):
        return attack.limits.loosened() if self.is_quick else attack.limits

    def run(self, attack):
        """Runs an attack on a server of its own, and judges it."""
        outcome = Outcome(attack)
        try:
            if attack.cluster:
                self._run_in_cluster(attack, outcome)
            else:
                self._run_alone(attack, outcome)
        except (OSError, AttackFailed, ClusterError, servers.ServerEnded) as error:
            outcome.faults.append(f"could not be carried out: {error}")
        outcome.judge(self.limits(attack))
        return outcome

    def _run_in_cluster(self, attack, outcome):
        """A cluster of its own, too: what an attack leaves behind must not be taken for what the next one does."""
        folder = tempfile.mkdtemp(dir=self.folder)
        for name in ("ca.pem", "serving.pem", "serving-key.pem"):
            shutil.copy(f"{self.folder}/{name}", folder)
        scene = Scene(self.binary, folder, outcome)
        try:
            start = attack.run(scene)
            outcome.webhook = scene.testimony(WEBHOOK, start)
            outcome.operators = scene.testimony(OPERATORS, start)
        finally:
            scene.stop()

    def _run_alone(self, attack, outcome):
        configuration, arguments = servers.standalone(attack.quick_places if self.is_quick else 2000)
        server = servers.Server(self.binary, self.folder, configuration, arguments, attack.descriptors)
        try:
            witness = Witness(server, attack.review)
            try:
                start, end = self._attack(attack, server, outcome)
                # What began at the end has its time to be answered.
                time.sleep(min(self.quiet, 5))
                for late in (GRACE, attack.stands_after):
                    since = start + min(late, (end - start) / 2)
                    outcome.webhook = worse(outcome.webhook, witness.testimony(WEBHOOK, since, end))
                    outcome.operators = worse(outcome.operators, witness.testimony(OPERATORS, since, end))
            finally:
                witness.stop()
            outcome.after = server.memory()["VmRSS"]
            outcome.peak, outcome.anonymous_peak, outcome.kernel_peak = server.peak, server.anonymous_peak, server.kernel_peak
            outcome.lines = len(server.log_lines())
            if not server.is_running:
                outcome.faults.append(server.last_words())
        finally:
            server.stop()

    def _attack(self, attack, server, outcome):
        """Has the attacker attack for as long as it should, and tells from when to when."""
        # The probe's process begins, and what is made at a first call is made.
        time.sleep(1)
        processor = server.processor_seconds()
        start = time.monotonic()
        attacker = subprocess.run(
            [
                sys.executable, str(pathlib.Path(__file__).parents[1] / "attacker.py"), attack.name,
                "--port", str(server.port), "--operators-port", str(server.operators_port), "--authority", str(server.authority),
                "--places", str(server.places), "--seconds", str(self.seconds or attack.seconds),
            ],
            stdout=subprocess.PIPE,
        )
        end = time.monotonic()
        if server.is_running:
            outcome.processor = server.processor_seconds() - processor
        if attacker.returncode != 0:
            raise AttackFailed(f"the attacker ended with {attacker.returncode}")
        said = json.loads(attacker.stdout)
        outcome.opened, outcome.notes = said["opened"], said["notes"]
        return start, end
