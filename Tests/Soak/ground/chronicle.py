"""One row for each fault: when, what happened to answers, memory and descriptors, and what Pullpass said of it."""

import collections
import dataclasses
import time

from ground.collector import words
from ground.ledger import Answers

# Metrics whose change tells what Pullpass noticed.
TOLD = (
    "pullpass_connections_evicted_total", "pullpass_connections_refused_total", "pullpass_tls_handshakes_total{result=\"failed\"}",
    "pullpass_tls_handshakes_total{result=\"timeout\"}", "pullpass_config_reloads_total", "pullpass_certificate_reloads_total",
    "pullpass_credential_failures_total", "pullpass_api_watch_restarts_total", "pullpass_log_lines_lost_total",
    "pullpass_secrets_repaired_total", "pullpass_secrets_placed_total", "pullpass_secrets_rotated_total",
)
# Lines of one replica during one fault: a fault must not become a flood of the log.
MOST_LINES = 400


@dataclasses.dataclass
class Row:
    cycle: int
    name: str
    title: str
    # Seconds since the soak began.
    at: float
    seconds: float = 0
    # After how many seconds all was as it should be again; None: not within the time.
    settled: float | None = None
    answers: Answers = dataclasses.field(default_factory=Answers)
    # By replica: at most, during the fault.
    anonymous: dict = dataclasses.field(default_factory=dict)
    descriptors: dict = dataclasses.field(default_factory=dict)
    said: list = dataclasses.field(default_factory=list)
    metrics: dict = dataclasses.field(default_factory=dict)
    readiness: list = dataclasses.field(default_factory=list)
    notes: dict = dataclasses.field(default_factory=dict)
    findings: list = dataclasses.field(default_factory=list)


class Chronicle:
    """Runs faults, and writes their rows."""

    # Within which all must be as it should be after a fault, in seconds: a back-off of the API server's client, a Lease, a fetch.
    SETTLES = 90

    def __init__(self, scene):
        self.scene = scene
        self.began = time.monotonic()
        self.rows = []

    def run(self, fault, cycle):
        scene = self.scene
        row = Row(cycle, fault.name, fault.title, time.monotonic() - self.began)
        scene.row = row
        scene.findings = row.findings
        before, start = self._metrics(), time.monotonic()
        try:
            fault.run(scene)
        except Exception as error:  # noqa: BLE001 - a fault that cannot be made shows nothing, and must not end the soak
            scene.find(f"could not be carried out: {error!r}")
            self._put_back()
        end = time.monotonic()
        row.seconds = end - start
        scene.check_alive()
        scene.missing = None
        row.settled = scene.need(self.SETTLES, scene.is_settled, "everything in its place")
        if row.settled and row.settled > 5:
            row.notes["came last"] = scene.missing
        for over in self._excuses_open():
            over()
        # Answers that are under way belong to it, too.
        time.sleep(min(1.0, scene.options.timeout / 5))
        until = time.monotonic()
        row.answers = scene.ledger.between(start, until)
        self._judge(row)
        self._look(row, start, until, before)
        self.rows.append(row)
        return row

    def _judge(self, row):
        answers = row.answers
        if answers.lost or answers.wrong:
            row.findings.append(f"{answers.lost} answers lost, {answers.wrong} wrong: " + "; ".join(
                f"{count} × {what}" for what, count in answers.why.items() if not what.startswith("excused")
            ))
        if not answers.asked:
            row.findings.append("nothing was asked: the load has ended or hangs")

    def _look(self, row, start, until, before):
        for _, name, anonymous, _, descriptors, _ in self.scene.watching.between(start, until):
            row.anonymous[name] = round(max(row.anonymous.get(name, 0), anonymous), 1)
            row.descriptors[name] = max(row.descriptors.get(name, 0), descriptors)
        said = collections.Counter()
        for replica in self.scene.replicas:
            lines = [text for at, text in replica.lines if start <= at <= until]
            said.update(found for found in map(words, lines) if found)
            if len(lines) > MOST_LINES:
                row.findings.append(f"{len(lines)} lines of {replica.name}'s log > {MOST_LINES}")
        order = {"critical": 0, "error": 1, "warning": 2, "notice": 3, "info": 4}
        row.said = sorted(
            ((level, message, count) for (level, message), count in said.items()), key=lambda entry: (order.get(entry[0], 5), -entry[2])
        )
        after = self._metrics()
        row.metrics = {name: round(after[name] - before[name]) for name in TOLD if after[name] > before[name]}
        row.readiness = [
            (round(at - start, 1), name, status, text) for at, name, status, text in self.scene.watching.readiness if start <= at <= until
        ]

    def _metrics(self):
        total = collections.Counter()
        for replica in self.scene.replicas:
            total.update(replica.metrics())
        return total

    def _excuses_open(self):
        for entry in self.scene.ledger.excuses:
            if entry[1] == float("inf"):
                yield lambda entry=entry: entry.__setitem__(1, time.monotonic())

    def _put_back(self):
        """What a fault leaves that failed half way: no other row is to be spoilt by it."""
        self.scene.put_back()
