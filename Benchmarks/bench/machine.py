"""What machine this is, how busy it is beside us, and on which of its cores what runs."""

import datetime
import os
import pathlib
import platform
import re
import subprocess
import time


def cores(quick: bool = False) -> tuple[int, int]:
    """The server's core and the client's; where nothing is measured they may share one."""
    usable = sorted(os.sched_getaffinity(0))
    if quick and len(usable) == 1:
        return usable[0], usable[0]
    if len(usable) < 2:
        raise SystemExit("bench: two cores are needed: one for the server, one for the client")
    return usable[0], usable[1]


def describe() -> dict:
    """What a figure has to be read with."""
    return {
        "date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d"),
        "processor": processor(pathlib.Path("/proc/cpuinfo").read_text()),
        "cores": len(os.sched_getaffinity(0)),
        "system": system(),
        "kernel": platform.release(),
        "openssl": first_line(["openssl", "version"]),
        "client": first_line(["h2load", "--version"]),
        "busy": round(busy(), 2),
    }


def processor(text: str) -> str:
    """The model's name, and what the processor has that AES-GCM and UTF-8 are fast with."""
    model = re.search(r"^model name\s*: (.*)$", text, re.M)
    flags = re.search(r"^flags\s*: (.*)$", text, re.M)
    wide = [word.upper() for word in ("avx2", "avx512bw", "vaes") if flags and word in flags[1].split()]
    name = model[1].strip() if model else platform.machine()
    return f"{name} ({', '.join(wide)})" if wide else name


def system() -> str:
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except OSError:
        return platform.system()


def busy(seconds: float = 1.0) -> float:
    """How many cores others keep busy: this process sleeps meanwhile."""
    before = _idle_and_all()
    time.sleep(seconds)
    idle, everything = (now - then for now, then in zip(_idle_and_all(), before))
    return (1 - idle / everything) * (os.cpu_count() or 1) if everything else 0.0


def _idle_and_all() -> tuple[int, int]:
    fields = [int(word) for word in pathlib.Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]
    return fields[3] + fields[4], sum(fields)


def first_line(command: list[str]) -> str:
    return said(command).partition("\n")[0]


def said(command: list[str]) -> str:
    """What a program prints, of either stream."""
    try:
        result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=20)
    except OSError:
        return "missing"
    return result.stdout.strip()
