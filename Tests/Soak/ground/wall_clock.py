"""Another time for one process: the wall clock as it asks for it, and no other clock of it and of no other process.

The executable is static, so that nothing can be loaded before it; a time namespace has no wall clock; and this machine's own is not to be
set. What a process asks for the time with is the kernel's vDSO, a page of code in its own memory: three functions of that are written over
here with ones that ask the kernel and add an offset. The offset stands behind the code, and a step of the clock is eight bytes.
"""

import ctypes
import os
import platform
import re
import signal
import struct
import time

from ground import looks

# Each asks the kernel (clock_gettime, gettimeofday, time), and adds the quadword at 32 to the seconds: of the wall clock alone.
CODE = {
    # mov eax,228; syscall; test edi,edi; je +5; cmp edi,5; jne +10; mov rcx,[rip+9]; add [rsi],rcx; ret
    "__vdso_clock_gettime": "b8e40000000f0585ff740583ff05750a488b0d0900000048010ec3",
    # mov eax,96; syscall; test rdi,rdi; je +10; mov rcx,[rip+13]; add [rdi],rcx; ret
    "__vdso_gettimeofday": "b8600000000f054885ff740a488b0d0d00000048010fc3",
    # mov eax,201; syscall; add rax,[rip+18]; test rdi,rdi; je +3; mov [rdi],rax; ret
    "__vdso_time": "b8c90000000f054803051200000048" + "85ff7403488907c3",
}
OFFSET_AT, LENGTH = 32, 40


def impossible():
    """Why a clock cannot be set here, or None."""
    if platform.machine() != "x86_64":
        return f"the clock's code is written for x86_64, and this is {platform.machine()}"
    if not looks.may_trace():
        return "the memory of a process that is not dumpable may be written with CAP_SYS_PTRACE alone"
    missing = set(CODE) - set(_functions())
    return f"this kernel's vDSO has no {', '.join(sorted(missing))} of {LENGTH} bytes" if missing else None


class WallClock:
    """Of one process; with the offset 0 it is right."""

    def __init__(self, pid):
        self.pid = pid
        start, end = _place(pid)
        self.places = [start + _functions()[name] for name in CODE]
        self._while_stopped(start, end, self._write_code)

    def set(self, offset):
        """Steps by seconds from the right time, at once."""
        with open(f"/proc/{self.pid}/mem", "r+b", buffering=0) as memory:
            for place in self.places:
                self._put(memory, place + OFFSET_AT, struct.pack("<q", offset))

    def _write_code(self):
        with open(f"/proc/{self.pid}/mem", "r+b", buffering=0) as memory:
            for place, code in zip(self.places, CODE.values()):
                self._put(memory, place, bytes.fromhex(code).ljust(OFFSET_AT, b"\x90") + bytes(8))

    @staticmethod
    def _put(memory, place, data):
        memory.seek(place)
        memory.write(data)

    def _while_stopped(self, start, end, act):
        """No thread may be in the midst of what is written over."""
        for _ in range(50):
            os.kill(self.pid, signal.SIGSTOP)
            try:
                if self._is_outside(start, end):
                    return act()
            finally:
                os.kill(self.pid, signal.SIGCONT)
            time.sleep(0.02)
        raise OSError("a thread is always asking for the time")

    def _is_outside(self, start, end):
        for task in os.listdir(f"/proc/{self.pid}/task"):
            for _ in range(50):
                text = open(f"/proc/{self.pid}/task/{task}/syscall").read().split()
                if text[0] != "running":
                    break
                time.sleep(0.01)
            else:
                return False
            if start <= int(text[-1], 16) < end:
                return False
        return True


def _place(pid):
    found = re.search(r"^(\w+)-(\w+) .*\[vdso\]$", open(f"/proc/{pid}/maps").read(), re.M)
    return int(found[1], 16), int(found[2], 16)


def _functions():
    """Where the functions stand in the vDSO that have room for ours; it is the same in every process."""
    start, end = _place(os.getpid())
    image = ctypes.string_at(start, end - start)
    sections = struct.unpack_from("<Q", image, 40)[0]
    size, count = struct.unpack_from("<HH", image, 58)
    headers = [struct.unpack_from("<IIQQQQIIQQ", image, sections + n * size) for n in range(count)]
    # Kind 11 is the table of dynamic symbols; its link is that of their names.
    symbols = next(header for header in headers if header[1] == 11)
    names = headers[symbols[6]][4]
    found = {}
    for at in range(symbols[4], symbols[4] + symbols[5], 24):
        name, _, _, _, value, length = struct.unpack_from("<IBBHQQ", image, at)
        text = image[names + name:image.index(b"\0", names + name)].decode()
        if text in CODE and length >= LENGTH:
            found[text] = value
    return found
