"""ptrace(2) on x86-64: one function for each request that is used, each of which says what failed."""

import ctypes
import os
import struct

_library = ctypes.CDLL(None, use_errno=True)
_library.ptrace.restype = ctypes.c_long
_library.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]

TRACEME, PEEKDATA, POKEDATA, SINGLESTEP, GETREGS, SETREGS, SYSCALL = 0, 2, 5, 9, 12, 13, 24
SETOPTIONS, GETEVENTMSG, GET_SYSCALL_INFO = 0x4200, 0x4201, 0x420E
TRACESYSGOOD, TRACEFORK, TRACEVFORK, TRACECLONE, TRACEEXEC, EXITKILL = 1, 2, 4, 8, 16, 0x100000
# waitpid(2): children that are threads, too.
WALL = 0x40000000
# What PTRACE_GET_SYSCALL_INFO says of a stop.
ENTRY, EXIT = 1, 2


def _call(request, tid, address=0, data=0):
    ctypes.set_errno(0)
    result = _library.ptrace(request, tid, address, data)
    error = ctypes.get_errno()
    if result == -1 and error:
        raise OSError(error, f"ptrace request {request} on thread {tid}: {os.strerror(error)}")
    return result


def trace_me():
    _call(TRACEME, 0)


def set_options(tid, options):
    _call(SETOPTIONS, tid, 0, options)


def go_on(tid, signal=0):
    """Until the next system call begins or ends, or anything else happens."""
    _call(SYSCALL, tid, 0, signal)


def step(tid):
    _call(SINGLESTEP, tid)


def peek(tid, address):
    return _call(PEEKDATA, tid, address) & 0xFFFFFFFFFFFFFFFF


def poke(tid, address, word):
    _call(POKEDATA, tid, address, word)


def event_message(tid):
    message = ctypes.c_ulong()
    _call(GETEVENTMSG, tid, 0, ctypes.addressof(message))
    return message.value


class Registers:
    """A thread's registers, as <sys/user.h> has them."""

    NAMES = (
        "r15 r14 r13 r12 rbp rbx r11 r10 r9 r8 rax rcx rdx rsi rdi orig_rax rip cs eflags rsp ss fs_base gs_base ds es fs gs"
    ).split()

    def __init__(self, tid):
        self._values = (ctypes.c_ulong * len(self.NAMES))()
        self._tid = tid
        _call(GETREGS, tid, 0, ctypes.addressof(self._values))

    def __getitem__(self, name):
        return self._values[self.NAMES.index(name)]

    def __setitem__(self, name, value):
        self._values[self.NAMES.index(name)] = value

    def store(self):
        _call(SETREGS, self._tid, 0, ctypes.addressof(self._values))


class SystemCallStop:
    """What a thread does that has stopped at the beginning or the end of a system call."""

    def __init__(self, tid):
        buffer = ctypes.create_string_buffer(88)
        _call(GET_SYSCALL_INFO, tid, len(buffer), ctypes.addressof(buffer))
        self.kind = buffer.raw[0]
        if self.kind == ENTRY:
            self.number, *self.arguments = struct.unpack_from("<7Q", buffer.raw, 24)
        elif self.kind == EXIT:
            (self.result,) = struct.unpack_from("<q", buffer.raw, 24)
