"""Lets ibm-cloud-sdk-core fetch tokens from a stub of IBM: `python3 fetch.py URL FILE`, a file with a compute resource token.

Prints a JSON object of what it got. The tests believe their stub only because IBM's own library is content with it.
"""

import json
import sys

from ibm_cloud_sdk_core.authenticators import ContainerAuthenticator, IAMAuthenticator

url, file = sys.argv[1:]


def token(authenticator):
    manager = authenticator.token_manager
    return [manager.get_token(), manager.expire_time]


print(json.dumps({
    "key": token(IAMAuthenticator("hunter2-key", url=url)),
    "profileID": token(ContainerAuthenticator(cr_token_filename=file, iam_profile_id="Profile-1", url=url)),
    "profileName": token(ContainerAuthenticator(cr_token_filename=file, iam_profile_name="puller", url=url)),
}))
