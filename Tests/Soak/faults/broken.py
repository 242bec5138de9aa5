"""Clients that break off, each in another place."""

import os
import random
import socket
import ssl
import time

from ground import cases
from ground.lanes import head
from stage import http2


def run(scene, seconds):
    """Until the time is over; returns how many did what."""
    # The same ones each time.
    chance = random.Random(16)
    context = ssl.create_default_context(cafile=scene.folder / "ca.pem")
    body = cases.all_cases()[0].text("broken")
    ways = {
        "garbage": lambda raw: raw.sendall(chance.randbytes(300)),
        "plain HTTP": lambda raw: raw.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"),
        "half a ClientHello": lambda raw: raw.sendall(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + chance.randbytes(40)),
        "half a body": lambda raw: tls(context, raw, "http/1.1", head(body) + body[:len(body) // 2]),
        "no answer read": lambda raw: tls(context, raw, "http/1.1", (head(body) + body) * 5),
        "no HTTP": lambda raw: tls(context, raw, "http/1.1", chance.randbytes(100) + b"\r\n\r\n"),
        "half a frame": lambda raw: tls(context, raw, "h2", http2.PREFACE + http2.settings() + http2.request(1) + http2.data(1, body)[:50]),
        "no HTTP/2": lambda raw: tls(context, raw, "h2", http2.PREFACE + chance.randbytes(200)),
        "a stream left alone": lambda raw: tls(context, raw, "h2", http2.PREFACE + http2.settings() + http2.request(1) + http2.reset(1)),
    }
    counts = dict.fromkeys(ways, 0)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for name, way in ways.items():
            raw = socket.socket()
            try:
                raw.settimeout(2)
                raw.connect(("127.0.0.1", scene.old.port))
                if chance.random() < 0.5:
                    # A reset in place of an end.
                    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
                way(raw)
                counts[name] += 1
            except OSError:
                pass
            finally:
                raw.close()
        time.sleep(0.01)
    return counts


def tls(context, raw, protocol, data):
    context.set_alpn_protocols([protocol])
    wrapped = context.wrap_socket(raw, server_hostname="localhost", do_handshake_on_connect=True)
    try:
        wrapped.sendall(data)
    finally:
        # Without a farewell of TLS.
        os.close(wrapped.detach())
