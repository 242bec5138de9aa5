"""The registries of README's `pullpass check`: a proxy that answers in the place of every host, with a certificate for it.

Prints the variables by which Pullpass finds it, then an empty line, and serves until it is ended. The old password is refused, and
harbor.example.com has a certificate of an authority that nobody knows.
"""

import base64
import json
import pathlib
import socketserver
import ssl
import subprocess

OLD, UNKNOWN = "nexus-old.example.com", "harbor.example.com"
REFUSAL = json.dumps({"errors": [{"code": "UNAUTHORIZED"}]}).encode()


def context(folder, *names):
    """A server's TLS with a certificate of an authority of its own, by `pullpass certs`."""
    arguments = [word for name in names for word in ("--name", name)]
    subprocess.run(["pullpass", "certs", "--out", folder, *arguments], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(f"{folder}/tls.crt", f"{folder}/tls.key")
    return made


KNOWN_TLS = context("known", "nexus.example.com", OLD, "registry.acme.example")
UNKNOWN_TLS = context("unknown", UNKNOWN)


class Connection(socketserver.StreamRequestHandler):
    def handle(self):
        host = self.rfile.readline().split()[1].decode().rpartition(":")[0]
        while self.rfile.readline().strip():
            pass
        self.wfile.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        tls = UNKNOWN_TLS if host == UNKNOWN else KNOWN_TLS
        try:
            with tls.wrap_socket(self.connection, server_side=True) as inside:
                self.answer(host, inside, inside.makefile("rb"))
        except (OSError, ssl.SSLError):
            # A client that does not believe the certificate.
            pass

    def answer(self, host, inside, lines):
        while lines.readline():
            sent = {}
            while line := lines.readline().decode().strip():
                name, _, value = line.partition(": ")
                sent[name.lower()] = value
            password = base64.b64decode(sent.get("authorization", "Basic ").split()[-1] if " " in sent.get("authorization", "") else "")
            is_good = bool(password) and host != OLD
            body = b"{}" if is_good else REFUSAL
            head = f"HTTP/1.1 {'200 OK' if is_good else '401 Unauthorized'}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
            if not is_good:
                head += 'WWW-Authenticate: Basic realm="registry"\r\n'
            inside.sendall(head.encode() + b"Docker-Distribution-Api-Version: registry/2.0\r\n\r\n" + body)


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


with Server(("127.0.0.1", 0), Connection) as server:
    print(f"HTTPS_PROXY=http://127.0.0.1:{server.server_address[1]}")
    print(f"SSL_CERT_FILE={pathlib.Path('known/ca.crt').resolve()}")
    print("NEXUS_PASSWORD=s3cret-of-nexus\nNEXUS_OLD_PASSWORD=s3cret-of-old", end="\n\n", flush=True)
    server.serve_forever()
