"""Prints what oci knows of Oracle's regions: a JSON object of short names, each with the long one and the host of its federation service."""

import json

from oci import regions

print(json.dumps({
    short: [regions.get_region_from_short_name(short), regions.endpoint_for("auth", short)]
    for short in regions.REGIONS_SHORT_NAMES
}))
