"""Pullpass itself."""

import json

from scene import objects
from scene.objects import CONFIGURATION, LEASE
from ways.copies import end_lease
from ways.table import way


@way("holder-dead", "who holds the Lease is dead", "no-leader", status="no replica leads")
def holder_dead(scene):
    scene.node.freeze()
    end_lease(scene)


@way("holder-nobody", "nobody holds the Lease", "no-leader", status="no replica leads")
def holder_nobody(scene):
    scene.node.freeze()
    scene.edit(LEASE, {"spec": {"holderIdentity": "", "renewTime": "2026-01-01T00:00:00.000000Z"}})


@way("lease-gone", "the Lease is deleted while Pullpass hangs", "no-leader", status="no replica leads")
def lease_gone(scene):
    scene.node.freeze()
    scene.api.delete(LEASE)


def configure(scene, text):
    scene.edit(CONFIGURATION, {"data": {"config.yaml": text}})
    scene.until(lambda: "onfiguration" in scene.log(10), 15)


@way("configuration-broken", "the configuration is no YAML any more", "configuration-refused", status="cannot be used")
def configuration_broken(scene):
    configure(scene, "registries: [")


@way("configuration-wrong", "the configuration has a setting that there is not", "configuration-refused", status="cannot be used")
def configuration_wrong(scene):
    content = objects.configuration()
    content["registries"][0]["matchImage"] = content["registries"][0].pop("matchImages")
    configure(scene, json.dumps(content))


@way("configuration-narrowed", "the configuration's rule is changed to a path that the image is not in", "rule-misses-image")
def configuration_narrowed(scene):
    content = objects.configuration()
    content["registries"][0]["matchImages"] = ["registry.lab/other/"]
    scene.edit(CONFIGURATION, {"data": {"config.yaml": json.dumps(content)}})

    def is_in_force():
        found = scene.api.read("/api/v1/namespaces/pullpass/secrets/pullpass-configuration-in-force") or {}
        return objects.encode(json.dumps(content)) == found.get("data", {}).get("config.yaml")

    scene.until(is_in_force, 30)
    scene.new_pods()
