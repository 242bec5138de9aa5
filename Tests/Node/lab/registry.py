"""A registry with a token service, which tells what credential each request came with, and Quay's robot federation."""

import base64
import contextlib
import hashlib
import http.client
import http.server
import json
import pathlib
import secrets
import ssl
import subprocess
import threading
import time
import urllib.parse

from lab import machine

BACK = ("127.0.0.1", 5000)


def encode(content):
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


class Registry:
    """`users` maps a name to the passwords that are good for it, `rights` a name to the beginning of repositories that it may pull; `tries` is what was asked for."""

    def __init__(self, folder, review):
        self.folder = pathlib.Path(folder)
        self.users = {}
        self.rights = {}
        self.tries = []
        self.exchanges = []
        # Whether a ServiceAccount token is good, and whose: asks the API server.
        self.review = review
        self.lock = threading.Lock()
        self._make_keys()
        self._start_back()
        self._start_front()

    def _make_keys(self):
        names = ",".join(f"DNS:{name}" for name in machine.HOSTS)
        subprocess.run([
            "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-keyout", "registry.key", "-out", "registry.crt",
            "-subj", "/CN=registry.lab", "-addext", f"subjectAltName={names}", "-addext", "basicConstraints=critical,CA:TRUE",
        ], cwd=self.folder, check=True, stderr=subprocess.DEVNULL)
        self.certificate = self.folder / "registry.crt"

    def _start_back(self):
        (self.folder / "registry.yml").write_text(json.dumps({
            "version": 0.1, "log": {"level": "warn"}, "storage": {"filesystem": {"rootdirectory": f"{self.folder}/registry"}},
            "http": {"addr": ":".join(map(str, BACK)), "relativeurls": True},
            "auth": {"token": {
                "realm": "https://registry.lab/token", "service": "lab", "issuer": "lab", "rootcertbundle": str(self.certificate),
            }},
        }))
        log = open(self.folder / "registry.log", "ab")
        self.process = subprocess.Popen(
            [machine.program("docker-registry"), "serve", f"{self.folder}/registry.yml"], stdout=log, stderr=log
        )

    def _start_front(self):
        registry = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                registry.answer(self)

            do_HEAD = do_POST = do_GET

            def log_message(self, *_):
                pass

            def handle(self):
                # A client may go away, and may not like the certificate.
                with contextlib.suppress(OSError):
                    super().handle()

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 443), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, self.folder / "registry.key")
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        threading.Thread(target=server.serve_forever, daemon=True).start()

    def answer(self, request):
        url = urllib.parse.urlsplit(request.path)
        body = request.rfile.read(int(request.headers.get("Content-Length") or 0))
        if url.path == "/token":
            # As a service that knows no POST: containerd then asks by GET.
            status, answer = (404, {}) if request.command == "POST" else self.give_token(request, url)
            self.send(request, status, json.dumps(answer).encode())
        elif url.path == "/oauth2/federation/robot/token":
            status, answer = self.exchange(request)
            self.send(request, status, json.dumps(answer).encode())
        else:
            connection = http.client.HTTPConnection(*BACK, timeout=60)
            headers = {key: value for key, value in request.headers.items() if key.lower() != "connection"}
            connection.request(request.command, request.path, body or None, headers)
            answer = connection.getresponse()
            kept = [(key, value) for key, value in answer.getheaders() if key.lower() not in ("transfer-encoding", "connection", "date")]
            self.send(request, answer.status, answer.read(), kept)

    @staticmethod
    def send(request, status, content, headers=(("Content-Type", "application/json"),)):
        request.send_response(status)
        for key, value in headers:
            request.send_header(key, value)
        if not any(key.lower() == "content-length" for key, _ in headers):
            request.send_header("Content-Length", str(len(content)))
        request.end_headers()
        if request.command != "HEAD":
            request.wfile.write(content)

    @staticmethod
    def login(request):
        scheme, _, text = request.headers.get("Authorization", "").partition(" ")
        return tuple(base64.b64decode(text).decode().split(":", 1)) if scheme.lower() == "basic" else None

    def give_token(self, request, url):
        login = self.login(request)
        scopes = urllib.parse.parse_qs(url.query).get("scope", [])
        status = 200
        if login and login[1] not in self.users.get(login[0], ()):
            status = 401
        who = f"[{login[0]}:{login[1][:12]}]" if login else "[ANON]"
        with self.lock:
            self.tries.append({"at": time.time(), "who": who, "status": status, "scope": " ".join(scopes)})
        if status != 200:
            return status, {"errors": [{"code": "UNAUTHORIZED"}]}
        name = login[0] if login else ""
        access = []
        for scope in scopes:
            kind, repository, actions = scope.split(":", 2)
            if repository.startswith(self.rights.get(name, "public/")):
                access.append({"type": kind, "name": repository, "actions": actions.split(",")})
        return 200, {"token": self.sign(access), "expires_in": 300}

    def sign(self, access):
        """A token of the service: a JWT with the certificate in it."""
        certificate = "".join(line for line in self.certificate.read_text().splitlines() if "-" not in line)
        now = int(time.time())
        claims = {"iss": "lab", "aud": "lab", "sub": "", "exp": now + 300, "nbf": now - 10, "iat": now, "jti": secrets.token_hex(8), "access": access}
        head = {"typ": "JWT", "alg": "RS256", "x5c": [certificate]}
        text = f"{encode(json.dumps(head).encode())}.{encode(json.dumps(claims).encode())}"
        signature = subprocess.run(
            ["openssl", "dgst", "-sha256", "-sign", str(self.folder / "registry.key")], input=text.encode(), capture_output=True, check=True
        ).stdout
        return f"{text}.{encode(signature)}"

    def exchange(self, request):
        """Quay's: a robot's name and a ServiceAccount token against a token of the robot that ends."""
        robot, proof = self.login(request) or ("", "")
        subject = self.review(proof, "quay.lab")
        with self.lock:
            self.exchanges.append({"at": time.time(), "robot": robot, "subject": subject, "sha256": hashlib.sha256(proof.encode()).hexdigest()[:12]})
        if not subject:
            return 401, {"error": "no such federation"}
        end = int(time.time()) + 3600
        token = f"{encode(b'{}')}.{encode(json.dumps({'exp': end, 'sub': robot}).encode())}.{secrets.token_hex(8)}"
        self.users[robot] = (token,)
        return 200, {"token": token}

    def seen(self, since, repository):
        """What was tried for a repository since then, in short, without what is the same as just before."""
        with self.lock:
            found = [f"{one['who']}={one['status']}" for one in self.tries if one["at"] >= since and f":{repository}:" in one["scope"]]
        return [one for index, one in enumerate(found) if index == 0 or found[index - 1] != one]
