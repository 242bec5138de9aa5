"""Slow, broken and hostile clients: the attackers of Tests/Attacks, against the replica that lives through everything."""

import json
import subprocess
import sys

from ground import ROOT
from ground.plan import fault

PLACES = 400


def attacked(scene, names, seconds=8, replica=None):
    """Attackers one after the other, on the oldest replica unless told. They come from another address than the load does."""
    replica = replica or scene.old
    for name in names:
        attacker = subprocess.run(
            [
                sys.executable, str(ROOT / "Tests/Attacks/attacker.py"), name, "--port", str(replica.port),
                "--operators-port", str(replica.operators_port), "--authority", str(scene.folder / "ca.pem"),
                "--places", str(PLACES), "--seconds", str(max(3.0, seconds * scene.pace)),
            ],
            stdout=subprocess.PIPE, check=True,
        )
        scene.row.notes[f"{name}: connections"] = json.loads(attacker.stdout)["opened"]


@fault("slow-clients", "600 connections that send nothing, half a header, half a body, a byte a second", quick=True)
def slow(scene):
    attacked(scene, ["half-header"] if scene.pace < 1 else ["silent", "half-hello", "half-header", "header-drip", "half-body", "body-drip"])


@fault("flood-of-connections", "handshakes as many as one attacker can make, and connections that rest")
def connections(scene):
    attacked(scene, ["handshakes", "tls-idle"])


@fault("flood-of-streams", "rapid resets, PINGs, SETTINGS, empty DATA frames over HTTP/2")
def streams(scene):
    attacked(scene, ["rapid-reset", "pings", "settings", "empty-data"])


@fault("broken-clients", "garbage, plain HTTP, half handshakes, bodies that end too soon, answers that nobody reads")
def broken(scene):
    """What ends in the midst of something, thousands of times: descriptors and memory must come back."""
    import faults.broken as ways

    scene.row.notes.update(ways.run(scene, 20 * scene.pace))
