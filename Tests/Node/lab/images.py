"""Images of one layer, and how they come into a registry and into containerd."""

import hashlib
import io
import json
import pathlib
import subprocess
import tarfile
import urllib.request

SOURCE = r"""
#include <signal.h>
#include <unistd.h>
static void end(int signal) { (void)signal; _exit(0); }
int main(void) { signal(SIGTERM, end); for (;;) pause(); }
"""


def compile_pause(folder):
    """A static program that waits for SIGTERM."""
    path = pathlib.Path(folder) / "pause"
    subprocess.run(["cc", "-static", "-O1", "-x", "c", "-", "-o", str(path)], input=SOURCE, text=True, check=True)
    return path


def libraries(program):
    """What a program is linked with; nothing for a static one."""
    words = subprocess.run(["ldd", program], capture_output=True, text=True).stdout.split()
    return sorted({word for word in words if word.startswith("/")})


class Image:
    """An image with these files, by their paths in it."""

    def __init__(self, files, entrypoint, mark=""):
        layer = io.BytesIO()
        with tarfile.open(fileobj=layer, mode="w") as archive:
            for path, source in files.items():
                info = archive.gettarinfo(str(pathlib.Path(source).resolve()), path.lstrip("/"))
                info.mode, info.uid, info.gid = 0o755, 0, 0
                with open(source, "rb") as file:
                    archive.addfile(info, file)
            # So that no two images are the same.
            info = tarfile.TarInfo("mark")
            info.size = len(mark)
            archive.addfile(info, io.BytesIO(mark.encode()))
        self.layer = layer.getvalue()
        config = {
            "architecture": "amd64", "os": "linux", "config": {"Entrypoint": entrypoint},
            "rootfs": {"type": "layers", "diff_ids": [digest(self.layer)]},
        }
        self.config = json.dumps(config).encode()
        self.manifest = json.dumps({
            "schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json",
            "config": described(self.config, "application/vnd.oci.image.config.v1+json"),
            "layers": [described(self.layer, "application/vnd.oci.image.layer.v1.tar")],
        }).encode()

    def push(self, base, repository, token, tag="1"):
        """By HTTP, as the distribution specification says."""

        def call(method, url, body=None, kind="application/octet-stream"):
            headers = {"Authorization": f"Bearer {token}", "Content-Type": kind}
            return urllib.request.urlopen(urllib.request.Request(url, body, headers, method=method))

        for blob in (self.layer, self.config):
            place = call("POST", f"{base}/v2/{repository}/blobs/uploads/", b"").headers["Location"]
            place = place if place.startswith("http") else base + place
            call("PUT", f"{place}{'&' if '?' in place else '?'}digest={digest(blob)}", blob)
        call("PUT", f"{base}/v2/{repository}/manifests/{tag}", self.manifest, "application/vnd.oci.image.manifest.v1+json")

    def write_archive(self, path, name):
        """An OCI layout in an archive, for `ctr images import`."""
        index = {"schemaVersion": 2, "manifests": [{
            **described(self.manifest, "application/vnd.oci.image.manifest.v1+json"),
            "annotations": {"io.containerd.image.name": name},
        }]}
        files = {"oci-layout": b'{"imageLayoutVersion":"1.0.0"}', "index.json": json.dumps(index).encode()}
        for blob in (self.layer, self.config, self.manifest):
            files[f"blobs/sha256/{digest(blob)[7:]}"] = blob
        with tarfile.open(path, "w") as archive:
            for name, content in files.items():
                info = tarfile.TarInfo(name)
                info.size = len(content)
                archive.addfile(info, io.BytesIO(content))


def digest(content):
    return "sha256:" + hashlib.sha256(content).hexdigest()


def described(content, kind):
    return {"mediaType": kind, "digest": digest(content), "size": len(content)}
