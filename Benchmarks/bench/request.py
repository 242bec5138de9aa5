"""One review over a connection of its own."""

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
