"""containerd and the kubelet of one node."""

import json
import os
import pathlib
import re
import signal
import ssl
import subprocess
import time
import urllib.request

from api_server import eventually
from lab import images, machine

NODE = "lab-node"
PAUSE = "lab.local/pause:1"
SOCKET = "/run/containerd/containerd.sock"

# One place to pull from, so that nothing is tried twice.
HOST = """server = "https://{host}"
ca = "{certificate}"
capabilities = ["push"]
[host."https://{host}"]
  ca = "{certificate}"
  capabilities = ["pull", "resolve"]
"""
CONTAINERD = """version = 2
root = "{folder}/containerd"
state = "/run/containerd"
disabled_plugins = ["io.containerd.snapshotter.v1.aufs", "io.containerd.snapshotter.v1.btrfs", "io.containerd.snapshotter.v1.devmapper", "io.containerd.snapshotter.v1.zfs"]
[grpc]
  address = "{socket}"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "{pause}"
  # Without CAP_SYS_RESOURCE nobody may make a process less likely to be ended.
  restrict_oom_score_adj = true
  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
      BinaryName = "{runc}"
  [plugins."io.containerd.grpc.v1.cri".registry]
    config_path = "/etc/containerd/certs.d"
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "{assets}"
    conf_dir = "/etc/cni/net.d"
"""
# Enough for Pods with a network of their own.
NETWORK = {
    "cniVersion": "0.4.0", "name": "lab",
    "plugins": [{"type": "ptp", "ipam": {"type": "host-local", "ranges": [[{"subnet": "10.245.0.0/16"}]], "dataDir": "/run/cni"}}],
}


class Node:
    """The kubelet's own words are in `kubelet.log` of the folder."""

    def __init__(self, plane, folder, certificate, token):
        self.plane, self.folder = plane, pathlib.Path(folder)
        self.kubelet = None
        self.arguments = []
        self.cgroups = set(machine.cgroups())
        self._start_containerd(certificate)
        self.kubeconfig = plane.write_kubeconfig("node.kubeconfig", token)

    def _start_containerd(self, certificate):
        for host in machine.HOSTS:
            place = pathlib.Path(f"/etc/containerd/certs.d/{host}")
            place.mkdir(parents=True)
            (place / "hosts.toml").write_text(HOST.format(host=host, certificate=certificate))
        config = self.folder / "containerd.toml"
        config.write_text(CONTAINERD.format(folder=self.folder, socket=SOCKET, pause=PAUSE, runc=machine.program("runc"), assets=os.environ["KUBELET_ASSETS"]))
        self.environment = {"PATH": f"{os.environ['KUBELET_ASSETS']}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root"}
        with open(self.folder / "containerd.log", "ab") as log:
            self.containerd = subprocess.Popen(
                [machine.program("containerd"), "--config", str(config)], env=self.environment, stdout=log, stderr=log
            )
        eventually(self._log_of("containerd"), lambda: self.ctr("version").returncode == 0, 60)
        pause = images.Image({"/pause": images.compile_pause(self.folder)}, ["/pause"], "pause")
        pause.write_archive(self.folder / "pause.tar", PAUSE)
        imported = self.ctr("--namespace", "k8s.io", "images", "import", str(self.folder / "pause.tar"))
        assert imported.returncode == 0, imported.stderr

    @staticmethod
    def allow_network():
        """Gives Pods that do not share the node's network one of their own."""
        place = pathlib.Path("/etc/cni/net.d/10-lab.conflist")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(json.dumps(NETWORK))

    def ctr(self, *arguments):
        return subprocess.run([machine.program("ctr"), "--address", SOCKET, *arguments], capture_output=True, text=True)

    def has_image(self, image):
        return image in self.ctr("--namespace", "k8s.io", "images", "list", "--quiet").stdout.split()

    def start(self, arguments=None):
        """Starts the kubelet, or starts it anew, and waits until it is well."""
        if arguments is not None:
            self.arguments = arguments
        self._spawn()
        eventually(self._log_of("kubelet"), lambda: self.kubelet.poll() is not None or self._is_well(), 90)
        if self.kubelet.poll() is not None:
            raise RuntimeError(f"the kubelet has ended: {self._log_of('kubelet')()}")

    def refusal(self, arguments):
        """What a kubelet with these arguments says of its plugins before it ends; None for one that takes them."""
        self.arguments = arguments
        place = (self.folder / "kubelet.log").stat().st_size if (self.folder / "kubelet.log").exists() else 0
        self._spawn()

        def told():
            with open(self.folder / "kubelet.log", errors="replace") as log:
                log.seek(place)
                text = log.read()
            if "Registered credential provider" in text:
                return True
            # Words of several lines stand between < and >, each line behind a tab.
            found = re.search(r'"Failed to register CRI auth plugins" err=(?:<\n((?:\t.*\n)*) >|"(.*)"\n)', text)
            return found and (found[1].replace("\n\t", "\n").strip() if found[1] else json.loads(f'"{found[2]}"'))

        words = eventually(self._log_of("kubelet"), told, 60)
        self.stop()
        return None if words is True else words

    def _spawn(self):
        self.stop()
        config = self.folder / "kubelet.json"
        config.write_text(json.dumps({
            "apiVersion": "kubelet.config.k8s.io/v1beta1", "kind": "KubeletConfiguration", "failCgroupV1": False, "failSwapOn": False,
            "cgroupDriver": "cgroupfs", "cgroupsPerQOS": False, "enforceNodeAllocatable": [], "containerRuntimeEndpoint": f"unix://{SOCKET}",
            "authentication": {"anonymous": {"enabled": True}, "webhook": {"enabled": False}}, "authorization": {"mode": "AlwaysAllow"},
            "evictionHard": {"memory.available": "0%", "nodefs.available": "0%", "imagefs.available": "0%", "nodefs.inodesFree": "0%"},
            "imageGCHighThresholdPercent": 100, "imageGCLowThresholdPercent": 99, "serializeImagePulls": False, "registryPullQPS": 0,
            "resolvConf": "/etc/resolv.conf", "volumePluginDir": f"{self.folder}/volume-plugins", "healthzPort": 10248,
            "syncFrequency": "10s", "nodeStatusUpdateFrequency": "5s", "localStorageCapacityIsolation": False,
        }))
        with open(self.folder / "kubelet.log", "ab") as log:
            self.kubelet = subprocess.Popen([
                machine.program("kubelet"), f"--config={config}", f"--kubeconfig={self.kubeconfig}", f"--hostname-override={NODE}",
                f"--cert-dir={self.folder}/kubelet-pki", "--v=4", *self.arguments,
            ], cwd="/", env=self.environment, stdout=log, stderr=log)

    def stop(self):
        if self.kubelet and self.kubelet.poll() is None:
            self.kubelet.send_signal(signal.SIGTERM)
            self.kubelet.wait(30)

    @staticmethod
    def _is_well():
        try:
            return urllib.request.urlopen("http://127.0.0.1:10248/healthz", timeout=2).status == 200
        except OSError:
            return False

    def metrics(self):
        context = ssl._create_unverified_context()
        return urllib.request.urlopen("https://127.0.0.1:10250/metrics", context=context, timeout=10).read().decode()

    def said(self, words):
        """The lines of its log that have these words."""
        return [line for line in (self.folder / "kubelet.log").read_text(errors="replace").splitlines() if words in line]

    def _log_of(self, name):
        return lambda: "\n".join((self.folder / f"{name}.log").read_text(errors="replace").splitlines()[-25:])

    def end(self):
        """Ends it with all that runs in containers."""
        self.stop()
        for container in self.ctr("--namespace", "k8s.io", "tasks", "list", "--quiet").stdout.split():
            self.ctr("--namespace", "k8s.io", "tasks", "kill", "--signal", "SIGKILL", container)
        time.sleep(0.5)
        self.containerd.kill()
        self.containerd.wait()
        machine.clear_cgroups(self.cgroups)
