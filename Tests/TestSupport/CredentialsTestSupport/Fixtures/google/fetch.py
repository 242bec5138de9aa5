"""Lets google-auth fetch tokens from a stub of Google: `python3 fetch.py URL FOLDER`. Prints a JSON object of what it got.

The folder holds credential files as Google's tools write them, which name the stub's services; GCE_METADATA_HOST and GCE_METADATA_IP
name its metadata server. The tests believe their stub only because Google's own library is content with it.
"""

import calendar
import json
import os
import sys

import google.auth
import google.auth.transport.requests
import google.oauth2.credentials
from google.auth import aws, external_account_authorized_user, identity_pool, impersonated_credentials, pluggable
from google.oauth2 import service_account

url, folder = sys.argv[1:]
SCOPES = ["https://www.googleapis.com/auth/cloud-platform"]


def token(credentials):
    credentials.refresh(google.auth.transport.requests.Request())
    return [credentials.token, calendar.timegm(credentials.expiry.timetuple())]


def path(name):
    return os.path.join(folder, name)


def person():
    """gcloud writes no token service, and what the library knows of it cannot be configured in a file."""
    with open(path("person.json")) as file:
        given = json.load(file)
    return token(google.oauth2.credentials.Credentials(
        None, token_uri=f"{url}/token", scopes=SCOPES,
        **{name: given[name] for name in ["refresh_token", "client_id", "client_secret"]},
    ))


def by_default(name):
    """The file that GOOGLE_APPLICATION_CREDENTIALS names."""
    os.environ["GOOGLE_APPLICATION_CREDENTIALS"] = path(name)
    try:
        return token(google.auth.default(scopes=SCOPES)[0])
    finally:
        del os.environ["GOOGLE_APPLICATION_CREDENTIALS"]


def impersonated():
    """As above: the library knows one service to ask for another's token, and cannot be told of another one in a file."""
    with open(path("impersonated.json")) as file:
        given = json.load(file)
    source = google.oauth2.credentials.Credentials(
        None, token_uri=f"{url}/token", scopes=SCOPES,
        **{name: given["source_credentials"][name] for name in ["refresh_token", "client_id", "client_secret"]},
    )
    return token(impersonated_credentials.Credentials(
        source, os.environ["STUB_ACCOUNT"], SCOPES, delegates=given["delegates"],
        iam_endpoint_override=given["service_account_impersonation_url"],
    ))


machine, project = google.auth.default(scopes=SCOPES)
print(json.dumps({
    "machine": token(machine),
    "project": [project, None],
    "person": person(),
    "key": token(service_account.Credentials.from_service_account_file(path("key.json"), scopes=SCOPES)),
    "federated": token(identity_pool.Credentials.from_file(path("federated.json"), scopes=SCOPES)),
    "default": by_default("key.json"),
    "aws": token(aws.Credentials.from_file(path("aws.json"), scopes=SCOPES)),
    "executable": token(pluggable.Credentials.from_file(path("executable.json"), scopes=SCOPES)),
    "workforce": token(external_account_authorized_user.Credentials.from_file(path("workforce.json"))),
    "impersonated": impersonated(),
    "impersonating": token(identity_pool.Credentials.from_file(path("impersonating.json"), scopes=SCOPES)),
}))
