"""What is counted: how requests come, and what they hold."""

import dataclasses

import clients

BODIES = {"3 KB": "019-pod-init.json", "14 KB": "pod-with-sidecar-14k.json"}


@dataclasses.dataclass(frozen=True)
class Scenario:
    """`connections` with `requests` at once on each; `rounds` are counted, after two that are not."""

    name: str
    protocol: type
    body: str
    connections: int
    requests: int
    rounds: int
    is_new: bool = False

    @property
    def requests_a_round(self):
        return self.connections * self.requests


def _kept(name, protocol, connections, requests, rounds):
    return [Scenario(f"{name}, {size}", protocol, size, connections, requests, rounds) for size in BODIES]


ALL = [
    *_kept("HTTP/1.1, 8 connections", clients.HTTP1, 8, 1, 6),
    *_kept("HTTP/2, 1 x 100", clients.HTTP2, 1, 100, 2),
    *_kept("HTTP/2, 4 x 25", clients.HTTP2, 4, 25, 2),
    Scenario("a new connection and a request, 3 KB", clients.HTTP1, "3 KB", 1, 1, 6, is_new=True),
]


class Stage:
    """A held server, and the connections of a scenario."""

    def __init__(self, tracee, port, authority):
        self._tracee = tracee
        self._port = port
        self._authority = authority
        self._answers = {}

    def play(self, scenario, before_counting, after_counting):
        """Two rounds to warm up, then those that are counted, as often as `before_counting` is asked to say: {rounds: …}."""
        if scenario.is_new:
            opened = []
        else:
            opened = [self._open(scenario) for _ in range(scenario.connections)]
        for _ in range(2):
            self._round(scenario, opened)
        for rounds in before_counting():
            for _ in range(rounds):
                self._round(scenario, opened)
            after_counting(rounds)
        for client in opened:
            client.close()

    def _open(self, scenario):
        connection = clients.Connection(self._tracee, self._port, self._authority, scenario.protocol.protocol)
        return scenario.protocol(connection, clients.review(BODIES[scenario.body]))

    def _round(self, scenario, opened):
        if scenario.is_new:
            client = self._open(scenario)
            self._ask(scenario, [client])
            client.close()
        else:
            self._ask(scenario, opened)

    def _ask(self, scenario, opened):
        """Each connection's requests; all that is sent in a step has arrived before the server sees any of it."""
        answered = 0
        for client in opened:
            client.begin(scenario.requests)
        while any([client.send() for client in opened]):
            self._tracee.settle()
            for client in opened:
                for answer in client.receive():
                    answered += 1
                    self._check(scenario, answer)
        if answered != scenario.requests_a_round:
            raise clients.Refused(f"{answered} of {scenario.requests_a_round} requests were answered")

    def _check(self, scenario, answer):
        """The same review has the same answer, by all ways."""
        expected = self._answers.setdefault(scenario.body, answer)
        if answer != expected or b'"allowed":true' not in answer or b'"patchType":"JSONPatch"' not in answer:
            raise clients.Refused(f"a review was answered with {answer[:300]!r}")

    def marker(self):
        """A connection that speaks no TLS, which the server answers and ends: the same work each time."""
        connection = clients.connect(self._port)
        clients.deliver(connection, b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        self._tracee.settle()
        connection.close()
        self._tracee.settle()
