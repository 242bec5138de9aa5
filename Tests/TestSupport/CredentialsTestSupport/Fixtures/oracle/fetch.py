"""Lets oci sign requests to a stub of Oracle: `python3 fetch.py HOST CA FOLDER`. Prints a JSON object of the tokens for a registry.

HOST is host and port of the federation services and the registry, which speak TLS with a certificate of the authority in the file CA;
OCI_METADATA_BASE_URL names the machine's metadata service. FOLDER holds a user's key and a ServiceAccount's token. The tests believe their
stub only because Oracle's own library is content with it.
"""

import json
import os
import sys

import oci
import requests
from oci.auth import signers
from oci.auth.signers import resource_principals_signer

host, authorities, folder = sys.argv[1:]
ONCE = oci.retry.NoneRetryStrategy()


def path(name):
    return os.path.join(folder, name)


def token(signer):
    answer = requests.get(f"https://{host}/20180419/docker/token", auth=signer, verify=authorities, timeout=60)
    answer.raise_for_status()
    return [answer.json()["token"], None]


def cluster():
    name, port = host.split(":")
    os.environ.update({"KUBERNETES_SERVICE_HOST": name, "OCI_KUBERNETES_SERVICE_ACCOUNT_CERT_PATH": authorities})
    # The port is the one thing that nobody can configure.
    resource_principals_signer.OCI_KUBERNETES_PROXYMUX_SERVICE_PORT = port
    return signers.get_oke_workload_identity_resource_principal_signer(
        service_account_token_path=path("token"), retry_strategy=ONCE
    )


print(json.dumps({
    "user": token(oci.signer.Signer("t", "u", "aa:bb", path("user.pem"))),
    "encrypted": token(oci.signer.Signer("t", "u", "aa:bb", path("encrypted.pem"), pass_phrase="hunter2-passphrase")),
    "machine": token(signers.InstancePrincipalsSecurityTokenSigner(
        federation_endpoint=f"https://{host}/v1/x509", federation_client_cert_bundle_verify=authorities,
        retry_strategy=ONCE, federation_client_retry_strategy=ONCE,
    )),
    "cluster": token(cluster()),
}))
