"""A stand-in for an API server, in memory: what Pullpass asks of one, and no more. It refuses nothing and checks no rights.

Objects are listed in pages, watched, created, applied, merged, put and deleted; label and field selectors narrow lists and watches.
"""

import http.server
import itertools
import json
import re
import threading
import time
import urllib.parse
import uuid

PATH = re.compile(r"/(?:api/v1|apis/[^/]+/[^/]+)(?:/namespaces/(?P<namespace>[^/]+)(?=/))?/(?P<kind>[a-z]+)(?:/(?P<name>[^/]+))?(?:/(?P<part>[a-z]+))?")
KINDS = {"namespaces": "Namespace", "secrets": "Secret", "leases": "Lease", "events": "Event", "configmaps": "ConfigMap", "pods": "Pod"}


# As an API server sends them: a client takes longer silence for a connection that is dead.
BOOKMARK_SECONDS = 30


class Missing(Exception):
    """There is no such object."""


class Taken(Exception):
    """There is one of that name."""


class Store:
    """Objects by kind, namespace and name, and the log of what became of them, which watches follow."""

    def __init__(self):
        self.changed = threading.Condition()
        self.objects: dict[str, dict[tuple[str, str], dict]] = {}
        self.log: list[tuple[int, str, str, dict]] = []
        self.versions = itertools.count(1)
        self.version = 0
        self.ended = False

    def get(self, kind: str, namespace: str, name: str) -> dict:
        with self.changed:
            try:
                return self.objects[kind][namespace, name]
            except KeyError:
                raise Missing from None

    def create(self, kind: str, namespace: str, item: dict) -> dict:
        with self.changed:
            name = item["metadata"].get("name") or item["metadata"]["generateName"] + uuid.uuid4().hex[:8]
            if (namespace, name) in self.objects.get(kind, {}):
                raise Taken
            return self._put(kind, namespace, name, item, "ADDED")

    def put(self, kind: str, namespace: str, name: str, item: dict) -> dict:
        """Takes the place of what is there, if anything is."""
        with self.changed:
            known = (namespace, name) in self.objects.get(kind, {})
            return self._put(kind, namespace, name, item, "MODIFIED" if known else "ADDED")

    def merge(self, kind: str, namespace: str, name: str, change: dict) -> dict:
        with self.changed:
            before = self.objects.get(kind, {}).get((namespace, name))
            if before is None:
                raise Missing
            return self._put(kind, namespace, name, merged(before, change), "MODIFIED")

    def apply(self, kind: str, namespace: str, name: str, change: dict, manager: str) -> dict:
        """Server-side apply by somebody who meets nobody else's fields."""
        with self.changed:
            before = self.objects.get(kind, {}).get((namespace, name))
            after = merged(before or {"metadata": {}}, change)
            others = [entry for entry in after["metadata"].get("managedFields", []) if entry["manager"] != manager]
            own = {
                "manager": manager, "operation": "Apply", "apiVersion": "v1", "time": "2026-01-01T00:00:00Z", "fieldsType": "FieldsV1",
                "fieldsV1": fields_of({key: value for key, value in change.items() if key not in ("apiVersion", "kind")}),
            }
            after = {**after, "metadata": {**after["metadata"], "managedFields": [*others, own]}}
            return self._put(kind, namespace, name, after, "ADDED" if before is None else "MODIFIED")

    def delete(self, kind: str, namespace: str, name: str) -> dict:
        with self.changed:
            if (namespace, name) not in self.objects.get(kind, {}):
                raise Missing
            item = self.objects[kind].pop((namespace, name))
            self._note("DELETED", kind, versioned(item, next(self.versions)))
            return item

    def list(self, kind: str, namespace: str | None, fits) -> tuple[list[dict], int]:
        """What there is, in order, and as of which version."""
        with self.changed:
            found = [item for (place, _), item in sorted(self.objects.get(kind, {}).items()) if namespace in (None, place) and fits(item)]
            return found, self.version

    def events(self, kind: str, namespace: str | None, fits, since: int):
        """What became of objects after a version, and as of which one, for ever; after each second in which nothing did, nothing."""
        at = 0
        while not self.ended:
            with self.changed:
                if at >= len(self.log):
                    self.changed.wait(1)
                news, at = self.log[at:], len(self.log)
                now = self.version
            yield now, [
                (what, item) for version, what, of, item in news
                if version > since and of == kind and namespace in (None, item["metadata"].get("namespace")) and fits(item)
            ]

    def end(self) -> None:
        with self.changed:
            self.ended = True
            self.changed.notify_all()

    def _put(self, kind: str, namespace: str, name: str, item: dict, what: str) -> dict:
        before = self.objects.get(kind, {}).get((namespace, name), {}).get("metadata", {})
        metadata = {
            **item.get("metadata", {}), "name": name, "uid": before.get("uid") or str(uuid.uuid4()),
            "creationTimestamp": before.get("creationTimestamp", "2026-01-01T00:00:00Z"),
        }
        if namespace:
            metadata["namespace"] = namespace
        stored = versioned({"kind": KINDS.get(kind, "Object"), "apiVersion": "v1", **item, "metadata": metadata}, next(self.versions))
        self.objects.setdefault(kind, {})[namespace, name] = stored
        self._note(what, kind, stored)
        return stored

    def _note(self, what: str, kind: str, item: dict) -> None:
        self.version = int(item["metadata"]["resourceVersion"])
        self.log.append((self.version, what, kind, item))
        self.changed.notify_all()


class StandIn:
    """The server on a free port of 127.0.0.1, over plain HTTP, until the block is left."""

    def __init__(self):
        self.store = Store()
        store = self.store

        class Bound(Handler):
            pass

        Bound.store = store
        self.server = Server(("127.0.0.1", 0), Bound)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def kubeconfig(self) -> dict:
        return {
            "apiVersion": "v1", "kind": "Config", "current-context": "x",
            "clusters": [{"name": "c", "cluster": {"server": f"http://127.0.0.1:{self.server.server_address[1]}"}}],
            "users": [{"name": "u", "user": {"token": "t"}}],
            "contexts": [{"name": "x", "context": {"cluster": "c", "user": "u"}}],
        }

    def add(self, path: str, item: dict) -> None:
        where = PATH.fullmatch(path)
        self.store.create(where["kind"], where["namespace"] or "", item)

    def replace(self, path: str, item: dict) -> None:
        where = PATH.fullmatch(path)
        self.store.put(where["kind"], where["namespace"] or "", item["metadata"]["name"], item)

    def __enter__(self) -> "StandIn":
        return self

    def __exit__(self, *_) -> None:
        self.store.end()
        self.server.shutdown()
        self.server.server_close()


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    # Who starts opens all watches at once; one that the queue has no room for would hear nothing for minutes.
    request_queue_size = 128


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    store: Store

    def log_message(self, *_) -> None:
        pass

    def do_GET(self) -> None:
        where, query = self.where()
        if where is None:
            return self.status(404, "NotFound")
        kind, namespace, name = where["kind"], where["namespace"], where["name"]
        if name:
            return self.found(lambda: self.store.get(kind, namespace or "", name))
        fits = selector(query)
        if query.get("watch") in ("1", "true"):
            return self.watch(kind, namespace, fits, query)
        self.page(kind, namespace, fits, query)

    def do_POST(self) -> None:
        where, _ = self.where()
        body = self.body()
        if where is None:
            return self.status(404, "NotFound")
        try:
            self.answer(201, self.store.create(where["kind"], where["namespace"] or "", body))
        except Taken:
            self.status(409, "AlreadyExists")

    def do_PUT(self) -> None:
        where, _ = self.where()
        body = self.body()
        self.answer(200, self.store.put(where["kind"], where["namespace"] or "", where["name"], body))

    def do_PATCH(self) -> None:
        where, query = self.where()
        body = self.body()
        place = where["kind"], where["namespace"] or "", where["name"]
        if "apply-patch" in self.headers["Content-Type"]:
            return self.answer(200, self.store.apply(*place, body, query.get("fieldManager", "")))
        self.found(lambda: self.store.merge(*place, body))

    def do_DELETE(self) -> None:
        where, _ = self.where()
        self.body()
        self.found(lambda: self.store.delete(where["kind"], where["namespace"] or "", where["name"]))

    def where(self) -> tuple[re.Match | None, dict[str, str]]:
        path, _, query = self.path.partition("?")
        return PATH.fullmatch(path), dict(urllib.parse.parse_qsl(query))

    def body(self) -> dict:
        text = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        return json.loads(text) if text else {}

    def page(self, kind: str, namespace: str | None, fits, query: dict[str, str]) -> None:
        items, version = self.store.list(kind, namespace, fits)
        start, limit = int(query.get("continue") or 0), int(query.get("limit") or 0) or len(items)
        metadata = {"resourceVersion": str(version)}
        if start + limit < len(items):
            metadata["continue"] = str(start + limit)
        self.answer(200, {"kind": KINDS.get(kind, "Object") + "List", "apiVersion": "v1", "metadata": metadata, "items": items[start:start + limit]})

    def watch(self, kind: str, namespace: str | None, fits, query: dict[str, str]) -> None:
        """Events until the time is over that the client gave; what is there first, where it asks for that; bookmarks where nothing comes."""
        end = time.monotonic() + float(query.get("timeoutSeconds") or 300)
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        try:
            since = int(query.get("resourceVersion") or 0)
            if query.get("sendInitialEvents") == "true":
                items, since = self.store.list(kind, namespace, fits)
                self.send([*(("ADDED", item) for item in items), bookmark(kind, since, {"k8s.io/initial-events-end": "true"})])
            last = time.monotonic()
            for version, events in self.store.events(kind, namespace, fits, since):
                now = time.monotonic()
                if not events and now - last > BOOKMARK_SECONDS:
                    events = [bookmark(kind, version)]
                if events:
                    self.send(events)
                    last = now
                if now > end:
                    self.wfile.write(b"0\r\n\r\n")
                    break
        except OSError:
            # Who watched has gone.
            pass
        self.close_connection = True

    def send(self, events: list[tuple[str, dict]]) -> None:
        text = b"".join(json.dumps({"type": what, "object": self.form(item)}).encode() + b"\n" for what, item in events)
        self.wfile.write(b"%x\r\n%s\r\n" % (len(text), text))

    def form(self, item: dict) -> dict:
        """An object as the client wants it: all of it, or its metadata."""
        if "as=PartialObjectMetadata" not in self.headers.get("Accept", "") or item["kind"] == "Status":
            return item
        if "items" in item:
            kind, items = "PartialObjectMetadataList", [self.form(one) for one in item["items"]]
            return {"kind": kind, "apiVersion": "meta.k8s.io/v1", "metadata": item["metadata"], "items": items}
        return {"kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1", "metadata": item["metadata"]}

    def found(self, look) -> None:
        try:
            self.answer(200, look())
        except Missing:
            self.status(404, "NotFound")

    def status(self, code: int, reason: str) -> None:
        self.answer(code, {"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": reason, "code": code, "message": reason})

    def answer(self, code: int, item: dict) -> None:
        text = json.dumps(self.form(item)).encode()
        self.send_response(code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)


def bookmark(kind: str, version: int, annotations: dict[str, str] | None = None) -> tuple[str, dict]:
    """A word that nothing more came up to a version."""
    metadata = {"resourceVersion": str(version), **({"annotations": annotations} if annotations else {})}
    return "BOOKMARK", {"kind": KINDS.get(kind, "Object"), "apiVersion": "v1", "metadata": metadata}


def selector(query: dict[str, str]):
    """Whether an object fits the query's labels (`a`, `a=b`, `a!=b`, `a in (b,c)`) and its fields (`metadata.name=…` and the like)."""
    labels = [part.strip() for part in re.split(r",(?![^(]*\))", query.get("labelSelector", "")) if part.strip()]
    fields = [part.partition("=") for part in query.get("fieldSelector", "").split(",") if part]

    def fits(item: dict) -> bool:
        own = item["metadata"].get("labels") or {}
        return all(label_fits(part, own) for part in labels) and all(str(field(item, name)) == value.lstrip("=") for name, _, value in fields)

    return fits


def label_fits(part: str, own: dict[str, str]) -> bool:
    if among := re.fullmatch(r"(\S+) (in|notin) \((.*)\)", part):
        values = [value.strip() for value in among[3].split(",")]
        return (own.get(among[1]) in values) == (among[2] == "in")
    if "!=" in part:
        name, _, value = part.partition("!=")
        return own.get(name) != value
    if "=" in part:
        name, _, value = part.partition("=")
        return own.get(name) == value.lstrip("=")
    return (part[1:] not in own) if part.startswith("!") else part in own


def field(item: dict, path: str):
    for name in path.split("."):
        item = item.get(name, {}) if isinstance(item, dict) else {}
    return item


def fields_of(item: dict) -> dict:
    """What somebody owns who applied this, as FieldsV1 writes it."""
    return {f"f:{key}": fields_of(value) if isinstance(value, dict) else {} for key, value in item.items()}


def merged(item: dict, change: dict) -> dict:
    """As RFC 7386 merges; null takes away."""
    result = dict(item)
    for key, value in change.items():
        if value is None:
            result.pop(key, None)
        elif isinstance(value, dict) and isinstance(result.get(key), dict):
            result[key] = merged(result[key], value)
        else:
            result[key] = value
    return result


def versioned(item: dict, version: int) -> dict:
    return {**item, "metadata": {**item["metadata"], "resourceVersion": str(version)}}
