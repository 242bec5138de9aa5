"""The network of the cluster, in a network namespace that is nobody else's: every address and port is free."""

import itertools
import subprocess
import threading

NODE = "10.244.0.1"
SERVICES = "10.96.0.0/16"
API_SERVER = (NODE, 6443)
KUBELET_PORT = 10250

_numbers = itertools.count()
_links = itertools.count()
_lock = threading.Lock()


def ip(*lines):
    subprocess.run(["ip", "-batch", "-"], input="\n".join(lines), text=True, check=True, capture_output=True)


def set_up():
    """Loopback, the node's own address, and all of the Services' addresses: who listens on one of them plays kube-proxy."""
    ip("link set lo up", f"addr add {NODE}/32 dev lo", f"route add local {SERVICES} dev lo")


def next_address():
    """The address of a new Pod."""
    with _lock:
        number = next(_numbers)
    return f"10.244.{number // 250 + 1}.{number % 250 + 2}"


def attach(pid, address):
    """Gives the network namespace of a process the interface eth0, to which the address leads; the process sets up its own end."""
    with _lock:
        link = f"pod{next(_links)}"
    ip(f"link add {link} type veth peer name eth0 netns {pid}", f"link set {link} up", f"route replace {address}/32 dev {link}")
