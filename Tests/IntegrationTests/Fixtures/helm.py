"""Helm itself, through its library: install, upgrade and uninstall a release of the chart.

usage: helm.py install|upgrade KUBECONFIG VALUES
       helm.py uninstall KUBECONFIG

VALUES is a JSON file. Prints the release as JSON.
"""

import json
import pathlib
import sys

import helm_python as helm

CHART = str(pathlib.Path(__file__).parents[3] / "charts/pullpass")

action, kubeconfig = sys.argv[1:3]
with helm.Config(kubeconfig_path=kubeconfig, namespace="pullpass") as config:
    if action == "uninstall":
        # What `helm uninstall` does by default: hooks are waited for.
        release = config.uninstall("pullpass", wait="hookOnly", timeout=240)
    else:
        values = json.loads(pathlib.Path(sys.argv[3]).read_text())
        release = getattr(config, action)(CHART, "pullpass", values)
print(json.dumps(release))
