"""Pullpass itself, the static executable, without a cluster."""

import json
import pathlib
import re

from .. import rules
from ..machine import said
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

    return Peer("pullpass", "Pullpass", version=version(said([str(binary), "version"])), command=command)


def version(text: str) -> str:
    """`0.1.0 (db5384b9)` of what `pullpass version` prints: the number, and of which commit."""
    number = re.search(r"^pullpass +(\S+)", text, re.M)
    commit = re.search(r"^commit +([0-9a-f]{8})[0-9a-f]*(-dirty)?", text, re.M)
    return (number[1] if number else "?") + (f" ({commit[1]}{commit[2] or ''})" if commit else "")
