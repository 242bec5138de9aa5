"""Signs the requests of a JSON list with botocore: `python3 sigv4.py < cases.json`.

Each case has accessKeyID, secretAccessKey, sessionToken (or not), time (seconds since 1970), region, service, method, url,
fields (a list of pairs) and body. Prints the list of their Authorization fields. Exits 3 where botocore is not installed.
"""

import datetime
import json
import sys
from unittest import mock

try:
    import botocore.auth
    import botocore.awsrequest
    import botocore.credentials
except ImportError:
    sys.exit(3)


def sign(case):
    moment = datetime.datetime.fromtimestamp(case["time"], datetime.timezone.utc)
    keys = botocore.credentials.Credentials(case["accessKeyID"], case["secretAccessKey"], case.get("sessionToken"))
    request = botocore.awsrequest.AWSRequest(
        case["method"], case["url"], headers=dict(case["fields"]), data=case["body"]
    )
    with mock.patch("botocore.auth.get_current_datetime", return_value=moment):
        botocore.auth.SigV4Auth(keys, case["service"], case["region"]).add_auth(request)
    return request.headers["Authorization"]


print(json.dumps([sign(case) for case in json.load(sys.stdin)]))
