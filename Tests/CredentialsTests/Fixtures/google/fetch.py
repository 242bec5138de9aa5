"""Lets google-auth fetch tokens from a stub of Google: `python3 fetch.py FOLDER`. Prints a JSON object of what it got.

The folder holds credential files as Google's tools write them, which name the stub's services; GCE_METADATA_HOST and GCE_METADATA_IP
name its metadata server. The tests believe their stub only because Google's own library is content with it.
"""

import calendar
import json
import os
import sys

import google.auth
import google.auth.transport.requests

folder = sys.argv[1]
SCOPES = ["https://www.googleapis.com/auth/cloud-platform"]


def token(credentials):
    credentials.refresh(google.auth.transport.requests.Request())
    return [credentials.token, calendar.timegm(credentials.expiry.timetuple())]


def of_file(name):
    return token(google.auth.load_credentials_from_file(os.path.join(folder, name), scopes=SCOPES)[0])


machine, project = google.auth.default(scopes=SCOPES)
print(json.dumps({
    "machine": token(machine),
    "project": [project, None],
    **{name: of_file(f"{name}.json") for name in ["key", "person", "federated", "impersonating"]},
}))
