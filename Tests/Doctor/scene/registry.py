"""A small registry with logins, under several names; and what a kubelet would hear from it."""

import base64
import contextlib
import http.server
import pathlib
import ssl
import subprocess
import threading

ADDRESS = "10.244.200.1"
# Docker Hub is one of them: nobody can reach the real one from here.
HOSTS = ["registry.lab", "path.lab", "named.lab", "own.lab", "registry-1.docker.io", "index.docker.io", "docker.io"]


class Registry:
    """`users` maps a name to its password and to the beginnings of what it may pull; `public/` is for everybody."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.users = {}
        self.reset()
        self._make_certificate()
        self.authority = self.folder / "registry.crt"
        for number in (443, 5000):
            self._serve(number)

    def reset(self):
        self.users = {"robot": ("right", ("acme/", "library/")), "team": ("team-right", ("team/", "acme/"))}

    def judge(self, login, repository):
        """HTTP status of a manifest: 200, 401 for a login that is wrong or missing, 403 for one that may not, 404 for what is not there."""
        if login is None:
            return 200 if repository.startswith("public/") else 401
        password, places = self.users.get(login[0], (None, ()))
        if login[1] != password:
            return 401
        if not repository.startswith(("public/", *places)):
            return 403
        return 404 if repository.endswith("/absent") else 200

    def _make_certificate(self):
        names = ",".join(f"DNS:{name}" for name in HOSTS)
        subprocess.run([
            "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-keyout", "registry.key", "-out", "registry.crt",
            "-subj", "/CN=registry.lab", "-addext", f"subjectAltName={names}", "-addext", "basicConstraints=critical,CA:TRUE",
        ], cwd=self.folder, check=True, stderr=subprocess.DEVNULL)

    def _serve(self, number):
        registry = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                registry.answer(self)

            do_HEAD = do_GET

            def log_message(self, *_):
                pass

            def handle(self):
                with contextlib.suppress(OSError):
                    super().handle()

        server = http.server.ThreadingHTTPServer((ADDRESS, number), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.folder / "registry.crt", self.folder / "registry.key")
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        threading.Thread(target=server.serve_forever, daemon=True).start()

    def answer(self, request):
        scheme, _, text = request.headers.get("Authorization", "").partition(" ")
        login = tuple(base64.b64decode(text).decode(errors="replace").split(":", 1)) if scheme.lower() == "basic" else None
        repository = request.path.removeprefix("/v2/").partition("/manifests/")[0]
        if repository:
            status = self.judge(login, repository)
        else:
            status = 200 if login and self.users.get(login[0], ("",))[0] == login[1] else 401
        body = b"{}" if status == 200 else b'{"errors":[{"code":"DENIED"}]}'
        request.send_response(status)
        if status == 401:
            request.send_header("WWW-Authenticate", 'Basic realm="lab"')
        request.send_header("Content-Type", "application/vnd.oci.image.index.v1+json")
        request.send_header("Docker-Distribution-Api-Version", "registry/2.0")
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        if request.command != "HEAD":
            request.wfile.write(body)
