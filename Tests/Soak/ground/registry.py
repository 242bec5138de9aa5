"""A registry at which logins are tried, and the token service of a platform, over TLS on localhost."""

import base64
import http.server
import json
import ssl
import threading
import time


class Registry:
    """`passwords` are those that are taken; each token that was given out stands in `tokens`, with its end (seconds since 1970)."""

    def __init__(self, folder, life):
        self.passwords, self.tokens, self.life = set(), {}, life
        self.logins = {200: 0, 401: 0}
        # What is answered in place of everything: a status, or None.
        self.fault = None
        registry = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            timeout = 30

            def do_GET(self):
                registry._login(self)

            def do_POST(self):
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                registry._exchange(self)

            def log_message(self, *_):
                pass

        self.server = Server(("127.0.0.1", 0), Handler)
        trust = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        trust.load_cert_chain(folder / "registry.pem", folder / "registry-key.pem")
        self.server.trust = trust
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def _login(self, request):
        text = request.headers.get("Authorization", "")
        try:
            _, _, password = base64.b64decode(text.removeprefix("Basic ")).decode().partition(":")
        except ValueError:
            password = ""
        status = self.fault or (200 if password in self.passwords else 401)
        self.logins[status] = self.logins.get(status, 0) + 1
        answer(request, status, {}, {"WWW-Authenticate": 'Basic realm="soak"'} if status == 401 else {})

    def _exchange(self, request):
        if self.fault:
            return answer(request, self.fault, {})
        token = f"token-{len(self.tokens)}-{time.monotonic_ns()}"
        self.tokens[token] = time.time() + self.life
        answer(request, 200, {"access_token": token, "expires_in": self.life, "username": "puller"})

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    trust = None

    def finish_request(self, request, client_address):
        # The handshake belongs to the connection's own thread: one that does not come must not hold others up.
        request.settimeout(10)
        with self.trust.wrap_socket(request, server_side=True) as tls:
            super().finish_request(tls, client_address)

    def handle_error(self, *_):
        pass


def answer(request, status, content, fields=()):
    text = json.dumps(content).encode()
    request.send_response(status)
    request.send_header("Content-Type", "application/json")
    request.send_header("Content-Length", str(len(text)))
    for name, value in dict(fields).items():
        request.send_header(name, value)
    request.end_headers()
    request.wfile.write(text)


def identity_token():
    """A ServiceAccount's token of no signer: only its claims are read before it is exchanged."""

    def part(value):
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    claims = {"iss": "https://soak", "sub": "system:serviceaccount:pullpass:pullpass", "aud": ["soak"], "exp": int(time.time()) + 400 * 86_400}
    return f"{part({'alg': 'RS256', 'typ': 'JWT'})}.{part(claims)}.{base64.urlsafe_b64encode(b'soak').decode()}"
