"""Where things are in the repository."""

import pathlib
import socket

BENCHMARKS = pathlib.Path(__file__).resolve().parent.parent
ROOT = BENCHMARKS.parent
BUILT = BENCHMARKS / "bin"
CERTIFICATES = BUILT / "certs"
RESULTS = BENCHMARKS / "results"
CORPUS = ROOT / "Tests/Rules/AdmissionTests/Fixtures/corpus"


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]
