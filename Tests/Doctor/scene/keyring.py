"""What a kubelet makes of the Secrets of a Pod, as far as the scenes need it (reference: kubelet's credentialprovider)."""

import base64
import json
import re

LEGACY = "https://index.docker.io/v1/"


class Unreadable(Exception):
    """One Secret stops all pulls; the text is what a kubelet says."""


def reference(image):
    """Host and repository of an image; None for a name that no kubelet reads."""
    name = image.split("@")[0]
    head, _, rest = name.partition("/")
    if not rest or not ("." in head or ":" in head or head == "localhost"):
        head, rest = "docker.io", name if rest else f"library/{name}"
    rest = rest.partition(":")[0]
    if not re.fullmatch(r"[a-z0-9]+((\.|_|__|-+|/)[a-z0-9]+)*", rest):
        return None
    return head, rest


def logins(secrets, image):
    """What is tried for an image, in order; None is a try as nobody. Secrets that are not there are None."""
    entries = {}
    for secret in secrets:
        if not secret or secret.get("type") != "kubernetes.io/dockerconfigjson":
            continue
        content = json.loads(base64.b64decode(secret["data"][".dockerconfigjson"]))
        for key, entry in (content.get("auths") or {}).items():
            if key != LEGACY:
                key = re.sub(r"^https?://", "", key).rstrip("/")
            entries.setdefault(key, []).append(login(entry))
    host, repository = reference(image)
    found = []
    for key in sorted(entries, reverse=True):
        key_host, _, path = key.partition("/")
        if key_host == host and (not path or repository == path or repository.startswith(f"{path}/")):
            found += entries[key]
    if not found and host == "docker.io":
        found = entries.get(LEGACY, [])
    return found or [None]


def login(entry):
    if not isinstance(entry, dict):
        raise Unreadable("json: cannot unmarshal string into Go value of type struct { Username string; Password string; Email string; Auth string }")
    if auth := entry.get("auth"):
        try:
            text = base64.b64decode(auth, validate=True).decode()
        except ValueError:
            at = next((index for index, letter in enumerate(auth) if not re.match(r"[A-Za-z0-9+/=]", letter)), len(auth))
            raise Unreadable(f"illegal base64 data at input byte {at}") from None
        if ":" not in text:
            raise Unreadable("unable to parse auth field, must be formatted as base64(username:password)")
        name, _, password = text.partition(":")
    else:
        name, password = entry.get("username", ""), entry.get("password", "")
    return (name, password) if name and password else None
