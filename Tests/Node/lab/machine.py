"""The machine of the node: what its programs write stays in a folder, and goes with the namespace of mounts."""

import contextlib
import os
import pathlib
import subprocess

PROGRAMS = ("kubelet", "containerd", "containerd-shim-runc-v2", "ctr", "runc", "docker-registry", "ptp", "host-local", "loopback")
# Hosts of the registry, all of which are this machine.
HOSTS = ("registry.lab", "quay.lab", "rotating.lab")


def missing():
    """Why there can be no node; None where there can."""
    folder = os.environ.get("KUBELET_ASSETS", "")
    absent = [name for name in PROGRAMS if not (folder and os.access(f"{folder}/{name}", os.X_OK))]
    return f"KUBELET_ASSETS ({folder or 'not set'}) names no folder with {', '.join(absent)}" if absent else None


def program(name):
    return f"{os.environ['KUBELET_ASSETS']}/{name}"


def mount(*arguments):
    subprocess.run(["mount", *map(str, arguments)], check=True)


def set_up(folder):
    """To be called once, in a namespace of mounts of its own."""
    folder = pathlib.Path(folder)
    for path in ("/etc", "/var/lib", "/opt"):
        layer = folder / "machine" / path.strip("/").replace("/", "-")
        for part in ("upper", "work"):
            (layer / part).mkdir(parents=True)
        mount("-t", "overlay", "overlay", "-o", f"lowerdir={path},upperdir={layer}/upper,workdir={layer}/work", path)
    # A real file system: the kubelet asks how full it is, and containerd lays its own layers over it.
    for path in ("/var/lib/kubelet", "/var/log"):
        real = folder / "machine" / path.strip("/").replace("/", "-")
        real.mkdir(parents=True)
        pathlib.Path(path).mkdir(exist_ok=True)
        mount("--bind", real, path)
    mount("-t", "tmpfs", "tmpfs", "/run")
    pathlib.Path("/etc/hosts").write_text(f"127.0.0.1 localhost lab-node {' '.join(HOSTS)}\n")
    resolv = pathlib.Path("/etc/resolv.conf")
    resolv.unlink(missing_ok=True)
    resolv.write_text("nameserver 127.0.0.1\n")


def cgroups():
    """Those of containers, in the machine's own hierarchies, which are not the namespace's; the inner ones first."""
    return sorted(pathlib.Path("/sys/fs/cgroup").glob("*/k8s.io/**/"), key=lambda path: -len(path.parts))


def clear_cgroups(before):
    """Takes away those that were not there before."""
    for path in cgroups():
        if path not in before:
            with contextlib.suppress(OSError):
                path.rmdir()
