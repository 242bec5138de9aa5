"""Places in an executable where whoever comes by is counted: the first instructions of functions."""

import collections
import os
import signal

import ptrace

INT3 = 0xCC
# What the bytes are that a function is asked for, in the registers of its arguments (System V ABI).
SIZES = {
    "malloc": lambda r: r["rdi"],
    "calloc": lambda r: r["rdi"] * r["rsi"],
    "realloc": lambda r: r["rsi"],
    "posix_memalign": lambda r: r["rdx"],
    "aligned_alloc": lambda r: r["rsi"],
    "copy": lambda r: r["rdx"],
}


class Breakpoints:
    """`addresses` is {address in the file: what it is counted as}; `bytes` and `calls` are by that, `copiers` who copied how much."""

    def __init__(self, tid, base, addresses):
        self._base = base
        self._kinds = {base + address: kind for address, kind in addresses.items()}
        self._words = {}
        self.calls = collections.Counter()
        self.bytes = collections.Counter()
        self.copiers = collections.Counter()
        for address in self._kinds:
            self._set(tid, address)

    def _set(self, tid, address):
        word = ptrace.peek(tid, address)
        self._words[address] = word
        ptrace.poke(tid, address, word & ~0xFF | INT3)

    def passed(self, tid, is_counted):
        """Takes a thread that was trapped past its place; false where it was not one of ours."""
        registers = ptrace.Registers(tid)
        address = registers["rip"] - 1
        kind = self._kinds.get(address)
        if kind is None:
            return False
        if is_counted:
            size = SIZES[kind](registers)
            self.calls[kind] += 1
            self.bytes[kind] += size
            if kind == "copy":
                self.copiers[ptrace.peek(tid, registers["rsp"]) - self._base] += size
        registers["rip"] = address
        registers.store()
        # The other threads sleep while requests are served: none comes by in this moment.
        ptrace.poke(tid, address, self._words[address])
        ptrace.step(tid)
        _, status = os.waitpid(tid, ptrace.WALL)
        if not os.WIFSTOPPED(status) or os.WSTOPSIG(status) != signal.SIGTRAP:
            raise RuntimeError(f"thread {tid} did not step: status {status:#x}")
        ptrace.poke(tid, address, self._words[address] & ~0xFF | INT3)
        return True
