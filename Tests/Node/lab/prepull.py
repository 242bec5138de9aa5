"""Images that the chart's DaemonSet brings to the node."""

import json
import os
import pathlib
import subprocess
import threading
import time

from api_server import eventually
from lab import images, kubelet

ROOT = pathlib.Path(__file__).resolve().parents[3]
IMAGE = "registry.lab/nodes/model:1"
NAMESPACE = "pullpass-prepull"


def render(stage, values):
    """The objects of the chart, by Helm's own library."""
    python = os.environ.get("PULLPASS_CHART_PYTHON", str(ROOT / ".build-chart/venv/bin/python"))
    file = stage.folder / "values.json"
    file.write_text(json.dumps(values))
    helm = [python, str(ROOT / "Tests/Lifecycle/helm.py"), "template", "pullpass", str(ROOT / "charts/pullpass"), "--namespace", "pullpass", "--values", str(file)]
    environment = {**os.environ, "KUBECONFIG": str(stage.plane.kubeconfig)}
    told = subprocess.run(helm, capture_output=True, text=True, env=environment)
    assert told.returncode == 0, told.stderr[-2000:]
    code = "import json, sys, yaml; print(json.dumps([one for one in yaml.safe_load_all(sys.stdin) if one]))"
    return json.loads(subprocess.run([python, "-c", code], input=told.stdout, capture_output=True, text=True, check=True).stdout)


def bind(stage, stop):
    """Stands in for the scheduler: a DaemonSet's Pods name their node."""
    while not stop.is_set():
        for pod in stage.api.items(f"/api/v1/namespaces/{NAMESPACE}/pods?fieldSelector=spec.nodeName%3D"):
            binding = {
                "apiVersion": "v1", "kind": "Binding", "metadata": {"name": pod["metadata"]["name"]},
                "target": {"apiVersion": "v1", "kind": "Node", "name": kubelet.NODE},
            }
            stage.api.call("POST", f"/api/v1/namespaces/{NAMESPACE}/pods/{pod['metadata']['name']}/binding", binding)
        stop.wait(0.2)


def show(stage):
    stage.user("node", "prepull-password", "nodes/")
    pathlib.Path("/etc/pullpass").mkdir(exist_ok=True)
    stage.node.allow_network()
    stage.node.start([])
    binary = os.environ["BINARY"]
    # Without a static executable, what it is linked with has to be in every image in which it runs.
    needed = {path: path for path in images.libraries(binary)}
    stage.push("public/pullpass", images.Image({"/pullpass": binary, **needed}, ["/pullpass"], "pullpass"))
    model = images.Image({"/model": stage.folder / "pause", **needed}, ["/model"], "model")
    stage.push("nodes/model", model)
    login = {"username": {"value": "node"}, "password": {"secretKeyRef": {"name": "lab", "key": "password"}}}
    config = {"namespaceSelector": {}, "registries": [{"name": "lab", "matchImages": ["registry.lab/nodes/"], "credentials": {"basic": login}}]}
    values = {
        "image": {"repository": "registry.lab/public/pullpass", "tag": "1"}, "prepull": {"images": [IMAGE], "resources": {"limits": None}},
        "config": config,
    }
    rendered = [item for item in render(stage, values) if "prepull" in item["metadata"]["name"] and item["kind"] in ("Namespace", "DaemonSet")]
    for item in rendered:
        place = "/api/v1/namespaces" if item["kind"] == "Namespace" else f"/apis/apps/v1/namespaces/{NAMESPACE}/daemonsets"
        stage.api.must("POST", place, item)
    begin = time.time()
    stop = threading.Event()
    thread = threading.Thread(target=bind, args=(stage, stop), daemon=True)
    thread.start()
    try:
        watch(stage, begin, config)
    finally:
        stop.set()
        thread.join()


def watch(stage, begin, config):
    path = f"/apis/apps/v1/namespaces/{NAMESPACE}/daemonsets"
    eventually("there is a Pod", lambda: stage.api.items(f"/api/v1/namespaces/{NAMESPACE}/pods"), 60)
    pod = stage.api.items(f"/api/v1/namespaces/{NAMESPACE}/pods")[0]
    print(f"  its Secrets: {[one['name'] for one in pod['spec'].get('imagePullSecrets', [])]}")
    sync(stage, config)
    print(f"  the keeper's Secret is there after {time.time() - begin:.1f} s")

    def is_ready():
        status = stage.api.items(path)[0]["status"]
        return status.get("numberReady") == status.get("desiredNumberScheduled") == 1

    eventually(lambda: json.dumps(stage.api.items(f"/api/v1/namespaces/{NAMESPACE}/pods")[0]["status"])[:1500], is_ready, 180)
    print(f"  READY 1 of 1 after {time.time() - begin:.1f} s, the image is on the node: {stage.node.has_image(IMAGE)}")
    stage.tell("tried", begin, "nodes/model")
    assert stage.node.has_image(IMAGE)


def sync(stage, config):
    """One round of the keeper, in its own namespace."""
    api = stage.api
    api.must("POST", "/api/v1/namespaces", {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "pullpass"}})
    api.must("POST", "/api/v1/namespaces/pullpass/secrets", {
        "apiVersion": "v1", "kind": "Secret", "metadata": {"name": "lab"}, "stringData": {"password": "prepull-password"},
    })
    file = stage.folder / "cluster.json"
    file.write_text(json.dumps({"apiVersion": "pullpass.dev/v1alpha1", "kind": "Configuration", **config}))
    stage.pullpass("sync", "--once", "--config", file, "--kubeconfig", stage.plane.kubeconfig, "--namespace", "pullpass")
