"""The probe as the attack's director sees it: started, stopped, and added up."""

import collections
import dataclasses
import json
import pathlib
import subprocess
import sys

from stage import reviews


@dataclasses.dataclass
class Testimony:
    """What the probe's calls of one kind met with in a span of time. Times in milliseconds."""

    calls: int
    lost: int
    late: int
    p50: float
    p99: float
    faults: dict

    @property
    def part_lost(self):
        return self.lost / self.calls if self.calls else 1.0


class Witness:
    """The probe beside a server; `review` is the size of its review, None for 14 KB. With `goes_on` it adds to what an earlier one saw."""

    def __init__(self, server, review=None, namespace=None, rate=20, goes_on=False):
        body = server.folder / "review.json"
        body.write_bytes(reviews.ordinary(review, namespace))
        self.path = server.folder / "probe.jsonl"
        self.file = open(self.path, "ab" if goes_on else "wb")
        self.process = subprocess.Popen(
            [
                sys.executable, str(pathlib.Path(__file__).parent / "probe.py"), "--port", str(server.port),
                "--operators-port", str(server.operators_port), "--authority", str(server.authority),
                "--body", str(body), "--rate", str(rate),
            ],
            stdout=self.file,
        )

    def stop(self):
        self.process.terminate()
        self.process.wait()
        self.file.close()

    def testimony(self, kinds, start, end):
        """Of the calls that began between two instants of the monotonic clock, and ended before the probe was stopped."""
        seconds, faults = [], collections.Counter()
        late = 0
        for line in self.path.read_text().splitlines():
            call = json.loads(line)
            if call["kind"] not in kinds or not start <= call["start"] < end:
                continue
            seconds.append(call["seconds"])
            if call["fault"]:
                faults[call["fault"]] += 1
            elif call["seconds"] > 1:
                late += 1
        seconds.sort()

        def percentile(part):
            return 1000 * seconds[min(len(seconds) - 1, int(part * len(seconds)))] if seconds else 0.0

        return Testimony(len(seconds), faults.total(), late, percentile(0.5), percentile(0.99), dict(faults.most_common(5)))
