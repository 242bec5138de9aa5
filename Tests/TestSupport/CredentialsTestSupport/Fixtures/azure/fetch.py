"""Lets azure-identity and azure-containerregistry fetch tokens from a stub of Azure: `python3 fetch.py HOST BINDING SNI CA FOLDER`.

HOST is host and port of Entra ID and registry, which speak TLS with a certificate of the authority in the file CA; BINDING is the URL of
AKS' token proxy, whose certificate is of the same authority and for the name SNI;
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
    DefaultAzureCredential,
    ManagedIdentityCredential,
    WorkloadIdentityCredential,
)

host, binding, server_name, authorities, folder = sys.argv[1:]
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


def default(**variables):
    """What the default chain finds with these variables, which are gone afterwards."""
    variables["AZURE_AUTHORITY_HOST"] = host
    os.environ.update(variables)
    try:
        return token(DefaultAzureCredential(disable_instance_discovery=True, **NETWORK))
    finally:
        for name in variables:
            del os.environ[name]


def bound():
    """By the proxy of AKS' identity bindings, which the library has to be told to use."""
    os.environ.update(
        AZURE_KUBERNETES_TOKEN_PROXY=binding, AZURE_KUBERNETES_SNI_NAME=server_name, AZURE_KUBERNETES_CA_FILE=authorities
    )
    options = {**APPLICATION, "authority": "login.microsoftonline.com"}
    options.pop("connection_verify")
    return token(WorkloadIdentityCredential(token_file_path=path("token"), enable_azure_proxy=True, **options))


of_application = {"AZURE_TENANT_ID": "t1", "AZURE_CLIENT_ID": "c1"}
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
    "bound": bound(),
    "default secret": default(AZURE_CLIENT_SECRET="hunter2-secret", **of_application),
    "default certificate": default(AZURE_CLIENT_CERTIFICATE_PATH=path("application.pem"), **of_application),
    "default workload": default(AZURE_FEDERATED_TOKEN_FILE=path("token"), **of_application),
    "default machine": default(AZURE_CLIENT_ID="c1"),
    "refresh": refresh,
    "catalogue": catalogue,
}))
