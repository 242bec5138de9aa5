"""One process of `pullpass serve`: started, ended, frozen, and looked at."""

import contextlib
import os
import resource
import signal
import subprocess
import time

from ground import looks
from ground.collector import Collector


class ReplicaEnded(Exception):
    """A replica has ended that should not have, or one did not begin."""


class Replica:
    """Its ports stay the same over restarts, as the addresses of a Service's Pods do for who looks at them by name."""

    def __init__(self, name, binary, folder, arguments):
        self.name, self.binary, self.folder, self.arguments = name, binary, folder, arguments
        self.port, self.operators_port = looks.free_port(), looks.free_port()
        self.process = self.collector = None
        # The lines of processes that have ended.
        self.past_lines = []
        # Whether its end is meant.
        self.may_end = False
        self.starts = 0

    def start(self, stderr=None, before=None, **limits):
        """Begins anew. `stderr` is a file in place of the collector's pipe; `before` runs in the child before it becomes Pullpass."""
        if self.collector:
            self.past_lines += self.collector.lines
        self.starts += 1
        self.may_end = False
        self.collector = Collector(self.folder / f"{self.name}.log")

        def restrict():
            for name, value in limits.items():
                resource.setrlimit(getattr(resource, name), (value, value))
            if before:
                before()

        self.process = subprocess.Popen(
            [
                str(self.binary), "serve", "--listen", f"127.0.0.1:{self.port}",
                "--metrics-listen", f"127.0.0.1:{self.operators_port}", *self.arguments,
            ],
            stdout=subprocess.DEVNULL, stderr=stderr or self.collector.writing, preexec_fn=restrict, start_new_session=True,
            env={**os.environ, "POD_NAME": self.name, "HOSTNAME": self.name},
        )
        self.collector.started()

    @property
    def pid(self):
        return self.process.pid

    @property
    def is_running(self):
        return self.process is not None and self.process.poll() is None

    @property
    def is_ready(self):
        return self.is_running and looks.ask(self.operators_port, "/readyz", 2)[0] == 200

    @property
    def lines(self):
        return self.past_lines + (self.collector.lines if self.collector else [])

    def metrics(self):
        return looks.metrics(self.operators_port) if self.is_running else {}

    @property
    def leads(self):
        return self.metrics().get("pullpass_keeper_leader", 0) == 1

    def signal(self, number):
        with contextlib.suppress(ProcessLookupError):
            self.process.send_signal(number)

    def kill(self):
        self.may_end = True
        self.signal(signal.SIGKILL)
        self.process.wait()

    def terminate(self, seconds=60):
        """SIGTERM; returns after how many seconds it ended, and with what."""
        self.may_end = True
        start = time.monotonic()
        self.signal(signal.SIGTERM)
        try:
            status = self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()
            status = "SIGKILL, since it did not end"
        return time.monotonic() - start, status

    def last_words(self):
        return "\n".join(text for _, text in self.lines[-5:])

    def stop(self):
        if self.is_running:
            self.signal(signal.SIGCONT)
            self.terminate(20)
        if self.collector:
            self.collector.resume()
            self.collector.join()
