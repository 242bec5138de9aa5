"""Every object of the installation and of the team, as it is while all is well."""

import base64
import json

from scene.node import HOME, SERVICE

TEAM, OTHER = "team-a", "team-b"
OPTED_IN = {"pullpass.dev/inject": "enabled"}
CORE, RBAC, ADMISSION = "/api/v1", "/apis/rbac.authorization.k8s.io/v1", "/apis/admissionregistration.k8s.io/v1"
REGISTRATION = f"{ADMISSION}/mutatingwebhookconfigurations/pullpass"
SHOP = f"/apis/apps/v1/namespaces/{TEAM}/deployments/shop"
PULLPASS = f"/apis/apps/v1/namespaces/{HOME}/deployments/pullpass"
CONFIGURATION = f"{CORE}/namespaces/{HOME}/configmaps/pullpass-config"
ROLE = f"{RBAC}/clusterroles/pullpass"
LEASE = f"/apis/coordination.k8s.io/v1/namespaces/{HOME}/leases/pullpass"
CERTIFICATE = f"{CORE}/namespaces/{HOME}/secrets/pullpass-webhook-tls"
SOURCE = f"{CORE}/namespaces/{HOME}/secrets/source"
NAMESPACE = f"{CORE}/namespaces/{TEAM}"
NAMES = ["lab", "hub", "path", "named", "gone"]


def secret(name, namespace=TEAM):
    return f"{CORE}/namespaces/{namespace}/secrets/{name}"


COPY = secret("pullpass-lab")
LABELS = {"app.kubernetes.io/name": "pullpass", "app.kubernetes.io/instance": "pullpass"}


def encode(text):
    return base64.b64encode(text.encode()).decode()


def configuration():
    login = {"basic": {"username": {"value": "robot"}, "password": {"secretKeyRef": {"name": "source", "key": "token"}}}}
    places = {"lab": "registry.lab", "hub": "docker.io", "path": "path.lab/acme/", "named": "named.lab", "gone": "gone.lab"}
    registries = [{"name": name, "matchImages": [places[name]], "credentials": login} for name in NAMES]
    registries[3]["namespaces"] = {"names": [OTHER]}
    return {
        "apiVersion": "pullpass.dev/v1alpha1", "kind": "Configuration", "registries": registries,
        "server": {"drainTime": "0s", "listen": f"{SERVICE}:443", "metricsListen": f"{SERVICE}:8080"},
    }


def template(image="registry.lab/acme/shop:1", secrets=(), labels=None, account=None, policy="IfNotPresent"):
    spec = {
        "containers": [{"name": "shop", "image": image, "imagePullPolicy": policy}],
        "imagePullSecrets": [{"name": name} for name in secrets], "terminationGracePeriodSeconds": 0,
    }
    if account:
        spec["serviceAccountName"] = account
    return {"metadata": {"labels": {"app": "shop", **(labels or {})}}, "spec": spec}


def registration(authority=""):
    labels = "pullpass.dev/inject"
    return {
        "apiVersion": "admissionregistration.k8s.io/v1", "kind": "MutatingWebhookConfiguration",
        "metadata": {"name": "pullpass", "labels": LABELS},
        "webhooks": [{
            "name": "inject.pullpass.dev", "admissionReviewVersions": ["v1"], "sideEffects": "NoneOnDryRun",
            "clientConfig": {
                "service": {"namespace": HOME, "name": "pullpass-webhook", "path": "/mutate", "port": 443},
                **({"caBundle": authority} if authority else {}),
            },
            "rules": [{"apiGroups": [""], "apiVersions": ["v1"], "resources": ["pods"], "operations": ["CREATE"], "scope": "Namespaced"}],
            "namespaceSelector": {"matchExpressions": [
                {"key": labels, "operator": "In", "values": ["enabled", "true"]},
                {"key": "kubernetes.io/metadata.name", "operator": "NotIn", "values": [HOME, "kube-system", "kube-node-lease"]},
            ]},
            "objectSelector": {"matchExpressions": [{"key": labels, "operator": "NotIn", "values": ["disabled", "false"]}]},
            "matchPolicy": "Equivalent", "reinvocationPolicy": "IfNeeded", "failurePolicy": "Ignore", "timeoutSeconds": 3,
        }],
    }


def rule(resources, verbs, names=None, group=""):
    return {"apiGroups": [group], "resources": resources, "verbs": verbs, **({"resourceNames": names} if names else {})}


def rights():
    """As the chart gives them with certificates of Pullpass' own."""
    copies = [f"pullpass-{name}" for name in NAMES] + ["pullpass-anonymous"]
    kept = [f"pullpass-master.{name}" for name in NAMES] + ["pullpass-configuration-in-force", "pullpass-webhook-tls"]
    subject = [{"kind": "ServiceAccount", "name": "pullpass", "namespace": HOME}]

    def named(kind, **more):
        place = {"namespace": HOME} if kind.startswith("Role") else {}
        return {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": kind, "metadata": {"name": "pullpass", "labels": LABELS, **place}, **more}

    def reference(kind):
        return {"apiGroup": "rbac.authorization.k8s.io", "kind": kind, "name": "pullpass"}

    own = f"{RBAC}/namespaces/{HOME}"
    return {
        ROLE: named("ClusterRole", rules=[
            rule(["namespaces"], ["list", "watch"]),
            rule(["secrets"], ["get", "list", "watch", "create", "patch", "delete"], copies),
            rule(["events"], ["create", "patch"]),
            rule(["mutatingwebhookconfigurations"], ["get", "list", "watch", "patch"], ["pullpass"], "admissionregistration.k8s.io"),
        ]),
        f"{RBAC}/clusterrolebindings/pullpass": named("ClusterRoleBinding", roleRef=reference("ClusterRole"), subjects=subject),
        f"{own}/roles/pullpass": named("Role", rules=[
            rule(["secrets"], ["get", "list", "watch"]),
            rule(["secrets"], ["create", "patch", "delete"], kept),
            rule(["leases"], ["create"], group="coordination.k8s.io"),
            rule(["leases"], ["get", "update", "delete"], ["pullpass"], "coordination.k8s.io"),
        ]),
        f"{own}/rolebindings/pullpass": named("RoleBinding", roleRef=reference("Role"), subjects=subject),
    }


def deployment():
    arguments = [
        "serve", "--config", "/etc/pullpass/config.yaml", "--certificates", "self", "--webhook-name", "pullpass",
        "--service-name", "pullpass-webhook",
    ]
    pod = {
        "serviceAccountName": "pullpass", "terminationGracePeriodSeconds": 0, "automountServiceAccountToken": False,
        "containers": [{
            "name": "pullpass", "image": "ghcr.io/pullpass/pullpass:lab", "args": arguments,
            "ports": [{"name": "webhook", "containerPort": 443}, {"name": "metrics", "containerPort": 8080}],
            "volumeMounts": [{"name": "config", "mountPath": "/etc/pullpass", "readOnly": True}],
        }],
        "volumes": [{"name": "config", "configMap": {"name": "pullpass-config"}}],
    }
    return {
        "apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "pullpass", "namespace": HOME, "labels": LABELS},
        "spec": {
            "replicas": 1, "strategy": {"type": "Recreate"}, "selector": {"matchLabels": LABELS},
            "template": {"metadata": {"labels": LABELS}, "spec": pod},
        },
    }


def release():
    """What `helm get manifest` would print."""
    service = {
        "apiVersion": "v1", "kind": "Service", "metadata": {"name": "pullpass-webhook", "namespace": HOME, "labels": LABELS},
        "spec": {"clusterIP": SERVICE, "selector": LABELS, "ports": [{"name": "webhook", "port": 443, "protocol": "TCP", "targetPort": "webhook"}]},
    }
    settings = {
        "apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "pullpass-config", "namespace": HOME, "labels": LABELS},
        "data": {"config.yaml": json.dumps(configuration(), indent=1)},
    }
    return {
        **rights(), CONFIGURATION: settings, f"{CORE}/namespaces/{HOME}/services/pullpass-webhook": service,
        REGISTRATION: registration(), PULLPASS: deployment(),
    }


def namespace(name, labels=None):
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name, "labels": {"kubernetes.io/metadata.name": name, **(labels or {})}}}


def account(name, where):
    return {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": name, "namespace": where}}


def all_of_it():
    """What there is while all is well, by its place, in the order in which it is made."""
    shop = {
        "apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "shop", "namespace": TEAM},
        "spec": {"replicas": 1, "selector": {"matchLabels": {"app": "shop"}}, "template": template()},
    }
    source = {
        "apiVersion": "v1", "kind": "Secret", "type": "Opaque", "metadata": {"name": "source", "namespace": HOME}, "data": {"token": encode("right")},
    }
    return {
        f"{CORE}/namespaces/{HOME}": namespace(HOME), NAMESPACE: namespace(TEAM, OPTED_IN), f"{CORE}/namespaces/{OTHER}": namespace(OTHER),
        f"{CORE}/namespaces/{HOME}/serviceaccounts/pullpass": account("pullpass", HOME),
        f"{NAMESPACE}/serviceaccounts/default": account("default", TEAM),
        SOURCE: source, **release(), SHOP: shop,
    }
