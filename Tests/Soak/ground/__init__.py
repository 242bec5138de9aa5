"""What a soak stands on: cluster, replicas, the ways to them, the load, and those who look."""

import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[3]
# Attackers, frames of HTTP/2 and the real cluster are those of the attacks.
sys.path[:0] = [str(ROOT / "Tests/Attacks"), str(ROOT / "Tests/TestSupport/Python")]
