"""Lets botocore fetch tokens from a stub of AWS: `python3 fetch.py URL`. Prints a JSON object of what it got.

The tests believe their stub only because AWS' own library is content with it.
"""

import base64
import json
import os
import sys
import tempfile

import botocore.config
import botocore.session

url = sys.argv[1]


def session(environment):
    for name in list(os.environ):
        if name.startswith("AWS_"):
            del os.environ[name]
    os.environ.update({"AWS_EC2_METADATA_DISABLED": "true", "AWS_CONFIG_FILE": "/dev/null", **environment})
    return botocore.session.Session()


def token(environment, service="ecr", region="eu-west-1", session_of=session):
    client = session_of(environment).create_client(
        service, region, endpoint_url=f"{url}/{service}", config=botocore.config.Config(retries={"max_attempts": 1})
    )
    data = client.get_authorization_token()["authorizationData"]
    data = data[0] if isinstance(data, list) else data
    return [base64.b64decode(data["authorizationToken"]).decode(), int(data["expiresAt"].timestamp())]


KEYS = {"AWS_ACCESS_KEY_ID": "AKIDSTATIC01", "AWS_SECRET_ACCESS_KEY": "hunter2-static"}


def assumed(environment):
    sts = session(KEYS).create_client("sts", "eu-west-1", endpoint_url=f"{url}/sts")
    keys = sts.assume_role(
        RoleArn="arn:aws:iam::123456789012:role/external", RoleSessionName="botocore", ExternalId="hunter3"
    )["Credentials"]
    return session({
        "AWS_ACCESS_KEY_ID": keys["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": keys["SecretAccessKey"],
        "AWS_SESSION_TOKEN": keys["SessionToken"],
    })


with tempfile.TemporaryDirectory() as folder:
    paths = {}
    for name, text in [("token", "hunter2-web-identity"), ("pod", "hunter2-pod-identity")]:
        paths[name] = os.path.join(folder, name)
        with open(paths[name], "w") as file:
            file.write(text)
    print(json.dumps({
        "keys": token(KEYS),
        "role": token({}, session_of=assumed),
        "public": token(KEYS, "ecr-public", "us-east-1"),
        "webIdentity": token({
            "AWS_WEB_IDENTITY_TOKEN_FILE": paths["token"], "AWS_ROLE_ARN": "arn:aws:iam::123456789012:role/puller",
            "AWS_ENDPOINT_URL_STS": f"{url}/sts", "AWS_REGION": "eu-west-1",
        }),
        "container": token({
            "AWS_CONTAINER_CREDENTIALS_FULL_URI": f"{url}/v1/credentials",
            "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": paths["pod"],
        }),
        "instance": token({"AWS_EC2_METADATA_DISABLED": "false", "AWS_EC2_METADATA_SERVICE_ENDPOINT": url}),
        # A service without sessions: the library asks it without one, unless that is forbidden.
        "oldInstance": token({"AWS_EC2_METADATA_DISABLED": "false", "AWS_EC2_METADATA_SERVICE_ENDPOINT": f"{url}/old"}),
    }))
