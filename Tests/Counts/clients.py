"""Clients of a held server: each step is one write to each connection, and the server goes on only when all has arrived."""

import fcntl
import pathlib
import select
import socket
import ssl
import struct
import termios

from stage import http2

RECORD = 16 * 1024
# Of one step on one connection: what the kernel takes for a peer that does not read, before it has made its buffers larger.
STEP = 48 * 1024


class Refused(Exception):
    """The server did not answer as it should."""


class Connection:
    """A connection over TLS 1.3 to the server on `port`; `tracee` goes on when something has been sent."""

    def __init__(self, tracee, port, authority, protocol):
        context = ssl.create_default_context(cafile=str(authority))
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        context.set_alpn_protocols([protocol])
        self._tracee = tracee
        self._in, self._out = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._in, self._out, server_hostname="localhost")
        self._socket = connect(port)
        while True:
            try:
                self._tls.do_handshake()
                break
            except ssl.SSLWantReadError:
                self.flush()
                tracee.settle()
                self._fill(wait=True)
        # The client's last words of the handshake go with the first request.

    def put(self, content):
        for at in range(0, len(content), RECORD):
            self._tls.write(content[at : at + RECORD])

    def flush(self):
        deliver(self._socket, self._out.read())

    def _fill(self, wait):
        """Takes what has come; with `wait` something must come."""
        if not select.select([self._socket], [], [], 10 if wait else 0)[0]:
            if wait:
                raise Refused("the server has not answered")
            return
        content = self._socket.recv(1 << 20)
        if not content:
            raise Refused("the server has closed the connection")
        self._in.write(content)

    def take(self, wait):
        self._fill(wait)
        content = bytearray()
        try:
            while piece := self._tls.read(1 << 16):
                content += piece
        except ssl.SSLWantReadError:
            pass
        return bytes(content)

    def close(self):
        try:
            self._tls.unwrap()
        except ssl.SSLWantReadError:
            pass
        self.flush()
        self._socket.close()
        self._tracee.settle()


def connect(port):
    connection = socket.create_connection(("127.0.0.1", port))
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def deliver(connection, content):
    """Returns once the peer's kernel has all of it."""
    if not content:
        return
    connection.sendall(content)
    for _ in range(10_000):
        (unsent,) = struct.unpack("i", fcntl.ioctl(connection, termios.TIOCOUTQ, b"\0" * 4))
        if unsent == 0:
            return
        select.select([], [], [], 0.001)
    raise Refused(f"{unsent} bytes were not taken by the server's kernel")


class HTTP1:
    """A request is one write, and so is its answer."""

    protocol = "http/1.1"

    def __init__(self, connection, body):
        self._connection = connection
        head = f"POST /mutate HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        self._request = head.encode() + body
        self._answer = b""

    def begin(self, count):
        if count != 1:
            raise ValueError("HTTP/1.1 has one request at a time")
        self._left = self._request

    def send(self):
        """The next part of the requests; false where there is none."""
        part, self._left = self._left[:STEP], self._left[STEP:]
        self._connection.put(part)
        self._connection.flush()
        return bool(part)

    def receive(self):
        """The answers that were complete with the last part."""
        if self._left:
            return []
        answer = self._connection.take(wait=True)
        head, _, body = answer.partition(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200 "):
            raise Refused(f"the server said {answer[:200]!r}")
        return [body]

    def close(self):
        self._connection.close()


class HTTP2:
    """All headers first, as a client sends who has many requests at once, then the bodies one after the other."""

    protocol = "h2"
    # :method POST, :scheme https, then path, authority, content-type and content-length: literal, and as the table has them afterwards.
    _KNOWN = bytes([0x83, 0x87, 0xC1, 0xC0, 0xBF, 0xBE])
    # :status 200 of the static table.
    _OK = 0x88

    def __init__(self, connection, body):
        self._connection = connection
        self._body = body
        self._stream = 1
        self._window = http2.INITIAL_WINDOW
        self._buffer = b""
        self._bodies = {}
        first = bytes([0x83, 0x87]) + b"".join(
            bytes([0x40 | index, len(value)]) + value
            for index, value in ((4, b"/mutate"), (1, b"localhost"), (31, b"application/json"), (28, str(len(body)).encode()))
        )
        self._header = first
        self._preface = http2.PREFACE + http2.settings(initial_window=1 << 20) + http2.window(0, 1 << 30)

    def begin(self, count):
        streams = range(self._stream, self._stream + 2 * count, 2)
        self._stream += 2 * count
        headers = b""
        for stream in streams:
            headers += http2.frame(http2.HEADERS, http2.END_HEADERS, stream, self._header)
            self._header = self._KNOWN
        bodies = [http2.data(stream, self._body, ends=True) for stream in streams]
        self._parts = [[self._preface + headers + bodies[0], len(self._body)]]
        self._preface = b""
        for body in bodies[1:]:
            # A step ends with a body, so that it has an answer.
            if len(self._parts[-1][0]) + len(body) > STEP:
                self._parts.append([b"", 0])
            self._parts[-1][0] += body
            self._parts[-1][1] += len(self._body)

    def send(self):
        if not self._parts:
            return False
        part, length = self._parts.pop(0)
        if length > self._window:
            raise Refused(f"the server gave a window of {self._window} bytes for {length}")
        self._window -= length
        self._connection.put(part)
        self._connection.flush()
        return True

    def receive(self):
        """Waits for nothing: what the server has said lies there already, but for the network of the machine."""
        done = []
        while not done:
            self._buffer += self._connection.take(wait=True)
            while len(self._buffer) >= 9:
                length = int.from_bytes(self._buffer[:3], "big")
                if len(self._buffer) < 9 + length:
                    break
                frame, self._buffer = self._buffer[: 9 + length], self._buffer[9 + length :]
                done += self._took(frame[3], frame[4], int.from_bytes(frame[5:9], "big"), frame[9:])
        return done

    def _took(self, kind, flags, stream, payload):
        if kind == http2.WINDOW_UPDATE and stream == 0:
            self._window += int.from_bytes(payload, "big")
        elif kind == http2.HEADERS and self._OK not in payload[:3]:
            raise Refused(f"stream {stream} was answered with {payload!r}")
        elif kind in (http2.RST_STREAM, http2.GOAWAY):
            raise Refused(f"the server ended stream {stream}: {payload!r}")
        elif kind == http2.DATA:
            self._bodies[stream] = self._bodies.get(stream, b"") + payload
            if flags & http2.END_STREAM:
                return [self._bodies.pop(stream)]
        return []

    def close(self):
        self._connection.close()


def review(name):
    """A review of the corpus that the tests of Admission have."""
    root = pathlib.Path(__file__).resolve().parents[2]
    return (root / "Tests/Rules/AdmissionTests/Fixtures/corpus" / name).read_bytes()
