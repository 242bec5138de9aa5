"""Who reads what a replica logs, as a container runtime does: line by line, and not at all where that is the fault."""

import json
import os
import threading
import time


class Collector:
    """Reads a pipe into a file and into memory. `lines` are (monotonic time, text)."""

    def __init__(self, path):
        self.reading, self.writing = os.pipe()
        self.lines = []
        self._reads = threading.Event()
        self._reads.set()
        self._path = path
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def started(self):
        """The replica has the other end now."""
        os.close(self.writing)

    def pause(self):
        """Reads no more: the pipe becomes full."""
        self._reads.clear()

    def resume(self):
        self._reads.set()

    def shut(self):
        """Closes the end that is read: who writes gets EPIPE."""
        reading, self.reading = self.reading, None
        os.close(reading)
        self._reads.set()

    def join(self, seconds=5):
        self._thread.join(seconds)

    def _run(self):
        rest = b""
        with open(self._path, "ab", buffering=0) as file:
            while True:
                # Looked at again and again, since a pipe that is waited for cannot be paused.
                self._reads.wait()
                reading = self.reading
                if reading is None:
                    return
                try:
                    piece = os.read(reading, 65536)
                except OSError:
                    return
                if not piece:
                    break
                file.write(piece)
                *whole, rest = (rest + piece).split(b"\n")
                now = time.monotonic()
                self.lines += [(now, line.decode(errors="replace")) for line in whole]
        os.close(self.reading)


def words(text):
    """Level and message of a line, without what differs from one to the next; None for what is no line of a log."""
    try:
        line = json.loads(text)
        return line["level"], line["message"]
    except (ValueError, KeyError, TypeError):
        return None
