"""Pullpass itself, the static executable, without a cluster."""

import json
import pathlib

from .. import rules
from ..machine import first_line
from ..places import CERTIFICATES
from .peer import Peer


def pullpass(binary: pathlib.Path, configuration: dict | None = None, more: list[str] | None = None) -> Peer:
    """With the ten rules unless told; `more` takes the place of `--standalone`."""
    if not binary.exists():
        return Peer("pullpass", "Pullpass", missing=f"there is no {binary}: make build makes it")
    chosen = configuration or rules.ten_rules()

    def command(port: int, folder: pathlib.Path) -> list[str]:
        path = folder / "config.yaml"
        path.write_text(json.dumps(chosen))
        return [
            str(binary), "serve", "--config", str(path), "--listen", f"127.0.0.1:{port}", "--metrics-listen", "127.0.0.1:0",
            "--tls-cert", str(CERTIFICATES / "serving.pem"), "--tls-key", str(CERTIFICATES / "serving-key.pem"),
            *(more or ["--standalone"]),
        ]

    return Peer("pullpass", "Pullpass", version=first_line([str(binary), "version"]), command=command)
