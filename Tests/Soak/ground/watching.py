"""Who looks at the replicas all the time: memory, descriptors, threads, and what /readyz says."""

import threading
import time

from ground import looks

PERIOD = 0.5


class Watching:
    """`samples` are (time, replica, anonymous MiB, resident MiB, descriptors, threads); `readiness` (time, replica, status, text)."""

    def __init__(self, replicas):
        self.samples, self.readiness = [], []
        self.is_over = False
        self.threads = [threading.Thread(target=self._watch, args=(replica,), daemon=True) for replica in replicas]
        for thread in self.threads:
            thread.start()

    def _watch(self, replica):
        last = None
        while not self.is_over:
            if replica.is_running:
                pid, now = replica.pid, time.monotonic()
                memory, count = looks.memory(pid), sum(looks.descriptors(pid).values())
                if count:
                    self.samples.append((now, replica.name, memory["anonymous"], memory["resident"], count, looks.threads(pid)))
                said = looks.ask(replica.operators_port, "/readyz", 1)
                # Only changes: it says the same most of the time.
                if said != last:
                    self.readiness.append((now, replica.name, *said))
                    last = said
            time.sleep(PERIOD)

    def stop(self):
        self.is_over = True
        for thread in self.threads:
            thread.join(3)

    def between(self, start, end):
        return [sample for sample in self.samples if start <= sample[0] <= end]
