"""The Secrets that Pullpass keeps in a team's namespace."""

import json

from scene import objects
from scene.objects import ADMISSION, COPY, LEASE, ROLE, SOURCE
from ways.table import way


@way("copy-deleted", "the copy is deleted while Pullpass hangs", "no-leader", "copy-waiting", status="no replica leads")
def copy_deleted(scene):
    scene.node.freeze()
    end_lease(scene)
    scene.api.delete(COPY)
    scene.node.forget()


def end_lease(scene):
    scene.edit(LEASE, {"spec": {"renewTime": "2026-01-01T00:00:00.000000Z"}})


@way("copy-emptied", "the copy is emptied by hand while Pullpass hangs", "copy-changed", status='"missing":\\[\\{|no replica leads')
def copy_emptied(scene):
    scene.node.freeze()
    scene.edit(COPY, {"data": {".dockerconfigjson": objects.encode('{"auths":{}}')}})
    scene.node.forget()


@way("copy-foreign", "somebody else's Secret has the copy's name", "copy-foreign", status='"reason":"foreign"')
def copy_foreign(scene):
    scene.label(inject=None)
    scene.without_copy()
    scene.secret("pullpass-lab", {"registry.lab": {"username": "jane", "password": "old"}})
    scene.label(inject="enabled")
    scene.new_pods()


@way("copy-immutable", "the copy was made immutable, and the credential has changed since", "copy-immutable", "copy-outdated",
     status='"reason":"outdated"')
def copy_immutable(scene):
    scene.edit(COPY, {"immutable": True})
    scene.registry.users["robot"] = ("new", ("acme/",))
    scene.edit(SOURCE, {"data": {"token": objects.encode("new")}})
    scene.until(lambda: "immutable" in scene.log(20).lower(), 15)
    scene.node.forget()


@way("copy-undone", "somebody deletes the copy each time", "copy-undone", status='"reason":"undone"')
def copy_undone(scene):
    scene.again_and_again(lambda: scene.api.delete(COPY))
    scene.until(lambda: any(event["reason"] == "SecretUndone" for event in scene.api.items("/api/v1/namespaces/team-a/events")), 40)
    scene.node.forget()


@way("copy-forbidden", "the right to write the copies is taken away", "copy-forbidden", status='"reason":"forbidden"|cannot be (listed|watched|read)')
def copy_forbidden(scene):
    rules = scene.api.read(ROLE)["rules"]
    for rule in rules:
        if rule["resources"] == ["secrets"]:
            rule["verbs"] = ["get", "list", "watch"]
    scene.edit(ROLE, {"rules": rules})
    scene.api.delete(COPY)
    scene.until(lambda: "forbidden" in scene.log(20).lower(), 15)
    scene.new_pods()


@way("copy-refused", "a ValidatingAdmissionPolicy refuses the copies", "copy-refused", status='"reason":"refused"')
def copy_refused(scene):
    head = {"apiVersion": "admissionregistration.k8s.io/v1", "metadata": {"name": "lab-secrets"}}
    rules = [{"apiGroups": [""], "apiVersions": ["v1"], "resources": ["secrets"], "operations": ["CREATE", "UPDATE"]}]
    scene.put(f"{ADMISSION}/validatingadmissionpolicies/lab-secrets", {
        **head, "kind": "ValidatingAdmissionPolicy", "spec": {
            "failurePolicy": "Fail", "matchConstraints": {"resourceRules": rules},
            "validations": [{"expression": "object.type != 'kubernetes.io/dockerconfigjson'", "message": "pull Secrets come from the vault"}],
        },
    })
    selector = {"matchLabels": {"kubernetes.io/metadata.name": "team-a"}}
    scene.put(f"{ADMISSION}/validatingadmissionpolicybindings/lab-secrets", {
        **head, "kind": "ValidatingAdmissionPolicyBinding", "spec": {
            "policyName": "lab-secrets", "validationActions": ["Deny"], "matchResources": {"namespaceSelector": selector},
        },
    })

    def is_in_force():
        probe = {
            "apiVersion": "v1", "kind": "Secret", "type": "kubernetes.io/dockerconfigjson", "metadata": {"name": "probe"},
            "data": {".dockerconfigjson": objects.encode(json.dumps({"auths": {}}))},
        }
        return scene.api.call("POST", "/api/v1/namespaces/team-a/secrets?dryRun=All", probe)[0] >= 400

    scene.until(is_in_force, 30)
    scene.api.delete(COPY)
    scene.until(lambda: "vault" in scene.log(20), 15)
    scene.new_pods()
