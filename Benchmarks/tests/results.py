"""A result with two peers and one that is missing, for tests."""

from bench.peers.peer import Peer
from bench.result import Result

MACHINE = {
    "date": "2026-01-02", "processor": "A <Processor>", "cores": 2, "system": "Debian", "kernel": "6", "openssl": "OpenSSL 3", "client": "h2load 1",
    "busy": 0.0,
}


def example() -> Result:
    peers = [
        Peer("pullpass", "Pullpass", "1.0"), Peer("nginx", "nginx, fixed answer", "1.22"),
        Peer("go", "Go 1.27 net/http", "1.27.3"), Peer("go-debian", "the distribution's Go, net/http", missing="it is not there"),
    ]
    result = Result.begin(MACHINE, peers, {"rounds": 3, "requests": 10_000, "idle": 1000})
    for mine, limit, other in ((30, 26, 300), (20, 25, 200), (25, 27, 250)):
        result.add("h1-14k", "pullpass", mine)
        result.add("h1-14k", "nginx", limit)
        result.add("h1-14k", "go", other)
    result.add("idle-h2", "pullpass", 40)
    result.add("idle-h2", "nginx", 20)
    return result
