"""Certificates that the API server does not take."""

import http.client

from api_server import eventually
from stage.release import Release
from stage.scenario import scenario


@scenario("a caBundle that is another CA's: Pods pass without Secrets, and who runs Pullpass is told that the API server refuses the certificate")
def stranger(plane):
    life = Release(plane, "stranger")
    pair = life.bring_certificate()
    files = {"certificates__mode": "files", "certificates__files": {"secretName": "pair", "caBundle": (plane.folder / "server.crt").read_text()}}
    life.install("hub", **files)
    life.expect_copies("hub")
    life.expect_ready()
    life.expect_injection("hub.example.com/app:1")
    told = 'pullpass_tls_refused_certificates_total{alert="bad_certificate"}'
    eventually(lambda: f"nobody counts a refusal; {life.words()}", lambda: any(metric(pod, told) for pod in running(life)))
    assert "callers refuse the webhook's certificate" in life.words(), life.words()
    # With the right one all is well, and no gauge says otherwise for ever: a review is newer than the last refusal.
    files["certificates__files"]["caBundle"] = pair["tls.crt"]
    life.upgrade("hub", **files)
    life.expect_injection("hub.example.com/app:1", "pullpass-hub")
    called, refused = (max(metric(pod, f"pullpass_webhook_{name}_timestamp_seconds") for pod in running(life)) for name in ("called", "certificate_refused"))
    assert called > refused, (called, refused)
    life.uninstall()
    life.expect_left()


def running(life):
    path = f"{life.base}/pods?labelSelector=app.kubernetes.io/component%3Dwebhook"
    return [pod["status"]["podIP"] for pod in life.api.items(path) if pod.get("status", {}).get("podIP") and "deletionTimestamp" not in pod["metadata"]]


def metric(address, series):
    """What the operators' port of a Pod says of a series; 0 where it has none."""
    connection = http.client.HTTPConnection(address, 8080, timeout=5)
    connection.request("GET", "/metrics")
    lines = connection.getresponse().read().decode().splitlines()
    connection.close()
    return max((float(line.split()[1]) for line in lines if line.split()[0] == series), default=0.0)
