"""An executable under ptrace that goes on only when it is told to, with a clock that is made up: what it does is the same in each run.

The thread that serves the webhook's connections (the first that accepts one) is held whenever it would have to wait for events. Meanwhile clients
send; when it goes on it finds everything there. So neither the machine's speed nor what else runs on it changes what is done. Each look at the
clock is a system call, answered with 10 microseconds more than the last.
"""

import collections
import ctypes
import os
import re
import signal
import struct
import time

import ptrace
from breakpoints import Breakpoints

NAMES = {
    0: "read", 1: "write", 3: "close", 7: "poll", 9: "mmap", 10: "mprotect", 11: "munmap", 12: "brk", 16: "ioctl", 20: "writev", 25: "mremap",
    28: "madvise", 39: "getpid", 44: "sendto", 45: "recvfrom", 46: "sendmsg", 47: "recvmsg", 48: "shutdown", 51: "getsockname", 54: "setsockopt",
    55: "getsockopt", 72: "fcntl", 201: "time", 202: "futex", 228: "clock_gettime", 232: "epoll_wait", 233: "epoll_ctl", 257: "openat", 281: "epoll_pwait",
    288: "accept4", 318: "getrandom", 441: "epoll_pwait2",
}
PRCTL, CLOCK_GETTIME, ACCEPT4, WAITS = 157, 228, 288, (232, 281)
PR_SET_DUMPABLE = 4
# Clocks that show a time, in contrast to those of used processor time.
MADE_UP_CLOCKS = (0, 1, 4, 5, 6, 7)
TICK = 10_000
AT_NULL, AT_IGNORE, AT_SYSINFO_EHDR = 0, 1, 33


class Stuck(Exception):
    """The executable has ended, or does not come to rest."""


class Tracee:
    """`arguments` in a process of its own; `seconds` is how long it may take to come to rest."""

    def __init__(self, arguments, environment, log_path, seconds=60):
        self.calls = collections.Counter()
        self.breakpoints = None
        self.loop = None
        self._seconds = seconds
        self._log_path = log_path
        # The system call that found no events, while the thread is held after it.
        self._waiting = None
        self._is_asking_again = False
        self._entered = {}
        self._clock = None
        self.pid = self._start([str(argument) for argument in arguments], environment)

    # MARK: Start and end

    def _start(self, arguments, environment):
        pid = os.fork()
        if pid == 0:
            self._become(arguments, environment)
        _, status = os.waitpid(pid, ptrace.WALL)
        if not os.WIFSTOPPED(status):
            raise Stuck(f"nothing can be counted here: {self.log().strip()}")
        ptrace.set_options(
            pid,
            ptrace.TRACESYSGOOD | ptrace.TRACECLONE | ptrace.TRACEFORK | ptrace.TRACEVFORK | ptrace.TRACEEXEC | ptrace.EXITKILL,
        )
        ptrace.go_on(pid)
        return pid

    def _become(self, arguments, environment):
        try:
            log = os.open(self._log_path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            for descriptor in (1, 2):
                os.dup2(log, descriptor)
            # One processor, so that there is one event loop for the webhook; and addresses that are the same each time.
            os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
            ctypes.CDLL(None).personality(0x0040000)
            ptrace.trace_me()
            os.kill(os.getpid(), signal.SIGSTOP)
            os.execve(arguments[0], arguments, environment)
        except OSError as error:
            os.write(2, f"{arguments[0]}: {error}\n".encode())
        os._exit(127)

    def stop(self):
        try:
            os.kill(self.pid, signal.SIGKILL)
            while True:
                os.waitpid(-1, ptrace.WALL)
        except (ProcessLookupError, ChildProcessError):
            pass

    def log(self):
        with open(self._log_path, errors="replace") as file:
            return file.read()

    # MARK: Going on

    def run_until_said(self, pattern):
        """Lets it run until its log has a line that `pattern` (with groups) matches; returns the groups."""
        while True:
            self._next_stop()
            if found := re.search(pattern, self.log()):
                return found.groups()

    def settle(self):
        """Lets it do all that there is to do, until the webhook's thread would have to wait."""
        if self._waiting:
            self._ask_again()
        while not self._waiting:
            self._next_stop()

    def freeze_clock(self):
        self._clock = {number: time.clock_gettime_ns(number) for number in MADE_UP_CLOCKS}

    def arm(self, addresses):
        """Counts from now on who comes by the addresses, given as {address in the file: what it is}."""
        self.breakpoints = Breakpoints(self.loop, base_address(self.pid), addresses)

    def totals(self):
        """System calls by name, bytes by who was asked, and bytes copied by the address from which: copies."""
        return self.calls.copy(), self.breakpoints.bytes.copy(), self.breakpoints.copiers.copy()

    def _next_stop(self):
        signal.signal(signal.SIGALRM, self._give_up)
        signal.alarm(self._seconds)
        try:
            tid, status = os.waitpid(-1, ptrace.WALL)
        except ChildProcessError:
            raise Stuck(f"the executable has ended: {self.log()[-2000:]}") from None
        finally:
            signal.alarm(0)
        if os.WIFSTOPPED(status):
            self._stopped(tid, os.WSTOPSIG(status), status >> 16)
        elif tid == self.pid:
            raise Stuck(f"the executable has ended: {self.log()[-2000:]}")

    def _give_up(self, *_):
        raise Stuck(f"the executable did not come to rest in {self._seconds} s: {self.log()[-2000:]}")

    def _stopped(self, tid, number, event):
        if number == signal.SIGTRAP | 0x80:
            if not self._at_system_call(tid):
                return
        elif number == signal.SIGTRAP and event:
            if event == 4 and tid == self.pid:
                self._executed()
        elif number == signal.SIGTRAP and self.breakpoints and self.breakpoints.passed(tid, is_counted=tid == self.loop):
            pass
        elif number != signal.SIGSTOP:
            ptrace.go_on(tid, number)
            return
        ptrace.go_on(tid)

    def _executed(self):
        """Takes the kernel's page with the clocks away: where they are asked without a system call nobody could answer."""
        registers = ptrace.Registers(self.pid)
        at = registers["rsp"] + 8 * (ptrace.peek(self.pid, registers["rsp"]) + 2)
        while ptrace.peek(self.pid, at):
            at += 8
        at += 8
        while (kind := ptrace.peek(self.pid, at)) != AT_NULL:
            if kind == AT_SYSINFO_EHDR:
                ptrace.poke(self.pid, at, AT_IGNORE)
            at += 16

    # MARK: System calls

    def _at_system_call(self, tid):
        """False where the thread is to be held."""
        stop = ptrace.SystemCallStop(tid)
        if stop.kind == ptrace.ENTRY:
            self._entered[tid] = stop
            if stop.number == PRCTL and stop.arguments[0] == PR_SET_DUMPABLE:
                self._stay_open(tid)
            if tid == self.loop:
                self._began(stop)
        elif entered := self._entered.pop(tid, None):
            self._ended(tid, entered, stop.result)
            if tid == self.loop and entered.number in WAITS and stop.result == 0 and entered.arguments[3] != 0:
                self._waiting = entered
                return False
        return True

    def _stay_open(self, tid):
        """Pullpass keeps others out of its memory; then it would take CAP_SYS_PTRACE to count in it, which containers have not."""
        registers = ptrace.Registers(tid)
        registers["rsi"] = 1
        registers.store()

    def _began(self, stop):
        if not self._is_asking_again:
            self.calls[NAMES.get(stop.number, f"system call {stop.number}")] += 1
        self._is_asking_again = False
        if stop.number in WAITS and stop.arguments[3] != 0:
            # It gets what is there, and does not wait for more.
            registers = ptrace.Registers(self.loop)
            registers["r10"] = 0
            registers.store()

    def _ask_again(self):
        """As the kernel begins a system call again that a signal has interrupted: two bytes are its instruction."""
        registers = ptrace.Registers(self.loop)
        registers["rip"] -= 2
        registers["rax"] = self._waiting.number
        registers["r10"] = self._waiting.arguments[3]
        registers.store()
        self._waiting = None
        self._is_asking_again = True
        ptrace.go_on(self.loop)

    def _ended(self, tid, entered, result):
        if entered.number == ACCEPT4 and result >= 0 and self.loop is None:
            self.loop = tid
        if entered.number == CLOCK_GETTIME and self._clock and entered.arguments[0] in self._clock:
            for number in self._clock:
                self._clock[number] += TICK
            seconds, nanoseconds = divmod(self._clock[entered.arguments[0]], 1_000_000_000)
            ptrace.poke(tid, entered.arguments[1], seconds)
            ptrace.poke(tid, entered.arguments[1] + 8, nanoseconds)


def base_address(pid):
    """Where the executable's first byte is in the process' memory."""
    executable = os.readlink(f"/proc/{pid}/exe")
    with open(f"/proc/{pid}/maps") as maps:
        for line in maps:
            fields = line.split()
            if fields[-1] == executable and int(fields[2], 16) == 0:
                return int(fields[0].partition("-")[0], 16)
    raise Stuck(f"{executable} is not mapped in process {pid}")
