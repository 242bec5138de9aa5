"""A process in a root folder, a network and mounts of its own, as a container runtime starts it."""

import os
import pathlib
import shutil
import signal
import subprocess

from stage import network

# Each step replaces the process, so that signals arrive. The caller joins the network between the two words.
SCRIPT = r"""
set -eu
echo staged >&3
read -r _
exec </dev/null
ip -batch - <<END
link set lo up
addr add $POD_ADDRESS/32 dev eth0
link set eth0 up
route add $NODE_ADDRESS dev eth0
route add default via $NODE_ADDRESS
END
for mount in $MOUNTS; do mount --rbind "${mount%%=*}" "$ROOT${mount#*=}"; done
exec 3>&- env --ignore-environment -- "$@"
"""
# Where the executable is not static. What is not there is not mounted.
LIBRARIES = ["/usr", "/lib", "/lib64", "/opt"]
DEVICES = ["/dev/null", "/dev/zero", "/dev/random", "/dev/urandom"]


def is_root_of_all():
    """Whether user numbers mean something here: not where everybody is mapped to root."""
    return pathlib.Path("/proc/self/uid_map").read_text().split()[2] != "1"


class Container:
    """The process. `folder` gets the root folder, and `log` what it prints."""

    def __init__(self, folder, log, words, variables, mounts, hosts, user, address, has_program=True):
        self.folder, self.root = folder, folder / "root"
        shutil.rmtree(self.root, ignore_errors=True)
        (folder / "termination-log").write_text("")
        (folder / "termination-log").chmod(0o666)
        (folder / "nsswitch.conf").write_text("hosts: files\n")
        (folder / "resolv.conf").write_text("")
        places = {
            str(hosts): "/etc/hosts", str(folder / "termination-log"): "/dev/termination-log",
            str(folder / "nsswitch.conf"): "/etc/nsswitch.conf", str(folder / "resolv.conf"): "/etc/resolv.conf",
            "/etc/ssl": "/etc/ssl", "/proc": "/proc", **{device: device for device in DEVICES}, **mounts,
        }
        # Somebody else's image has nothing to run.
        if has_program:
            places[os.environ["BINARY"]] = "/pullpass"
        if subprocess.run(["ldd", os.environ["BINARY"]], capture_output=True).returncode == 0:
            places.update({library: library for library in LIBRARIES if os.path.exists(library)})
        for source, target in places.items():
            inside = self.root / target.lstrip("/")
            if os.path.isdir(source):
                inside.mkdir(parents=True, exist_ok=True)
            else:
                inside.parent.mkdir(parents=True, exist_ok=True)
                inside.touch()
        # A mount below another comes after it.
        ordered = sorted(places.items(), key=lambda place: place[1].count("/"))
        confine = [shutil.which("setpriv"), "--no-new-privs", shutil.which("chroot")]
        if user and is_root_of_all():
            confine.append(f"--userspec={user[0]}:{user[1]}")
            confine.append(f"--groups={user[2] if user[2] is not None else ''}")
        command = [f"{name}={value}" for name, value in variables.items()] + [*confine, str(self.root), *words]
        self._start(command, ordered, log, address)

    def _start(self, command, places, log, address):
        here, there = os.pipe()
        environment = {
            "PATH": os.environ["PATH"], "ROOT": str(self.root), "MOUNTS": " ".join(f"{source}={target}" for source, target in places),
            "POD_ADDRESS": address, "NODE_ADDRESS": network.NODE,
        }

        def become_third():
            os.dup2(there, 3)

        with open(log, "ab") as output:
            self.process = subprocess.Popen(
                ["unshare", "--net", "--mount", "--propagation", "private", "sh", "-c", SCRIPT, "container", *command],
                stdin=subprocess.PIPE, stdout=output, stderr=output, env=environment, preexec_fn=become_third, close_fds=False,
            )
        os.close(there)
        try:
            if os.read(here, 10):
                network.attach(self.process.pid, address)
        finally:
            os.close(here)
        try:
            self.process.stdin.write(b"go\n")
            self.process.stdin.close()
        except OSError:
            # It has ended already; its exit status says so.
            pass

    def exit_code(self):
        """None while it runs; as a shell counts, 128 and the signal."""
        code = self.process.poll()
        return code if code is None or code >= 0 else 128 - code

    def terminate(self):
        self.process.send_signal(signal.SIGTERM)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def message(self):
        return (self.folder / "termination-log").read_text(errors="replace")[:4096]
