"""Lets azure-identity and azure-containerregistry fetch tokens from a stub of Azure: `python3 fetch.py HOST CA FOLDER`.

HOST is host and port of Entra ID and registry, which speak TLS with a certificate of the authority in the file CA;
AZURE_POD_IDENTITY_AUTHORITY_HOST names the machine's metadata service. FOLDER holds the proofs of applications. Prints a JSON object of
what was got. The tests believe their stub only because Microsoft's own libraries are content with it.
"""

import json
import os
import sys

from azure.containerregistry import ContainerRegistryClient
from azure.identity import (
    CertificateCredential,
    ClientSecretCredential,
    ManagedIdentityCredential,
    WorkloadIdentityCredential,
)

host, authorities, folder = sys.argv[1:]
RESOURCE = "https://containerregistry.azure.net"
NETWORK = {"connection_verify": authorities, "retry_total": 0}
# Discovery of instances asks Microsoft whether the authority is one of its own.
APPLICATION = {"tenant_id": "t1", "client_id": "c1", "authority": host, "disable_instance_discovery": True, **NETWORK}


def path(name):
    return os.path.join(folder, name)


def token(credential):
    got = credential.get_token(f"{RESOURCE}/.default")
    return [got.token, got.expires_on]


def refresh_token(credential):
    """The refresh token with which the registry's catalogue could be read, and that catalogue."""
    client = ContainerRegistryClient(f"https://{host}", credential, audience=RESOURCE, **NETWORK)
    repositories = list(client.list_repository_names())
    # The library keeps it to itself: it is what a pull needs too.
    exchange = client._auth_policy._exchange_client
    return [exchange._refresh_token, exchange._expiration_time], ["\n".join(repositories), None]


secret = ClientSecretCredential(client_secret="hunter2-secret", **APPLICATION)
refresh, catalogue = refresh_token(secret)
print(json.dumps({
    "machine": token(ManagedIdentityCredential(**NETWORK)),
    "client": token(ManagedIdentityCredential(client_id="c1", **NETWORK)),
    "resource": token(ManagedIdentityCredential(identity_config={"resource_id": "/subscriptions/s/x"}, **NETWORK)),
    "object": token(ManagedIdentityCredential(identity_config={"object_id": "o1"}, **NETWORK)),
    "secret": token(secret),
    "certificate": token(CertificateCredential(certificate_path=path("application.pem"), **APPLICATION)),
    "workload": token(WorkloadIdentityCredential(token_file_path=path("token"), **APPLICATION)),
    "refresh": refresh,
    "catalogue": catalogue,
}))
