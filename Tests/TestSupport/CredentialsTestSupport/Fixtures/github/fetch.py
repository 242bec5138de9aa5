"""Lets PyGithub fetch an installation token from a stub of GitHub: `python3 fetch.py URL KEYFILE`.

Prints a JSON object of what it got. The tests believe their stub only because this library is content with it; GitHub has none of its own
for Python.
"""

import json
import sys

import github

url, file = sys.argv[1:]
with open(file) as key:
    app = github.Auth.AppAuth("12345", key.read())
integration = github.GithubIntegration(auth=app, base_url=url, retry=None)
token = integration.get_access_token(678, permissions={"packages": "read"})
print(json.dumps({"installation": [token.token, token.expires_at.timestamp()]}))
