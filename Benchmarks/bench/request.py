"""Reviews over a connection of their own: one, or one after the other."""

import http.client
import pathlib
import ssl
import time
from collections.abc import Callable

JSON = {"Content-Type": "application/json"}


def answer_over_new_connection(port: int, authority: pathlib.Path, body: bytes, check: Callable[[], None]) -> tuple[int, bytes]:
    """Status and body of an answer; waits until somebody listens, and calls `check` meanwhile."""
    context = ssl.create_default_context(cafile=authority)
    deadline = time.monotonic() + 60
    while True:
        connection = http.client.HTTPSConnection("localhost", port, context=context, timeout=60)
        try:
            connection.request("POST", "/mutate", body, JSON)
            response = connection.getresponse()
            return response.status, response.read()
        except ConnectionRefusedError:
            check()
            if time.monotonic() > deadline:
                raise
        finally:
            connection.close()


class Asker:
    """A connection that is kept for one review after the other. Closed when the block is left."""

    def __init__(self, port: int, authority: pathlib.Path):
        self.connection = http.client.HTTPSConnection("localhost", port, context=ssl.create_default_context(cafile=authority), timeout=60)

    def answer(self, body: bytes) -> tuple[int, bytes]:
        self.connection.request("POST", "/mutate", body, JSON)
        response = self.connection.getresponse()
        return response.status, response.read()

    def __enter__(self) -> "Asker":
        return self

    def __exit__(self, *_) -> None:
        self.connection.close()
