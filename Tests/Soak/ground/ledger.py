"""What the load met with: read as it is written, and judged by the time at which it was asked."""

import collections
import contextlib
import dataclasses
import json
import os
import subprocess
import sys
import threading
import time

from ground import ROOT


@dataclasses.dataclass
class Answers:
    """Reviews that were asked in a span of time; milliseconds."""

    asked: int = 0
    lost: int = 0
    # Lost at a replica that was killed or frozen, by those who were there already.
    excused: int = 0
    wrong: int = 0
    # Asked a second time, since a kept connection was closed before anything was said.
    again: int = 0
    p50: float = 0
    p99: float = 0
    most: float = 0
    why: dict = dataclasses.field(default_factory=dict)


class Ledger:
    """The process of the load, and all that it has written."""

    def __init__(self, folder, endpoints, authority, rate, timeout):
        self.timeout = timeout
        self.lines = []
        # (from, to, replica): what is lost there meanwhile is not held against Pullpass.
        self.excuses = []
        # (from, letters): by which configurations an answer is right that was asked for from then on.
        self.accepted = [(0, "A")]
        self.process = subprocess.Popen(
            [
                sys.executable, str(ROOT / "Tests/Soak/ground/load.py"), "--endpoints", str(endpoints), "--authority", str(authority),
                "--rate", str(rate), "--timeout", str(timeout),
            ],
            # Ctrl-C is for who directs, and not for the load.
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True, env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        )
        self.process.stdout.readline()
        self.thread = threading.Thread(target=self._read, daemon=True)
        self.thread.start()

    def _read(self):
        for line in self.process.stdout:
            self.lines.append(json.loads(line))

    @property
    def is_running(self):
        return self.process.poll() is None

    def pause(self):
        self._order(b"pause\n")

    def resume(self):
        self._order(b"go on\n")

    def _order(self, line):
        # One that has ended is told where its end is looked for.
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.write(line)
            self.process.stdin.flush()

    def stop(self):
        self.process.terminate()
        self.process.wait()
        self.thread.join(5)

    # MARK: What counts

    def excuse(self, replica):
        """From now on, and for what was on its way already; returns a function that ends it."""
        entry = [time.monotonic() - self.timeout, float("inf"), replica.name]
        self.excuses.append(entry)

        def over():
            entry[1] = time.monotonic()

        return over

    def accept(self, letters):
        self.accepted.append((time.monotonic(), letters))

    def _letters(self, line):
        """All that was right at some time while the review was under way."""
        start, end = line["start"], line["start"] + line["seconds"]
        found = set()
        for place, (since, letters) in enumerate(self.accepted):
            until = self.accepted[place + 1][0] if place + 1 < len(self.accepted) else float("inf")
            if since <= end and start <= until:
                found |= set(letters)
        return found

    def fault(self, line):
        """Kind and words of what is wrong with a line: lost, excused, wrong; or None."""
        if "lost" in line:
            at = line.get("at")
            is_excused = any(since <= line["start"] <= until and at == name for since, until, name in self.excuses)
            return ("excused" if is_excused else "lost"), f"{line['lane']} at {at}: {line['lost']}"
        if line["wrong"]:
            return "wrong", line["wrong"]
        if not self._letters(line) & set(line["right"]):
            return "wrong", f"{line['case']} at {line['at']} by configuration {line['right']}, which is not in force"
        return None

    def between(self, start, end):
        answers, why, times = Answers(), collections.Counter(), []
        for line in self.lines:
            if not start <= line["start"] < end:
                continue
            answers.asked += 1
            answers.again += bool(line.get("again"))
            fault = self.fault(line)
            if fault:
                kind, words = fault
                setattr(answers, kind, getattr(answers, kind) + 1)
                why[f"{kind}: {words}"] += 1
            if "lost" not in line:
                times.append(1000 * line["seconds"])
        times.sort()
        if times:
            answers.p50, answers.p99, answers.most = times[len(times) // 2], times[int(0.99 * (len(times) - 1))], times[-1]
        answers.why = dict(why.most_common(6))
        return answers
