"""The names of an executable's functions (ELF, System V ABI chapter 4), and what of it is loaded."""

import bisect
import struct
import subprocess

SHT_SYMTAB, STT_FUNC, STT_GNU_IFUNC, PT_LOAD, PT_NOTE, NT_GNU_BUILD_ID = 2, 2, 10, 1, 4, 3


class Symbols:
    """Of a file that is not stripped: `addresses` by name, and the function that an address is in."""

    def __init__(self, path):
        with open(path, "rb") as file:
            content = file.read()
        if content[:5] != b"\x7fELF\x02":
            raise ValueError(f"{path} is no 64-bit ELF file")
        self.addresses = {}
        starts = {}
        for name, kind, section, value in _symbols(content):
            if section == 0 or kind not in (STT_FUNC, STT_GNU_IFUNC):
                continue
            # What a name stands for is chosen at the start: the choices have names of their own.
            if kind == STT_FUNC:
                self.addresses.setdefault(name, value)
                starts.setdefault(value, name)
        self._starts = sorted(starts)
        self._names = [starts[start] for start in self._starts]

    def at(self, address):
        index = bisect.bisect_right(self._starts, address) - 1
        return self._names[index] if index >= 0 else "?"


def _symbols(content):
    (headers,) = struct.unpack_from("<Q", content, 0x28)
    size, count = struct.unpack_from("<HH", content, 0x3A)
    sections = [struct.unpack_from("<IIQQQQIIQQ", content, headers + index * size) for index in range(count)]
    for section in sections:
        if section[1] != SHT_SYMTAB:
            continue
        strings = sections[section[6]][4]
        for at in range(section[4], section[4] + section[5], 24):
            name, info, _, index, value, _ = struct.unpack_from("<IBBHQQ", content, at)
            end = content.index(b"\0", strings + name)
            yield content[strings + name : end].decode(errors="replace"), info & 15, index, value


def loaded(path):
    """What the kernel maps of an executable, but for what tells two links apart: the header, which says where the names are, and the sum of all."""
    with open(path, "rb") as file:
        content = file.read()
    content = bytearray(content)
    (start,) = struct.unpack_from("<Q", content, 0x20)
    size, count = struct.unpack_from("<HH", content, 0x36)
    segments = [struct.unpack_from("<IIQQQQ", content, start + index * size) for index in range(count)]
    content[:64] = bytes(64)
    for kind, _, offset, _, _, length in segments:
        while kind == PT_NOTE and length > 0:
            name, described, note = struct.unpack_from("<III", content, offset)
            start = offset + 12 + (name + 3 & ~3)
            if note == NT_GNU_BUILD_ID:
                content[start : start + described] = bytes(described)
            length -= start + (described + 3 & ~3) - offset
            offset = start + (described + 3 & ~3)
    return [(address, bytes(content[offset : offset + length])) for kind, _, offset, address, _, length in segments if kind == PT_LOAD]


def demangled(names):
    """Swift's names as people write them; the others as they are."""
    names = list(names)
    if not names:
        return {}
    words = subprocess.run(
        ["swift", "demangle", "--simplified"], input="\n".join(names) + "\n", check=True, capture_output=True, text=True
    ).stdout.splitlines()
    return dict(zip(names, words, strict=True))
