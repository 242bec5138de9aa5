"""Labels of a namespace, when they came, and what a namespace does not allow."""

from scene.objects import NAMESPACE, REGISTRATION, SHOP
from ways.table import way


@way("unlabelled", "the namespace loses its label", "namespace-unlabelled")
def unlabelled(scene):
    scene.label(inject=None)
    scene.without_copy()
    scene.new_pods()


@way("label-key-misspelt", "the label's key is misspelt", "label-misspelt", status='"labelSlip":"')
def label_key_misspelt(scene):
    scene.label(**{"inject": None, "pullpass.dev/injet": "enabled"})
    scene.without_copy()
    scene.new_pods()


@way("label-value-misspelt", "the label's value is one that says nothing", "label-misspelt", status='"labelSlip":"')
def label_value_misspelt(scene):
    scene.label(inject="enable")
    scene.without_copy()
    scene.new_pods()


@way("label-late", "the label came after the Pod", "made-before")
def label_late(scene):
    scene.label(inject=None)
    scene.without_copy()
    scene.new_pods()
    scene.settle()
    scene.label(inject="enabled")
    scene.until(lambda: scene.api.read(f"{NAMESPACE}/secrets/pullpass-lab"))


@way("webhook-late", "the Pod was made while the registration was away", "made-before")
def webhook_late(scene):
    before = scene.api.read(REGISTRATION)
    scene.api.delete(REGISTRATION)
    scene.new_pods()
    scene.settle()
    del before["metadata"]["resourceVersion"], before["metadata"]["uid"]
    scene.put(REGISTRATION, before)


@way("opted-out", "the Pod opts out", "pod-opts-out")
def opted_out(scene):
    scene.deploy(labels={"pullpass.dev/inject": "disabled"})


def quota(scene, **hard):
    path = f"{NAMESPACE}/resourcequotas/lab"
    scene.put(path, {
        "apiVersion": "v1", "kind": "ResourceQuota", "metadata": {"name": "lab", "namespace": "team-a"}, "spec": {"hard": hard},
    })
    scene.until(lambda: (scene.api.read(path).get("status") or {}).get("hard"))


@way("quota-of-secrets", "the quota of Secrets is used up", "copy-quota", status='"reason":"quota"')
def quota_of_secrets(scene):
    quota(scene, secrets="0")
    scene.api.delete(f"{NAMESPACE}/secrets/pullpass-lab")
    scene.new_pods()


@way("quota-of-pods", "the quota of Pods is used up", "quota-of-pods")
def quota_of_pods(scene):
    quota(scene, pods="0")
    scene.new_pods()
    scene.until(lambda: not scene.pods(), 5)


@way("restricted", "the namespace enforces the Pod Security Standard restricted", "pod-refused")
def restricted(scene):
    scene.label(**{"pod-security.kubernetes.io/enforce": "restricted"})
    scene.new_pods()
    scene.until(lambda: not scene.pods(), 5)


@way("account-missing", "the Pod's ServiceAccount is not there", "pod-refused")
def account_missing(scene):
    found = scene.api.read(SHOP)
    found["spec"]["template"]["spec"]["serviceAccountName"] = "shop"
    del found["metadata"]["resourceVersion"]
    found["spec"]["strategy"] = {"type": "Recreate", "rollingUpdate": None}
    scene.api.must("PUT", SHOP, found)
    scene.until(lambda: not scene.pods(), 10)
