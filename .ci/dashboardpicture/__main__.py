"""The dashboard, drawn from a real scrape; see .ci/dashboard-picture."""

import json
import pathlib
import sys
import tempfile

import drawing
import scene
from prometheus import Prometheus

DASHBOARD = pathlib.Path("charts/pullpass/dashboards/pullpass.json")
# How long is looked at, and how often is scraped.
SECONDS, STEP = 120, 2


def main(out):
    panels = json.loads(DASHBOARD.read_text())["panels"]
    with tempfile.TemporaryDirectory() as folder:
        with scene.Scene(folder) as life, Prometheus(folder, life.operators_port, STEP) as prometheus:
            life.go_on(SECONDS)
            answers = {panel["id"]: [prometheus.ask(target, SECONDS) for target in panel["targets"]] for panel in panels if panel["type"] != "row"}
    pathlib.Path(out).write_text(drawing.draw(panels, answers))
    empty = [panel["title"] for panel in panels if panel["type"] != "row" and not any(answers[panel["id"]])]
    print(f"{out}: {len(answers)} panels, nothing in {', '.join(empty) or 'none'}")


main(*sys.argv[1:])
