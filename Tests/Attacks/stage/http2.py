"""As much of HTTP/2 as an attacker needs (RFC 9113): frames written by hand, in any order."""

import struct

DATA, HEADERS, RST_STREAM, SETTINGS, PING, GOAWAY, WINDOW_UPDATE, CONTINUATION = 0, 1, 3, 4, 6, 7, 8, 9
END_STREAM, END_HEADERS, ACK = 1, 4, 1
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
INITIAL_WINDOW = 65535


def frame(kind, flags=0, stream=0, payload=b""):
    return len(payload).to_bytes(3, "big") + bytes([kind, flags]) + stream.to_bytes(4, "big") + payload


def settings(**values):
    """`initial_window=0` and the like."""
    numbers = {"header_table": 1, "streams": 3, "initial_window": 4, "frame_size": 5}
    return frame(SETTINGS, payload=b"".join(struct.pack(">HI", numbers[key], value) for key, value in values.items()))


def literal(name, value):
    """A field without Huffman's code and without the table."""
    return b"\0" + _length(len(name)) + name + _length(len(value)) + value


def _length(number):
    if number < 127:
        return bytes([number])
    number -= 127
    out = bytearray([127])
    while number >= 128:
        out.append(number % 128 + 128)
        number //= 128
    return bytes(out) + bytes([number])


def request(stream, ends=False, more=b"", method=b"POST", path=b"/mutate"):
    """The header of a request; `more` are further fields as `literal` makes them."""
    block = b"".join(
        literal(name, value)
        for name, value in [
            (b":method", method), (b":scheme", b"https"), (b":path", path), (b":authority", b"localhost"), (b"content-type", b"application/json"),
        ]
    ) + more
    pieces = [block[at:at + 16384] for at in range(0, len(block), 16384)]
    first = frame(HEADERS, (END_STREAM if ends else 0) | (END_HEADERS if len(pieces) == 1 else 0), stream, pieces[0])
    rest = [frame(CONTINUATION, END_HEADERS if piece is pieces[-1] else 0, stream, piece) for piece in pieces[1:]]
    return first + b"".join(rest)


def window(stream, increment):
    return frame(WINDOW_UPDATE, stream=stream, payload=struct.pack(">I", increment))


def reset(stream, code=8):
    return frame(RST_STREAM, stream=stream, payload=struct.pack(">I", code))


def data(stream, payload, ends=False):
    """Frames of at most 16 KiB."""
    pieces = [payload[at:at + 16384] for at in range(0, len(payload), 16384)] or [b""]
    return b"".join(frame(DATA, END_STREAM if ends and n == len(pieces) - 1 else 0, stream, piece) for n, piece in enumerate(pieces))


async def frames(reader, writer=None):
    """What the server sends, as (kind, flags, stream, payload); with a writer its SETTINGS and PINGs are acknowledged."""
    while True:
        start = await reader.readexactly(9)
        length, kind, flags = int.from_bytes(start[:3], "big"), start[3], start[4]
        stream = int.from_bytes(start[5:], "big") & 0x7FFFFFFF
        payload = await reader.readexactly(length)
        if writer and kind in (SETTINGS, PING) and not flags & ACK:
            writer.write(frame(kind, ACK, 0, payload if kind == PING else b""))
        yield kind, flags, stream, payload
