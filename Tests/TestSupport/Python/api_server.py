"""Requests to a kube-apiserver, for the attacks and for releases that live."""

import http.client
import json
import ssl
import threading
import time

MERGE = "application/merge-patch+json"


class ClusterError(Exception):
    """The API server did not do what was asked."""


class API:
    """A client. Each thread has a connection of its own."""

    def __init__(self, address, authority, token):
        self.host, self.port = address
        self.authority, self.token = authority, token
        self.context = ssl.create_default_context(cafile=str(authority))
        self.local = threading.local()

    def connect(self, timeout=60):
        return http.client.HTTPSConnection(self.host, self.port, context=self.context, timeout=timeout)

    def call(self, method, path, body=None, content_type="application/json"):
        """Status and body of one request. A connection that was closed meanwhile is opened again once."""
        text = body if body is None or isinstance(body, (str, bytes)) else json.dumps(body)
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": content_type}
        for attempt in (1, 2):
            connection = getattr(self.local, "connection", None)
            is_fresh = connection is None
            if is_fresh:
                connection = self.local.connection = self.connect()
            try:
                connection.request(method, path, text, headers)
                answer = connection.getresponse()
                return answer.status, answer.read()
            except (OSError, http.client.HTTPException) as error:
                self.local.connection = None
                if is_fresh or attempt == 2:
                    raise OSError(f"{method} {path}: {error!r}") from error

    def must(self, method, path, body=None, content_type="application/json"):
        status, answer = self.call(method, path, body, content_type)
        if not 200 <= status < 300:
            raise ClusterError(f"{method} {path}: {status} {answer[:500].decode(errors='replace')}")
        return json.loads(answer)

    def read(self, path):
        """An object, or None where there is none."""
        status, answer = self.call("GET", path)
        if status == 404:
            return None
        if status != 200:
            raise ClusterError(f"GET {path}: {status} {answer[:500].decode(errors='replace')}")
        return json.loads(answer)

    def items(self, path):
        """The objects of a collection; none where the server has no such kind."""
        return (self.read(path) or {}).get("items") or []

    def patch(self, path, body):
        return self.must("PATCH", path, body, MERGE)

    def delete(self, path):
        """Whether it was there."""
        status, answer = self.call("DELETE", path)
        if status not in (200, 202, 404):
            raise ClusterError(f"DELETE {path}: {status} {answer[:500].decode(errors='replace')}")
        return status != 404

    def watch(self, path, version=None):
        """Events as they come, from a version or from now on, until the thread that reads them is left alone: ("ADDED", object)."""
        connection = self.connect(timeout=None)
        if version is not None:
            path += f"{'&' if '?' in path else '?'}watch=1&resourceVersion={version}"
        connection.request("GET", path, headers={"Authorization": f"Bearer {self.token}"})
        answer = connection.getresponse()
        if answer.status != 200:
            raise ClusterError(f"GET {path}: {answer.status}")
        while line := answer.readline():
            event = json.loads(line)
            yield event["type"], event["object"]

    def follow(self, path, handle):
        """Calls `handle` with ("ADDED", object) and so on for ever, in a thread of its own; what is there already comes first."""

        def run():
            while True:
                try:
                    self._follow_once(path, handle)
                except (OSError, http.client.HTTPException, ClusterError, ValueError):
                    time.sleep(0.2)

        threading.Thread(target=run, daemon=True).start()

    def _follow_once(self, path, handle):
        listed = self.read(path)
        known = {}
        for item in listed["items"]:
            known[item["metadata"]["uid"]] = item
        handle("LISTED", list(known.values()))
        for kind, item in self.watch(path, listed["metadata"]["resourceVersion"]):
            if kind == "ERROR":
                return
            handle(kind, item)


def eventually(claim, look, seconds=60):
    """Waits until `look` returns something true, and returns that. `claim` may be a function that tells what is there instead."""
    deadline = time.monotonic() + seconds
    while True:
        if found := look():
            return found
        if time.monotonic() > deadline:
            raise ClusterError(f"not within {seconds} s: {claim() if callable(claim) else claim}")
        time.sleep(0.1)
