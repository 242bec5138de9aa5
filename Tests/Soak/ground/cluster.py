"""The API server of a soak: a real one where KUBEBUILDER_ASSETS names it, else the stand-in of the tests."""

import http.client
import pathlib
import subprocess
import threading
import time

from ground import looks
from api_server import API, ClusterError
from stage import cluster as real


class StandIn(API):
    """The process, and an administrator's requests to it."""

    is_real = False

    def __init__(self, folder, executable):
        self.folder = pathlib.Path(folder)
        # Without TLS, and so without what the client makes of an authority.
        self.host, self.port, self.token = "127.0.0.1", looks.free_port(), "admin"
        self.local = threading.local()
        with open(self.folder / "api-server.log", "ab") as log:
            self.process = subprocess.Popen([str(executable), f"127.0.0.1:{self.port}"], stdout=log, stderr=log, start_new_session=True)
        deadline = time.monotonic() + 30
        while not self._is_ready():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise ClusterError(f"{executable} did not begin: {(self.folder / 'api-server.log').read_text()[-1000:]}")
            time.sleep(0.1)

    def connect(self, timeout=60):
        return http.client.HTTPConnection(self.host, self.port, timeout=timeout)

    def _is_ready(self):
        try:
            return self.call("GET", "/readyz")[0] == 200
        except OSError:
            return False

    authority_of_way = None

    create_namespace = real.Cluster.create_namespace
    create_secret = real.Cluster.create_secret

    def kubeconfig(self, registries, server):
        return real.Cluster.write_kubeconfig(self, "pullpass", server)

    def stop(self):
        self.process.kill()
        self.process.wait()


class RealCluster(real.Cluster):
    """A real one, with the rights of examples/rbac.yaml for Pullpass."""

    is_real = True

    @property
    def authority_of_way(self):
        return self.folder / "server.crt"

    def kubeconfig(self, registries, server):
        return self.grant(registries, False, server)


def start(folder, executable):
    """Starts the API server; `executable` is the stand-in's."""
    if not real.assets():
        return StandIn(folder, executable)
    place = pathlib.Path(folder) / "cluster"
    place.mkdir()
    return RealCluster(place)
