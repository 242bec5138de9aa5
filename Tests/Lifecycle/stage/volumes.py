"""A Pod's volumes as folders, laid out and replaced as the kubelet does: `..data` is a link that is moved."""

import base64
import itertools
import os

from stage.expansion import field

_versions = itertools.count()


class NotThere(Exception):
    """Something that a volume needs does not exist; the Pod waits, as it would for the kubelet."""


def files(volume, pod, api):
    """The files of a volume: from names to bytes and modes. A token is asked for anew."""
    namespace = pod["metadata"]["namespace"]
    if "projected" in volume:
        mode = volume["projected"].get("defaultMode", 0o644)
        found = {}
        for source in volume["projected"]["sources"]:
            found.update(_source(source, pod, mode, api))
        return found
    if "downwardAPI" in volume:
        return _source({"downwardAPI": volume["downwardAPI"]}, pod, volume["downwardAPI"].get("defaultMode", 0o644), api)
    for kind, name in (("configMap", "name"), ("secret", "secretName")):
        if kind in volume:
            source = volume[kind]
            return _object(kind, source[name], source, namespace, source.get("defaultMode", 0o644), api)
    raise NotImplementedError(f"volume {volume['name']}: this node knows configMap, secret, projected, downwardAPI and emptyDir")


def _source(source, pod, mode, api):
    namespace = pod["metadata"]["namespace"]
    if token := source.get("serviceAccountToken"):
        request = {
            "apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest",
            "spec": {
                "expirationSeconds": token.get("expirationSeconds", 3600), "audiences": [token["audience"]] if "audience" in token else [],
                "boundObjectRef": {"apiVersion": "v1", "kind": "Pod", "name": pod["metadata"]["name"], "uid": pod["metadata"]["uid"]},
            },
        }
        account = pod["spec"].get("serviceAccountName", "default")
        answer = api.must("POST", f"/api/v1/namespaces/{namespace}/serviceaccounts/{account}/token", request)
        return {token["path"]: (answer["status"]["token"].encode(), mode)}
    if downward := source.get("downwardAPI"):
        return {item["path"]: (field(item["fieldRef"]["fieldPath"], pod).encode(), mode) for item in downward["items"]}
    for kind in ("configMap", "secret"):
        if kind in source:
            return _object(kind, source[kind]["name"], source[kind], namespace, mode, api)
    raise NotImplementedError(f"this node knows no volume source {list(source)}")


def _object(kind, name, source, namespace, mode, api):
    found = api.read(f"/api/v1/namespaces/{namespace}/{kind.lower()}s/{name}")
    if found is None:
        if source.get("optional"):
            return {}
        raise NotThere(f"{kind} {name} not found")
    data = {key: value.encode() for key, value in (found.get("data") or {}).items()}
    if kind == "secret":
        data = {key: base64.b64decode(value) for key, value in data.items()}
    for key, value in (found.get("binaryData") or {}).items():
        data[key] = base64.b64decode(value)
    if "items" not in source:
        return {key: (value, mode) for key, value in data.items()}
    return {item["path"]: (data[item["key"]], item.get("mode", mode)) for item in source["items"] if item["key"] in data}


def make_empty(folder):
    """A folder that all containers of a Pod may write to, and that stays as they leave it."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o777)


def of_node(root, source):
    """The path in the node's own root folder."""
    path = root / source["path"].lstrip("/")
    if source.get("type") == "DirectoryOrCreate":
        path.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        raise NotThere(f"hostPath type check failed: {source['path']} is not there")
    return path


def write(folder, contents, group):
    """Puts files in the place of those that are there, all at once. With a group of the file system they belong to it."""
    folder.mkdir(parents=True, exist_ok=True)
    current = folder / "..data"
    if current.is_symlink() and _read(current) == {name: content for name, (content, _) in contents.items()}:
        return
    version = f"..version-{next(_versions)}"
    for name, (content, mode) in contents.items():
        path = folder / version / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        path.chmod(mode | 0o040 if group is not None else mode)
        if group is not None:
            os.chown(path, -1, group)
        link = folder / name.split("/")[0]
        if not link.is_symlink():
            link.symlink_to(f"..data/{name.split('/')[0]}")
    (folder / version).mkdir(exist_ok=True)
    (folder / "..new").symlink_to(version)
    os.replace(folder / "..new", current)
    for entry in folder.iterdir():
        if entry.is_symlink() and not entry.exists():
            entry.unlink()


def _read(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
