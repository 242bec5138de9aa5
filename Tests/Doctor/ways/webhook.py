"""What is between the API server and the webhook."""

import subprocess

from scene import objects
from scene.objects import ADMISSION, CERTIFICATE, PULLPASS, REGISTRATION
from ways.table import way


@way("registration-deleted", "the webhook's registration is deleted", "webhook-missing", status="no MutatingWebhookConfiguration")
def registration_deleted(scene):
    scene.api.delete(REGISTRATION)
    scene.new_pods()


@way("authority-emptied", "caBundle is emptied while Pullpass hangs", "webhook-ca-missing")
def authority_emptied(scene):
    scene.node.freeze()
    change_authority(scene, "")


@way("authority-wrong", "caBundle is somebody else's while Pullpass hangs", "webhook-ca-wrong")
def authority_wrong(scene):
    scene.node.freeze()
    change_authority(scene, objects.encode((scene.folder / "plane/server.crt").read_text()))


def change_authority(scene, text):
    client = scene.api.read(REGISTRATION)["webhooks"][0]["clientConfig"]
    scene.webhook(clientConfig={**client, "caBundle": text})
    scene.new_pods()


@way("certificate-ended", "the webhook's certificate ended while Pullpass hangs", "webhook-certificate-ended", "webhook-ca-wrong")
def certificate_ended(scene):
    scene.node.freeze()

    def openssl(*arguments):
        subprocess.run(["openssl", *arguments], cwd=scene.folder, check=True, capture_output=True)

    openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "9", "-keyout", "a.key", "-out", "a.crt", "-subj", "/CN=a")
    openssl("req", "-newkey", "rsa:2048", "-nodes", "-keyout", "b.key", "-out", "b.csr", "-subj", "/CN=pullpass-webhook.pullpass.svc")
    openssl("x509", "-req", "-in", "b.csr", "-CA", "a.crt", "-CAkey", "a.key", "-set_serial", "7", "-days", "-1", "-out", "b.crt")
    read = {name: objects.encode((scene.folder / name).read_text()) for name in ("a.crt", "b.crt", "b.key")}
    scene.certificate_is_broken = True
    scene.edit(CERTIFICATE, {"data": {"tls.crt": read["b.crt"], "tls.key": read["b.key"], "ca.crt": read["a.crt"]}})
    change_authority(scene, read["a.crt"])


@way("service-deleted", "the Service of the webhook is deleted", "webhook-no-service")
def service_deleted(scene):
    scene.api.delete("/api/v1/namespaces/pullpass/services/pullpass-webhook")
    scene.new_pods()


@way("service-misnamed", "the registration names another Service", "webhook-no-service")
def service_misnamed(scene):
    client = scene.api.read(REGISTRATION)["webhooks"][0]["clientConfig"]
    scene.webhook(clientConfig={**client, "service": {**client["service"], "name": "pullpass-web"}})
    scene.new_pods()


@way("port-wrong", "the registration calls a port that the Service does not have", "webhook-port")
def port_wrong(scene):
    client = scene.api.read(REGISTRATION)["webhooks"][0]["clientConfig"]
    scene.webhook(clientConfig={**client, "service": {**client["service"], "port": 8443}})
    scene.new_pods()


@way("path-wrong", "the registration calls another path", "webhook-not-called")
def path_wrong(scene):
    client = scene.api.read(REGISTRATION)["webhooks"][0]["clientConfig"]
    scene.webhook(clientConfig={**client, "service": {**client["service"], "path": "/validate"}})
    scene.new_pods()


@way("url-wrong", "the registration calls a URL where nobody is", "webhook-not-called")
def url_wrong(scene):
    scene.webhook(clientConfig={"url": "https://nowhere.lab/mutate", "caBundle": scene.authority()})
    scene.new_pods()


@way("namespaces-unselected", "the registration's namespaceSelector asks for another label", "webhook-not-selecting")
def namespaces_unselected(scene):
    scene.webhook(namespaceSelector={"matchLabels": {"pullpass.dev/tenant": "yes"}})
    scene.new_pods()


@way("pods-unselected", "the registration's objectSelector asks for a label of Pods", "webhook-not-selecting")
def pods_unselected(scene):
    scene.webhook(objectSelector={"matchLabels": {"tier": "gold"}})
    scene.new_pods()


@way("rules-emptied", "the registration's rules are for other objects", "webhook-not-called", "webhook-not-selecting")
def rules_emptied(scene):
    rules = [{"apiGroups": [""], "apiVersions": ["v1"], "resources": ["services"], "operations": ["CREATE"], "scope": "Namespaced"}]
    scene.webhook(rules=rules)
    scene.new_pods()


@way("refusing", "failurePolicy is Fail, and Pullpass hangs", "webhook-refuses")
def refusing(scene):
    scene.webhook(failurePolicy="Fail", timeoutSeconds=1)
    scene.node.freeze()
    scene.new_pods()
    scene.until(lambda: not scene.pods(), 5)


@way("scaled-down", "Pullpass is scaled to none", "webhook-scaled-down")
def scaled_down(scene):
    scene.edit(PULLPASS, {"spec": {"replicas": 0}})
    scene.until(lambda: not scene.node.processes)
    scene.new_pods()


@way("not-ready", "no Pod of Pullpass is ready, and it hangs", "webhook-down", status="0 of 1 Pods of Deployment pullpass are ready")
def not_ready(scene):
    scene.node.is_healthy = False
    scene.node.freeze()
    scene.until(lambda: not scene.api.read(PULLPASS)["status"].get("readyReplicas"))
    scene.new_pods()


@way("other-webhook", "somebody else's webhook cannot be called, and refuses Pods", "pod-refused")
def other_webhook(scene):
    rules = [{"apiGroups": [""], "apiVersions": ["v1"], "resources": ["pods"], "operations": ["CREATE"], "scope": "Namespaced"}]
    scene.put(f"{ADMISSION}/mutatingwebhookconfigurations/sidecars", {
        "apiVersion": "admissionregistration.k8s.io/v1", "kind": "MutatingWebhookConfiguration", "metadata": {"name": "sidecars"},
        "webhooks": [{
            "name": "sidecars.example.com", "admissionReviewVersions": ["v1"], "sideEffects": "None", "failurePolicy": "Fail", "rules": rules,
            "timeoutSeconds": 1, "clientConfig": {"url": "https://127.0.0.1:9/mutate"},
            "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": objects.TEAM}},
        }],
    })
    scene.new_pods()
    scene.until(lambda: not scene.pods(), 5)
