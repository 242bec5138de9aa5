"""A real API server with etcd, in a folder of its own; see KUBEBUILDER_ASSETS."""

import json
import os
import pathlib
import re
import secrets
import socket
import subprocess
import time

from api_server import API, ClusterError
from stage.reviews import ROOT


def assets():
    """The folder with kube-apiserver and etcd, or None."""
    folder = os.environ.get("KUBEBUILDER_ASSETS", "")
    return folder if all(os.access(f"{folder}/{name}", os.X_OK) for name in ("etcd", "kube-apiserver")) else None


class PortTaken(ClusterError):
    """A port that was free is not any more."""


def start_cluster(folder):
    """Starts a cluster in a folder of that folder, and once more where somebody else was faster at one of its ports."""
    for attempt in range(3):
        place = pathlib.Path(folder) / f"cluster-{attempt}"
        place.mkdir()
        try:
            return Cluster(place)
        except PortTaken:
            if attempt == 2:
                raise


class Cluster(API):
    """etcd and kube-apiserver on loopback, with RBAC; requests are an administrator's."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        token = secrets.token_hex(16)
        client, peer, port = free_port(), free_port(), free_port()
        self._make_keys(token)
        super().__init__(("127.0.0.1", port), self.folder / "server.crt", token)
        etcd, members = f"http://127.0.0.1:{client}", f"http://127.0.0.1:{peer}"
        self.processes = [
            self._start(
                f"{assets()}/etcd", f"--data-dir={folder}/etcd", f"--listen-client-urls={etcd}", f"--advertise-client-urls={etcd}",
                f"--listen-peer-urls={members}", f"--initial-advertise-peer-urls={members}",
                f"--initial-cluster=default={members}", "--unsafe-no-fsync", "--log-level=error",
            ),
            self._start(
                f"{assets()}/kube-apiserver", f"--etcd-servers={etcd}", "--bind-address=127.0.0.1",
                "--advertise-address=127.0.0.1", f"--secure-port={self.port}", f"--tls-cert-file={folder}/server.crt",
                f"--tls-private-key-file={folder}/server.key", f"--cert-dir={folder}", f"--token-auth-file={folder}/tokens.csv",
                f"--service-account-issuer=https://127.0.0.1:{self.port}/", f"--service-account-key-file={folder}/sa.key",
                f"--service-account-signing-key-file={folder}/sa.key", "--authorization-mode=RBAC",
                "--service-cluster-ip-range=10.0.0.0/24", "--endpoint-reconciler-type=none",
                "--disable-admission-plugins=ServiceAccount",
                # What a tenant may do must be held by Pullpass, not by how fast this machine's API server happens to be.
                "--enable-priority-and-fairness=false",
            ),
        ]
        try:
            self._wait()
        except BaseException:
            self.stop()
            raise

    def _wait(self):
        deadline = time.monotonic() + 180
        while not self._is_ready():
            log = (self.folder / "cluster.log").read_text(errors="replace")
            if "address already in use" in log and any(process.poll() is not None for process in self.processes):
                raise PortTaken(log[-1000:])
            if time.monotonic() > deadline:
                raise ClusterError(f"kube-apiserver did not become ready:\n{log[-2000:]}")
            time.sleep(0.5)

    def _make_keys(self, token):
        def openssl(*arguments):
            subprocess.run(["openssl", *arguments], cwd=self.folder, check=True, stderr=subprocess.DEVNULL)

        openssl("genrsa", "-out", "sa.key", "2048")
        openssl(
            "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-keyout", "server.key", "-out", "server.crt",
            "-subj", "/CN=kube-apiserver", "-addext", "subjectAltName=IP:127.0.0.1",
        )
        (self.folder / "tokens.csv").write_text(f"{token},admin,admin,system:masters\n")

    def _start(self, *command):
        with open(self.folder / "cluster.log", "ab") as log:
            return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=log)

    def _is_ready(self):
        try:
            # Roles are made by the API server itself after it has begun to answer.
            return self.call("GET", "/readyz")[0] == 200
        except OSError:
            return False

    def stop(self):
        for process in reversed(self.processes):
            process.kill()
            process.wait()

    # MARK: Objects

    def create_namespace(self, name, labels=None, **metadata):
        body = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name, "labels": labels or {}, **metadata}}
        self.must("POST", "/api/v1/namespaces", body)

    def create_secret(self, namespace, name, values, labels=None, kind="Opaque", **metadata):
        body = {
            "apiVersion": "v1", "kind": "Secret", "type": kind, "stringData": values,
            "metadata": {"name": name, "labels": labels or {}, **metadata},
        }
        self.must("POST", f"/api/v1/namespaces/{namespace}/secrets", body)

    # MARK: Rights

    def grant(self, registries, reads_all_secrets, server=None):
        """The rights of examples/rbac.yaml for these registries; returns the path of a kubeconfig with the ServiceAccount's token."""
        text = (ROOT / "examples/rbac.yaml").read_text()
        for name in ("pullpass-dockerhub", "pullpass-master.dockerhub"):
            # Other names may follow in the list.
            assert f"[{name}" in text, "examples/rbac.yaml has other names"
            prefix = name.removesuffix("dockerhub")
            text = text.replace(f"[{name}", "[" + ", ".join(prefix + registry for registry in registries))
        for document in re.split(r"^---$", text, flags=re.M):
            kind = re.search(r"^kind: (\w+)$", document, re.M)[1]
            group = re.search(r"^apiVersion: (\S+)$", document, re.M)[1]
            base = "/api/v1" if group == "v1" else f"/apis/{group}"
            scope = "" if kind.startswith("Cluster") else "/namespaces/pullpass"
            self.must("POST", f"{base}{scope}/{kind.lower()}s", document, "application/yaml")
        if reads_all_secrets:
            self._let_read_all_secrets()
        request = {"apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": {"expirationSeconds": 7200}}
        answer = self.must("POST", "/api/v1/namespaces/pullpass/serviceaccounts/pullpass/token", request)
        return self.write_kubeconfig(answer["status"]["token"], server)

    def _let_read_all_secrets(self):
        """What docs/security.md lists for keeper.tenantSecrets."""
        base = "/apis/rbac.authorization.k8s.io/v1"
        head = {"apiVersion": "rbac.authorization.k8s.io/v1", "metadata": {"name": "pullpass-tenant-secrets"}}
        rules = [{"apiGroups": [""], "resources": ["secrets"], "verbs": ["list", "watch"]}]
        self.must("POST", f"{base}/clusterroles", {**head, "kind": "ClusterRole", "rules": rules})
        self.must("POST", f"{base}/clusterrolebindings", {
            **head, "kind": "ClusterRoleBinding",
            "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "pullpass-tenant-secrets"},
            "subjects": [{"kind": "ServiceAccount", "name": "pullpass", "namespace": "pullpass"}],
        })

    def write_kubeconfig(self, token=None, server=None):
        """The path of a kubeconfig with this token, or an administrator's; `server` is another way to the API server."""
        path = self.folder / "kubeconfig"
        cluster = {"server": f"https://127.0.0.1:{self.port}", "certificate-authority": f"{self.folder}/server.crt"}
        if server:
            cluster = {"server": server}
        path.write_text(json.dumps({
            "apiVersion": "v1", "kind": "Config", "current-context": "x",
            "clusters": [{"name": "c", "cluster": cluster}],
            "users": [{"name": "u", "user": {"token": token or self.token}}],
            "contexts": [{"name": "x", "context": {"cluster": "c", "user": "u"}}],
        }))
        return path


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]
