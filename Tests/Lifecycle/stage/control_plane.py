"""etcd, kube-apiserver and kube-controller-manager, on fixed ports of the network of the cluster."""

import json
import os
import pathlib
import secrets
import subprocess

from api_server import API, eventually
from stage import network

# All but the one that waits for heartbeats of nodes, which nobody sends here.
CONTROLLERS = "*,-node-lifecycle-controller"
PROGRAMS = ("etcd", "kube-apiserver", "kube-controller-manager")


def missing():
    """Why there can be no control plane; None where there can."""
    folder = os.environ.get("KUBEBUILDER_ASSETS", "")
    absent = [name for name in PROGRAMS if not (folder and os.access(f"{folder}/{name}", os.X_OK))]
    return f"KUBEBUILDER_ASSETS ({folder or 'not set'}) names no folder with {', '.join(absent)}" if absent else None


class ControlPlane:
    """The processes, and a kubeconfig of an administrator in `folder`."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.token = secrets.token_hex(16)
        self.processes = []
        self._make_keys()
        host, port = network.API_SERVER
        client, peer = "http://127.0.0.1:2379", "http://127.0.0.1:2380"
        self._start(
            "etcd", f"--data-dir={folder}/etcd", f"--listen-client-urls={client}", f"--advertise-client-urls={client}",
            f"--listen-peer-urls={peer}", f"--initial-advertise-peer-urls={peer}", f"--initial-cluster=default={peer}",
            "--unsafe-no-fsync", "--log-level=error",
        )
        self._start(
            "kube-apiserver", f"--etcd-servers={client}", f"--bind-address={host}", f"--secure-port={port}",
            f"--advertise-address={host}", f"--service-cluster-ip-range={network.SERVICES}", "--authorization-mode=RBAC",
            f"--tls-cert-file={folder}/server.crt", f"--tls-private-key-file={folder}/server.key", f"--cert-dir={folder}",
            f"--token-auth-file={folder}/tokens.csv", "--service-account-issuer=https://kubernetes.default.svc",
            f"--service-account-key-file={folder}/sa.key", f"--service-account-signing-key-file={folder}/sa.key",
            "--kubelet-preferred-address-types=InternalIP",
        )
        self.api = API(network.API_SERVER, self.folder / "server.crt", self.token)
        eventually(self._words, self._is_ready, 180)
        self.kubeconfig = self.write_kubeconfig("kubeconfig", self.token)
        self._start(
            "kube-controller-manager", f"--kubeconfig={self.kubeconfig}", f"--authentication-kubeconfig={self.kubeconfig}",
            f"--authorization-kubeconfig={self.kubeconfig}", f"--service-account-private-key-file={folder}/sa.key",
            f"--root-ca-file={folder}/server.crt", "--use-service-account-credentials=true", "--leader-elect=false",
            f"--cert-dir={folder}", f"--controllers={CONTROLLERS}",
        )
        default = "/api/v1/namespaces/default/serviceaccounts/default"
        eventually(self._words, lambda: self.api.read(default), 120)

    def write_kubeconfig(self, name, token, namespace="default"):
        """The path of a kubeconfig with this token."""
        host, port = network.API_SERVER
        cluster = {"server": f"https://{host}:{port}", "certificate-authority": f"{self.folder}/server.crt"}
        path = self.folder / name
        path.write_text(json.dumps({
            "apiVersion": "v1", "kind": "Config", "current-context": "x",
            "clusters": [{"name": "c", "cluster": cluster}], "users": [{"name": "u", "user": {"token": token}}],
            "contexts": [{"name": "x", "context": {"cluster": "c", "user": "u", "namespace": namespace}}],
        }))
        path.chmod(0o600)
        return path

    def _is_ready(self):
        try:
            # Roles are made by the API server itself after it has begun to answer.
            return self.api.call("GET", "/readyz")[0] == 200
        except OSError:
            return False

    def _words(self):
        return "the control plane is not ready:\n" + (self.folder / "control-plane.log").read_text(errors="replace")[-3000:]

    def _start(self, name, *arguments):
        with open(self.folder / "control-plane.log", "ab") as log:
            command = [f"{os.environ['KUBEBUILDER_ASSETS']}/{name}", *arguments]
            self.processes.append(subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=log))

    def stop(self):
        """Ends the processes; those of Pods end with the namespace."""
        for process in reversed(self.processes):
            process.kill()
            process.wait()

    def _make_keys(self):
        def openssl(*arguments):
            subprocess.run(["openssl", *arguments], cwd=self.folder, check=True, stderr=subprocess.DEVNULL)

        openssl("genrsa", "-out", "sa.key", "2048")
        names = f"subjectAltName=IP:{network.NODE},IP:{network.SERVICES.split('/')[0][:-1]}1,DNS:kubernetes.default.svc"
        openssl(
            "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-keyout", "server.key", "-out", "server.crt",
            "-subj", "/CN=kube-apiserver", "-addext", names,
        )
        (self.folder / "tokens.csv").write_text(f"{self.token},admin,admin,system:masters\n")
