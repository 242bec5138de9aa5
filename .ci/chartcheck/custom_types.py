"""The parts that the chart uses of types that others define, written down from their documentation; anything else is refused.

No package carries these schemas. cert-manager: https://cert-manager.io/docs/reference/api-docs/, Prometheus operator:
https://prometheus-operator.dev/docs/api-reference/api/.
"""

TEXT = {"type": "string", "minLength": 1}
DURATION = {"type": "string", "pattern": "^([0-9]+h)?([0-9]+m)?([0-9]+s)?$", "minLength": 2}
PROMETHEUS_DURATION = {"type": "string", "pattern": "^([0-9]+(ms|s|m|h|d|w|y))+$"}
LABELS = {"type": "object", "additionalProperties": {"type": "string"}}


def closed(properties, required=()):
    return {"type": "object", "additionalProperties": False, "properties": properties, "required": list(required)}


def custom(api_version, kind, spec):
    metadata = closed({"name": TEXT, "namespace": TEXT, "labels": LABELS, "annotations": LABELS}, ["name", "namespace"])
    return closed(
        {"apiVersion": {"const": api_version}, "kind": {"const": kind}, "metadata": metadata, "spec": spec},
        ["apiVersion", "kind", "metadata", "spec"],
    )


USAGES = ["digital signature", "server auth", "client auth", "cert sign", "crl sign", "key encipherment", "signing"]
CERTIFICATE = closed(
    {
        "secretName": TEXT,
        "commonName": {"type": "string", "maxLength": 64},
        "dnsNames": {"type": "array", "items": TEXT, "minItems": 1},
        "isCA": {"type": "boolean"},
        "usages": {"type": "array", "items": {"enum": USAGES}},
        "duration": DURATION,
        "renewBefore": DURATION,
        "privateKey": closed(
            {
                "algorithm": {"enum": ["RSA", "ECDSA", "Ed25519"]},
                "size": {"type": "integer"},
                "rotationPolicy": {"enum": ["Never", "Always"]},
            }
        ),
        "issuerRef": closed({"name": TEXT, "kind": TEXT, "group": TEXT}, ["name"]),
    },
    ["secretName", "issuerRef"],
)
ISSUER = {
    **closed({"selfSigned": closed({}), "ca": closed({"secretName": TEXT}, ["secretName"])}),
    "minProperties": 1,
    "maxProperties": 1,
}
SERVICE_MONITOR = closed(
    {
        "selector": closed({"matchLabels": LABELS}, ["matchLabels"]),
        "endpoints": {
            "type": "array",
            "minItems": 1,
            "items": closed(
                {"port": TEXT, "path": TEXT, "interval": PROMETHEUS_DURATION, "scrapeTimeout": PROMETHEUS_DURATION}, ["port"]
            ),
        },
    },
    ["selector", "endpoints"],
)
RULE = closed({"alert": TEXT, "expr": TEXT, "for": PROMETHEUS_DURATION, "labels": LABELS, "annotations": LABELS}, ["alert", "expr"])
PROMETHEUS_RULE = closed(
    {
        "groups": {
            "type": "array",
            "minItems": 1,
            "items": closed({"name": TEXT, "rules": {"type": "array", "minItems": 1, "items": RULE}}, ["name", "rules"]),
        }
    },
    ["groups"],
)

SCHEMAS = {
    ("cert-manager.io/v1", "Certificate"): CERTIFICATE,
    ("cert-manager.io/v1", "Issuer"): ISSUER,
    ("monitoring.coreos.com/v1", "ServiceMonitor"): SERVICE_MONITOR,
    ("monitoring.coreos.com/v1", "PrometheusRule"): PROMETHEUS_RULE,
}


def schema(document):
    """The schema of an object of these types; None for any other."""
    key = (document.get("apiVersion"), document.get("kind"))
    return custom(*key, SCHEMAS[key]) if key in SCHEMAS else None
