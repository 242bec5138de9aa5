"""An API server that answers what Helm's `lookup` asks, and renderings that ask it."""

import contextlib
import http.server
import json
import pathlib
import tempfile
import threading

import helm_python as helm

import rendering

# The resources of each API, as discovery names them.
KINDS = {
    "v1": {"secrets": ("Secret", True)},
    "rbac.authorization.k8s.io/v1": {"clusterroles": ("ClusterRole", False), "roles": ("Role", True)},
}
VERBS = ["get", "list"]


class Cluster:
    """Objects by path, and the paths that were asked for."""

    def __init__(self, objects):
        self.objects = {path(one): one for one in objects}
        self.asked = []

    def answer(self, target):
        if target == "/version":
            return {"major": "1", "minor": "36", "gitVersion": rendering.FIRST_WITH_POLICIES}
        if target == "/api":
            return {"kind": "APIVersions", "versions": ["v1"]}
        if target == "/apis":
            groups = [version.split("/")[0] for version in KINDS if "/" in version]
            versions = [{"groupVersion": f"{group}/v1", "version": "v1"} for group in groups]
            named = [{"name": group, "versions": [one], "preferredVersion": one} for group, one in zip(groups, versions, strict=True)]
            return {"kind": "APIGroupList", "apiVersion": "v1", "groups": named}
        for version, resources in KINDS.items():
            if target == prefix(version):
                found = [{"name": name, "kind": kind, "namespaced": is_namespaced, "verbs": VERBS} for name, (kind, is_namespaced) in resources.items()]
                return {"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": version, "resources": found}
        self.asked.append(target)
        if target in self.objects:
            return self.objects[target]
        if target.rsplit("/", 1)[-1] == "secrets":
            items = [one for place, one in self.objects.items() if place.startswith(f"{target}/")]
            return {"kind": "SecretList", "apiVersion": "v1", "metadata": {"resourceVersion": "1"}, "items": items}
        return None

    @contextlib.contextmanager
    def kubeconfig(self):
        """The path of a kubeconfig for it, for as long as it runs."""
        cluster = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                found = cluster.answer(self.path.split("?")[0])
                missing = {"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "NotFound", "code": 404}
                body = json.dumps(missing if found is None else found).encode()
                self.send_response(404 if found is None else 200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            with tempfile.TemporaryDirectory() as folder:
                named = {"cluster": "stub", "user": "stub"}
                config = {
                    "apiVersion": "v1",
                    "kind": "Config",
                    "clusters": [{"name": "stub", "cluster": {"server": f"http://127.0.0.1:{server.server_port}"}}],
                    "users": [{"name": "stub", "user": {}}],
                    "contexts": [{"name": "stub", "context": named}],
                    "current-context": "stub",
                }
                file = pathlib.Path(folder) / "kubeconfig"
                file.write_text(json.dumps(config))
                yield str(file)
        finally:
            server.shutdown()
            server.server_close()

    def render(self, values):
        """The objects of a rendering that asks this cluster."""
        with self.kubeconfig() as file, helm.Config(kubeconfig_path=file, namespace=rendering.NAMESPACE) as config:
            with helm.Chart.load(rendering.CHART) as chart:
                chart.validate_schema(chart.merge_values(values))
                rendered = config.render(chart, values, name=rendering.RELEASE, namespace=rendering.NAMESPACE, is_upgrade=True)
        return [document for _, document in rendering.documents(rendered)]


def prefix(version):
    return f"/apis/{version}" if "/" in version else f"/api/{version}"


def path(one):
    """Where an object is found."""
    version, metadata = one["apiVersion"], one["metadata"]
    resource = next(name for name, (kind, _) in KINDS[version].items() if kind == one["kind"])
    place = f"/namespaces/{metadata['namespace']}" if "namespace" in metadata else ""
    return f"{prefix(version)}{place}/{resource}/{metadata['name']}"
