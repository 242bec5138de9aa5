#!/usr/bin/env python3
"""Lets the linker leave out what nobody calls of objects that the Swift compiler has made.

    .ci/drop_retain.py OBJECT_OR_ARCHIVE...     each is changed in place

The compiler marks each public function and its constants as to be kept, for a library may be loaded by somebody who looks them up by name. Nobody
does in a static executable. What Swift's run-time library finds by walking a whole section (swift5_*: conformances, types) keeps its mark.
"""

import struct
import sys
from pathlib import Path

SHF_GNU_RETAIN = 0x200000
DROPPED = (b".text", b".rodata", b".data")
ARCHIVE, ELF64 = b"!<arch>\n", b"\x7fELF\x02"


def drop(content: bytearray, start: int) -> None:
    """Clears the flag in the section headers of the object that begins at `start`: System V ABI, chapter 4, and ar(5) around it."""
    if content[start : start + 5] != ELF64:
        return
    (headers,) = struct.unpack_from("<Q", content, start + 0x28)
    size, count, names = struct.unpack_from("<HHH", content, start + 0x3A)
    first = start + headers
    # Where there are too many for the header, the first section has the numbers.
    if count == 0:
        (count,) = struct.unpack_from("<Q", content, first + 0x20)
    if names == 0xFFFF:
        (names,) = struct.unpack_from("<I", content, first + 0x28)
    (strings,) = struct.unpack_from("<Q", content, first + names * size + 0x18)
    for header in range(first, first + count * size, size):
        name, _, flags = struct.unpack_from("<IIQ", content, header)
        if flags & SHF_GNU_RETAIN and content.startswith(DROPPED, start + strings + name):
            struct.pack_into("<Q", content, header + 8, flags & ~SHF_GNU_RETAIN)


def members(content: bytearray):
    """Where each object begins: the file itself, or those of the archive that it is."""
    if not content.startswith(ARCHIVE):
        yield 0
        return
    header = len(ARCHIVE)
    while header + 60 <= len(content):
        yield header + 60
        length = int(content[header + 48 : header + 58])
        header += 60 + length + length % 2


for path in map(Path, sys.argv[1:]):
    content = bytearray(path.read_bytes())
    for start in members(content):
        drop(content, start)
    path.write_bytes(content)
