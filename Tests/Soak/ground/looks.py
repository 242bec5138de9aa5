"""What the kernel knows of a process: memory, descriptors by kind, threads, how often it wakes up, processor time."""

import collections
import os
import pathlib
import re
import socket
import time
import urllib.error
import urllib.request


def memory(pid):
    """Resident and anonymous memory in MiB."""
    found = dict(re.findall(r"^(VmRSS|RssAnon):\s+(\d+) kB", _read(pid, "status"), re.M))
    return {"resident": int(found.get("VmRSS", 0)) / 1024, "anonymous": int(found.get("RssAnon", 0)) / 1024}


CAP_SYS_PTRACE = 19


def uncountable():
    """Why descriptors cannot be counted here, or None: Pullpass is not dumpable."""
    return None if may_trace() else "the descriptors of a process that is not dumpable are shown with CAP_SYS_PTRACE alone"


def may_trace():
    """Whether a process that is not dumpable may be looked into: root may, but in most containers."""
    return int(re.search(r"^CapEff:\s+(\w+)", _read("self", "status"), re.M)[1], 16) >> CAP_SYS_PTRACE & 1 == 1


def descriptors(pid):
    """How many of each kind: socket, pipe, eventpoll, eventfd, file."""
    kinds = collections.Counter()
    try:
        names = os.listdir(f"/proc/{pid}/fd")
    except OSError:
        return {}
    for name in names:
        try:
            target = os.readlink(f"/proc/{pid}/fd/{name}")
        except OSError:
            continue
        kind = re.match(r"(socket|pipe|anon_inode:\[?\w+)", target)
        kinds[kind[1].replace("anon_inode:", "").strip("[]") if kind else "file"] += 1
    return dict(sorted(kinds.items()))


def held(pid):
    """Descriptors of each kind that are there at each of some looks: a file that is just being read is held by nobody."""
    found = collections.Counter(descriptors(pid))
    for _ in range(5):
        time.sleep(0.1)
        found &= collections.Counter(descriptors(pid))
    return dict(sorted(found.items()))


def threads(pid):
    found = re.search(r"^Threads:\s+(\d+)", _read(pid, "status"), re.M)
    return int(found[1]) if found else 0


def wakeups(pid):
    """How often its threads have waited for something, since they began: what no timer does not grow."""
    total = 0
    for task in pathlib.Path(f"/proc/{pid}/task").glob("*"):
        found = re.search(r"^voluntary_ctxt_switches:\s+(\d+)", _read(pid, f"task/{task.name}/status"), re.M)
        total += int(found[1]) if found else 0
    return total


def processor_seconds(pid):
    fields = _read(pid, "stat").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK") if fields else 0.0


def _read(pid, name):
    try:
        return pathlib.Path(f"/proc/{pid}/{name}").read_text()
    except OSError:
        return ""


def ask(port, path, timeout=5):
    """Status and text of an answer of the operators' port; 0 and why where there is none."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=timeout) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode(errors="replace")
    except (OSError, ValueError) as error:
        return 0, repr(error)


def metrics(port, timeout=5):
    """Sums of metrics over their labels, and each series by itself, by name."""
    found = collections.Counter()
    status, text = ask(port, "/metrics", timeout)
    for name, labels, value in re.findall(r"^(\w+)({[^}]*})? (\S+)$", text if status == 200 else "", re.M):
        found[name] += float(value)
        if labels:
            found[name + labels] = float(value)
    return found


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]
