"""Writes endpoints.json: the host names that botocore's endpoint rules give. `python3 endpoints.py > endpoints.json`"""

import itertools
import json

import botocore.exceptions
import botocore.session
from botocore.config import Config

REGIONS = [
    "us-east-1", "eu-central-1", "ap-southeast-7", "mx-central-1", "us-gov-west-1", "cn-north-1", "eusc-de-east-1",
    "us-iso-east-1", "us-isob-east-1", "eu-isoe-west-1", "us-isof-south-1",
]
session = botocore.session.get_session()
rows = []
for service, region, fips, dual in itertools.product(["ecr", "sts"], REGIONS, [False, True], [False, True]):
    settings = Config(use_fips_endpoint=fips, use_dualstack_endpoint=dual)
    try:
        client = session.create_client(
            service, region, config=settings, aws_access_key_id="a", aws_secret_access_key="b"
        )
    except botocore.exceptions.EndpointVariantError:
        # The client wants what the older table of endpoints lacks.
        continue
    name = "GetCallerIdentity" if service == "sts" else "GetAuthorizationToken"
    operation = client.meta.service_model.operation_model(name)
    url = client._ruleset_resolver.construct_endpoint(operation, {}, {}).url
    rows.append(
        {"service": service, "region": region, "fips": fips, "dualStack": dual, "host": url.removeprefix("https://")}
    )
print("[\n" + ",\n".join(json.dumps(row) for row in rows) + "\n]")
