"""A Prometheus that scrapes one server, and answers as Grafana asks."""

import json
import pathlib
import re
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request

from stage.cluster import free_port

LABELS = {"job": "pullpass-webhook", "namespace": "pullpass", "pod": "pullpass-6d5c7-x2x8q"}


class Prometheus:
    def __init__(self, folder, scraped, step):
        self.step = step
        self.port = free_port()
        place = pathlib.Path(folder, "prometheus")
        place.mkdir()
        scrape = {"job_name": "pullpass-webhook", "static_configs": [{"targets": [f"127.0.0.1:{scraped}"], "labels": LABELS}]}
        # JSON is YAML.
        (place / "prometheus.yml").write_text(json.dumps({"global": {"scrape_interval": f"{step}s"}, "scrape_configs": [scrape]}))
        self.log = open(place / "log", "wb")
        self.process = subprocess.Popen(
            [
                "prometheus", f"--config.file={place}/prometheus.yml", f"--storage.tsdb.path={place}/data",
                f"--web.listen-address=127.0.0.1:{self.port}",
            ],
            stdout=self.log, stderr=self.log,
        )
        deadline = time.monotonic() + 60
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/-/ready", timeout=5).close()
                return
            except (OSError, urllib.error.HTTPError):
                if time.monotonic() > deadline or self.process.poll() is not None:
                    raise SystemExit((place / "log").read_text())
                time.sleep(0.2)

    def ask(self, target, seconds):
        """Series with their legend and points [time, value]; one point each for an instant query."""
        now = time.time()
        query = target["expr"].replace("$__rate_interval", f"{self.step * 6}s").replace("$namespace", LABELS["namespace"]).replace("$job", LABELS["job"])
        if target.get("instant"):
            answer = self.get("query", query=query, time=now)
            found = [(series["metric"], [series["value"]]) for series in answer]
        else:
            answer = self.get("query_range", query=query, start=now - seconds + 10, end=now, step=self.step)
            found = [(series["metric"], series["values"]) for series in answer]
        return [(legend(target, labels), [[at, float(value)] for at, value in points if value != "NaN"]) for labels, points in found]

    def get(self, what, **parameters):
        url = f"http://127.0.0.1:{self.port}/api/v1/{what}?{urllib.parse.urlencode(parameters)}"
        try:
            with urllib.request.urlopen(url, timeout=30) as answer:
                return json.load(answer)["data"]["result"]
        except urllib.error.HTTPError as error:
            raise SystemExit(f"{parameters['query']}: {error.read().decode()}")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()


def legend(target, labels):
    text = target.get("legendFormat")
    if not text:
        return ", ".join(f"{name}={value}" for name, value in labels.items() if name not in LABELS) or "value"
    return re.sub(r"\{\{\s*(\w+)\s*\}\}", lambda match: labels.get(match.group(1), ""), text)
