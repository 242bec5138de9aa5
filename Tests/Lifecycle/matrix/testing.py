"""`helm test`: what it shows, and that it shows it."""

import base64
import http.server
import ssl
import threading

from api_server import eventually
from stage import network
from stage.release import Release, registry
from stage.scenario import scenario


@scenario("helm test calls the webhook through its Service, tries each credential, and leaves nothing")
def helm_test(plane):
    with Registry(plane) as home:
        life = Release(plane, "test")
        life.install(registry("hub", matchImages=[home.name], tls={"ca": {"value": home.authority}}))
        # At once, while Pods start: it waits for them.
        told = life.test()
        assert told["release"]["status"] == "deployed", told
        before = life._mine()
        assert not [entry for entry in before if "-test-" in entry], before
        # A credential that the registry does not take.
        life.api.patch(f"{life.base}/secrets/source", {"stringData": {"password": "wrong"}})
        words = life.refused(life.test, "test-credentials")
        assert "FAILED" in life.words(), (words, life.words())
        life.api.patch(f"{life.base}/secrets/source", {"stringData": {"password": "hunter2"}})
        life.test()
        life.uninstall()
        life.expect_left()


@scenario("helm test fails where the webhook cannot be called, or shows another certificate")
def helm_test_fails(plane):
    life = Release(plane, "testless")
    life.install("hub")
    life.expect_ready()
    tls = f"{life.base}/secrets/{life.full}-webhook-tls"
    pods = f"/apis/apps/v1/namespaces/{life.namespace}/deployments/{life.full}"
    life.api.patch(pods, {"spec": {"replicas": 0}})
    eventually("Pods do not go", lambda: not life.pods())
    life.refused(life.test, "test-webhook")
    assert "does not do for an API server" in life.words(), life.words()
    # As after a restored backup: a CA that has signed nothing.
    authority = (plane.folder / "server.crt").read_text()
    life.api.patch(tls, {"data": {"ca.crt": base64.b64encode(authority.encode()).decode()}})
    life.uninstall()
    # What failed is there to be looked at, until the next test or somebody deletes it.
    life.expect_left("pods testless/testless-pullpass-test-webhook")


class Registry:
    """A registry on the node that takes one password, with a certificate of its own."""

    def __init__(self, plane):
        self.authority = (plane.folder / "server.crt").read_text()

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                right = "Basic " + base64.b64encode(b"u:hunter2").decode()
                is_right = self.headers.get("Authorization") == right
                self.send_response(200 if is_right else 401)
                if not is_right:
                    self.send_header("WWW-Authenticate", 'Basic realm="test"')
                self.send_header("Content-Length", "0")
                self.end_headers()

            do_HEAD = do_GET

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer((network.NODE, 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(plane.folder / "server.crt", plane.folder / "server.key")
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.name = f"{network.NODE}:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.shutdown()
