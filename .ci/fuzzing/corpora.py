"""What is kept of campaigns: one text file for each fuzzer, one input a line in Base64."""

import base64
import hashlib
import pathlib
import shutil
import subprocess

FOLDER = pathlib.Path("Tests/Fuzz/Corpora")
FINDINGS = pathlib.Path("Tests/Fuzz/Findings")
# More than this of one fuzzer is not worth its place in the repository.
BYTES = 40_000


def read(name: str) -> list[bytes]:
    file = FOLDER / f"{name}.txt"
    return [base64.b64decode(line) for line in file.read_text().splitlines()] if file.is_file() else []


def lay_out(one) -> None:
    """Puts what is kept, and the findings of old, where a campaign starts from."""
    findings = sorted((FINDINGS / one.name).glob("*")) if (FINDINGS / one.name).is_dir() else []
    for content in read(one.name) + [file.read_bytes() for file in findings]:
        (one.corpus / hashlib.sha1(content).hexdigest()).write_bytes(content)


def keep(one) -> None:
    """Writes the fewest inputs that reach all that is reached, the shortest first, up to a bound."""
    least = one.scratch / "least" / one.name
    shutil.rmtree(least, ignore_errors=True)
    least.mkdir(parents=True)
    # Without counters: an input that runs a loop once more is no reason to keep it.
    command, environment = one.command("-set_cover_merge=1", "-use_counters=0", str(least), str(one.corpus), str(one.seeds))
    done = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True)
    if done.returncode != 0:
        raise SystemExit(f"fuzz: {one.name}: the merge failed:\n{done.stderr.decode(errors='replace')[-2000:]}")
    inputs = sorted((file.read_bytes() for file in least.iterdir()), key=lambda content: (len(content), content))
    kept, size = [], 0
    for content in inputs:
        if size + len(content) > BYTES:
            break
        kept.append(content)
        size += len(content)
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / f"{one.name}.txt").write_bytes(b"".join(base64.b64encode(content) + b"\n" for content in kept))
    print(f"{one.name}: {len(kept)} of {len(inputs)} inputs kept, {size} bytes")
