"""The one node: it takes every Pod, runs those of the chart's image, and answers for their logs."""

import http.server
import pathlib
import ssl
import threading
import time
import urllib.parse

from stage import network
from stage.pod import PodLife, now
from stage.services import Services

NAME = "node-1"
# Whose executable is here; Pods of other images are as if they ran.
IMAGE = "pullpass/pullpass"


class Node:
    def __init__(self, api, folder):
        self.api, self.folder = api, pathlib.Path(folder)
        self.hosts = self.folder / "hosts"
        # What Pods are shown of the node itself.
        self.root = self.folder / "root"
        self.started = now()
        self.lives = {}
        self._register()
        self._serve_logs()
        self.services = Services(api, self.hosts)
        api.follow("/api/v1/pods", self._see_pod)
        for kind in ("configmaps", "secrets"):
            api.follow(f"/api/v1/{kind}", self._see_content)

    def runs(self, image):
        return IMAGE in image

    def life(self, namespace, name):
        """The life of a Pod of this name, the newest."""
        found = [life for life in list(self.lives.values()) if (life.namespace, life.name) == (namespace, name)]
        return found[-1] if found else None

    def _register(self):
        self.api.must("POST", "/api/v1/nodes", {
            "apiVersion": "v1", "kind": "Node", "metadata": {"name": NAME, "labels": {
                "kubernetes.io/os": "linux", "kubernetes.io/arch": "amd64", "kubernetes.io/hostname": NAME,
            }},
        })
        self.api.patch(f"/api/v1/nodes/{NAME}/status", {"status": {
            "conditions": [{"type": "Ready", "status": "True", "reason": "NodeReady", "lastHeartbeatTime": now(), "lastTransitionTime": now()}],
            "addresses": [{"type": "InternalIP", "address": network.NODE}, {"type": "Hostname", "address": NAME}],
            "daemonEndpoints": {"kubeletEndpoint": {"Port": network.KUBELET_PORT}},
            "capacity": {"cpu": "8", "memory": "16Gi", "pods": "500"}, "allocatable": {"cpu": "8", "memory": "16Gi", "pods": "500"},
        }})
        self.api.patch(f"/api/v1/nodes/{NAME}", {"spec": {"taints": []}})

    def _see_pod(self, kind, value):
        if kind == "LISTED":
            for pod in value:
                self._see_pod("ADDED", pod)
        elif kind != "DELETED":
            self._take(value)

    def _take(self, pod):
        metadata = pod["metadata"]
        if not pod["spec"].get("nodeName"):
            if "deletionTimestamp" not in metadata:
                self._bind(metadata)
            return
        if metadata["uid"] not in self.lives:
            if pod.get("status", {}).get("phase") in ("Succeeded", "Failed"):
                return
            self.lives[metadata["uid"]] = PodLife(pod, self)
        if "deletionTimestamp" in metadata:
            self.lives[metadata["uid"]].delete(pod)

    def _bind(self, metadata):
        path = f"/api/v1/namespaces/{metadata['namespace']}/pods/{metadata['name']}/binding"
        # Somebody may delete it meanwhile.
        self.api.call("POST", path, {
            "apiVersion": "v1", "kind": "Binding", "metadata": {"name": metadata["name"]},
            "target": {"apiVersion": "v1", "kind": "Node", "name": NAME},
        })

    def _see_content(self, kind, value):
        if kind == "LISTED":
            return
        for life in list(self.lives.values()):
            if life.namespace == value["metadata"]["namespace"]:
                life.refresh_volumes()

    # What `kubectl logs` asks the API server for, and that the kubelet.

    def _serve_logs(self):
        node = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.0"

            def do_GET(self):
                url = urllib.parse.urlparse(self.path)
                parts = url.path.strip("/").split("/")
                life = node.life(*parts[1:3]) if parts[0] == "containerLogs" and len(parts) == 4 else None
                if life is None:
                    self.send_error(404)
                    return
                query = {key: values[-1] for key, values in urllib.parse.parse_qs(url.query).items()}
                self.send_response(200)
                self.end_headers()
                self._send(life, query)

            def _send(self, life, query):
                restart = life.restarts - 1 if query.get("previous") == "true" else None
                path = life.log_path(restart)
                lines = path.read_bytes().splitlines(keepends=True) if path.exists() else []
                if "tailLines" in query:
                    lines = lines[len(lines) - min(int(query["tailLines"]), len(lines)):]
                self.wfile.write(b"".join(lines))
                if query.get("follow") == "true" and path.exists():
                    with open(path, "rb") as file:
                        file.seek(0, 2)
                        while life.container and life.container.exit_code() is None:
                            self.wfile.write(file.read())
                            self.wfile.flush()
                            time.sleep(0.2)
                        self.wfile.write(file.read())

            def log_message(self, *_):
                pass

        server = http.server.ThreadingHTTPServer((network.NODE, network.KUBELET_PORT), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.folder / "server.crt", self.folder / "server.key")
        server.socket = context.wrap_socket(server.socket, server_side=True)
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
