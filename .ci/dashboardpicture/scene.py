"""A cluster in which a few things are not as they should be."""

import http.client
import json
import os
import pathlib
import random
import ssl
import time

from stage import reviews
from stage import server as servers
from stage.cluster import start_cluster

TEAMS = [f"team-{letter}" for letter in "abcdefghijkl"]
PLUGIN = """#!/bin/sh
cat >/dev/null
echo '{"kind":"CredentialProviderResponse","apiVersion":"credentialprovider.kubelet.k8s.io/v1","cacheKeyType":"Registry","cacheDuration":"%s",
  "auth":{"%s":{"username":"AWS","password":"s3cret"}}}'
"""
IMAGES = ["nginx:1.29", "quay.io/acme/shop:7", "123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop:7", "registry.k8s.io/pause:3.10"]


class Scene:
    """etcd, kube-apiserver and one `pullpass serve`."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        servers.make_certificates(self.folder)
        self.cluster = start_cluster(folder)
        self.cluster.create_namespace("pullpass")
        for team in TEAMS:
            self.cluster.create_namespace(team, {"pullpass.dev/inject": "enabled"})
        self.cluster.create_secret("pullpass", "dockerhub", {"token": "s3cret"})
        # Somebody else's Secret where a copy should be.
        self.cluster.create_secret(TEAMS[-1], "pullpass-quay", {".dockerconfigjson": '{"auths":{}}'}, kind="kubernetes.io/dockerconfigjson")
        arguments = ["--kubeconfig", str(self.cluster.write_kubeconfig()), "--namespace", "pullpass"]
        self.server = servers.Server(os.environ["PULLPASS_BINARY"], folder, self.configuration(), arguments)
        self.operators_port = self.server.operators_port

    def configuration(self):
        def token(name):
            return {"basic": {"username": {"value": "janedoe"}, "password": {"secretKeyRef": {"name": name, "key": "token"}}}}

        def plugin(name, host, life):
            path = self.folder / name
            path.write_text(PLUGIN % (life, host))
            path.chmod(0o755)
            return {"exec": {"command": str(path)}}

        account = "123456789012.dkr.ecr.eu-west-1.amazonaws.com"
        registries = [
            {"name": "dockerhub", "matchImages": ["docker.io"], "credentials": token("dockerhub")},
            {"name": "ecr", "matchImages": [account], "credentials": plugin("ecr", account, "12h")},
            {"name": "quay", "matchImages": ["quay.io"], "credentials": plugin("quay", "quay.io", "25m")},
            # Its Secret is not there: it has never worked.
            {"name": "ghcr", "matchImages": ["ghcr.io/acme/"], "credentials": token("github")},
        ]
        return {"registries": registries, "server": {"drainTime": "0s"}}

    def go_on(self, seconds):
        """Pods are made for so long, the same at each run but for what the machine needs for it."""
        chance = random.Random(13)
        end = time.monotonic() + seconds
        context = ssl.create_default_context(cafile=self.server.authority)
        count = 0
        while time.monotonic() < end:
            connection = http.client.HTTPSConnection("localhost", self.server.port, context=context, timeout=10)
            for _ in range(20):
                count += 1
                path = "/nowhere" if count % 40 == 0 else "/mutate"
                body = b"{}" if count % 97 == 0 else reviews.of_one(chance.choice(TEAMS), chance.choice(IMAGES))
                connection.request("POST", path, body, {"Content-Type": "application/json"})
                connection.getresponse().read()
                time.sleep(0.05 + 0.1 * chance.random())
            connection.close()
            if count % 200 == 0:
                # A copy that somebody deletes.
                self.cluster.call("DELETE", f"/api/v1/namespaces/{chance.choice(TEAMS)}/secrets/pullpass-dockerhub")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.stop()
        self.cluster.stop()
