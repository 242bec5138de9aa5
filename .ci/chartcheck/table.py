"""The table of values in the chart's README, generated from values.yaml.

A key whose value stands on its line is a setting, a key with keys below it is a group; each needs a comment above it.
`# +docs:default TEXT` in that comment replaces the default that is shown.
"""

import dataclasses
import pathlib
import re

VALUES = pathlib.Path("charts/pullpass/values.yaml")
README = pathlib.Path("charts/pullpass/README.md")
BEGIN = "<!-- begin: generated from values.yaml by make chart-update -->"
END = "<!-- end -->"
KEY = re.compile(r"^( *)([A-Za-z][A-Za-z0-9]*):(?: (.*))?$")


@dataclasses.dataclass
class Setting:
    path: list
    comment: str
    default: str | None

    @property
    def is_group(self):
        return self.default is None


def settings():
    found, comment, path = [], [], []
    for number, line in enumerate(VALUES.read_text().splitlines(), 1):
        if not line.strip():
            comment = []
            continue
        if line.lstrip().startswith("#"):
            comment.append(line.lstrip().removeprefix("#").strip())
            continue
        match = KEY.match(line)
        if not match:
            raise SystemExit(f"chart: {VALUES}:{number}: a default must stand on the line of its key: {line.strip()}")
        depth, name, default = len(match.group(1)) // 2, match.group(2), match.group(3)
        path = path[:depth] + [name]
        shown = next((text.removeprefix("+docs:default ") for text in comment if text.startswith("+docs:default ")), default)
        words = " ".join(text for text in comment if not text.startswith("+docs:"))
        if not words:
            raise SystemExit(f"chart: {VALUES}:{number}: {'.'.join(path)} has no comment")
        if not words.endswith((".", '"', "`", "SSL_CERT_FILE")):
            raise SystemExit(f"chart: {VALUES}:{number}: the comment of {'.'.join(path)} is no sentence: …{words[-30:]}")
        found.append(Setting(list(path), words, shown))
        comment = []
    return found


def generate():
    lines = [BEGIN, "", "| key | meaning | default |", "|---|---|---|"]
    for setting in settings():
        path = ".".join(setting.path)
        if setting.is_group:
            lines.append(f"| **{path}** | {escape(setting.comment)} | |")
        else:
            default = setting.default if setting.default else '""'
            lines.append(f"| `{path}` | {escape(setting.comment)} | `{escape(default)}` |")
    return "\n".join([*lines, "", END])


def escape(text):
    return text.replace("|", "\\|")


def replaced():
    text = README.read_text()
    if BEGIN not in text or END not in text:
        raise SystemExit(f"chart: {README} has no marks for the table")
    return text[: text.index(BEGIN)] + generate() + text[text.index(END) + len(END) :]


def compare():
    if README.read_text() != replaced():
        return [f"{README}: the table is not what values.yaml says; this repairs it: make chart-update"]
    return []


def write():
    README.write_text(replaced())
