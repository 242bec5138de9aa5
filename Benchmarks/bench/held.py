"""Connections that were used once and then rest, as an API server keeps them; HTTP/1.1 or HTTP/2."""

import resource
import socket
import ssl
from collections.abc import Callable

from stage import http2

from .places import CERTIFICATES


class Held:
    """So many connections to a port, each with one answered request. Closed when the block is left."""

    def __init__(self, port: int, protocol: str, body: bytes, count: int):
        make_room(count)
        self.port, self.body = port, body
        self.context = ssl.create_default_context(cafile=CERTIFICATES / "ca.pem")
        self.context.set_alpn_protocols([protocol])
        self.ask: Callable[[ssl.SSLSocket, int], None] = {"http/1.1": self._ask_1, "h2": self._ask_2}[protocol]
        self.connections: list[ssl.SSLSocket] = []
        # Of HTTP/2: the number of the last request's stream, the same on all connections.
        self.stream = 1
        for _ in range(count):
            self._add()

    def _add(self) -> None:
        connection = self.context.wrap_socket(socket.create_connection(("127.0.0.1", self.port), 60), server_hostname="localhost")
        # One write is one segment: an acknowledgement that is late is none of the server's time.
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.connections.append(connection)
        self.ask(connection, self.stream)

    def ask_all(self) -> None:
        """One more request over each of them, one after the other."""
        self.stream += 2
        for connection in self.connections:
            self.ask(connection, self.stream)

    def _ask_1(self, connection: ssl.SSLSocket, _: int) -> None:
        head = f"POST /mutate HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {len(self.body)}\r\n\r\n"
        connection.sendall(head.encode() + self.body)
        status, length = _read_head(connection)
        if status != 200:
            raise OSError(f"a held connection was answered {status}")
        _read(connection, length)

    def _ask_2(self, connection: ssl.SSLSocket, stream: int) -> None:
        start = http2.PREFACE + http2.settings() if stream == 1 else b""
        connection.sendall(start + http2.request(stream) + http2.data(stream, self.body, ends=True))
        answered = False
        while not answered:
            head = _read(connection, 9)
            kind, flags, of = head[3], head[4], int.from_bytes(head[5:], "big") & 0x7FFFFFFF
            payload = _read(connection, int.from_bytes(head[:3], "big"))
            if kind == http2.SETTINGS and not flags & http2.ACK:
                connection.sendall(http2.frame(http2.SETTINGS, http2.ACK))
            if kind in (http2.GOAWAY, http2.RST_STREAM):
                raise OSError(f"a held connection was ended: {payload!r}")
            answered = of == stream and kind in (http2.DATA, http2.HEADERS) and bool(flags & http2.END_STREAM)

    def close(self) -> None:
        for connection in self.connections:
            connection.close()

    def __enter__(self) -> "Held":
        return self

    def __exit__(self, *_) -> None:
        self.close()


def make_room(count: int) -> None:
    """Raises this process' limit of descriptors, which servers inherit that are started afterwards."""
    needed = count + 512
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < needed:
        raise SystemExit(f"bench: {count} connections need {needed} descriptors, and the hard limit is {hard} (ulimit -Hn)")
    if soft != resource.RLIM_INFINITY and soft < needed:
        resource.setrlimit(resource.RLIMIT_NOFILE, (needed, hard))


def _read(connection: ssl.SSLSocket, count: int) -> bytes:
    parts = b""
    while len(parts) < count:
        part = connection.recv(count - len(parts))
        if not part:
            raise OSError("a held connection was closed")
        parts += part
    return parts


def _read_head(connection: ssl.SSLSocket) -> tuple[int, int]:
    """Status and length of the body."""
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        head += _read(connection, 1)
    lines = head.decode("latin-1").split("\r\n")
    fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
    if "content-length" in fields:
        return int(lines[0].split()[1]), int(fields["content-length"])
    if fields.get("transfer-encoding", "").lower() == "chunked":
        return int(lines[0].split()[1]), _read_chunks(connection)
    raise OSError(f"a body without a length: {lines[0]}")


def _read_chunks(connection: ssl.SSLSocket) -> int:
    """Reads all of a body in chunks, after which nothing is left of it."""
    while True:
        line = b""
        while not line.endswith(b"\r\n"):
            line += _read(connection, 1)
        _read(connection, int(line.split(b";")[0], 16) + 2)
        if int(line.split(b";")[0], 16) == 0:
            return 0
