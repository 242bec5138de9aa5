"""How the kubelet reads image references and matchImages patterns: the oracle's own reading of it, in Python.

Written from the Go sources' documented behaviour (github.com/distribution/reference, net/url, path/filepath and
k8s.io/kubernetes/pkg/credentialprovider), not from Pullpass' code, and checked against every row of the truth tables that
the kubelet's own functions gave (`check_against`).
"""

import ipaddress
import json
import re

COMPONENT = r"(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])"
HOST = rf"(?:{COMPONENT}(?:\.{COMPONENT})*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?"
PATH_PART = r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*"
REFERENCE = re.compile(
    rf"((?:{HOST}/)?{PATH_PART}(?:/{PATH_PART})*)"
    r"(?::([a-zA-Z0-9_][a-zA-Z0-9_.-]{0,127}))?"
    r"(?:@([A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}))?"
)
DIGEST_LENGTHS = {"sha256": 64, "sha384": 96, "sha512": 128}


class Unreadable(Exception):
    """The kubelet refuses this text."""


def parse_image(image):
    """(repository, tag, digest), as parsers.ParseImageName."""
    if re.fullmatch(r"[a-f0-9]{64}", image):
        raise Unreadable("an image ID")
    first, slash, rest = image.partition("/")
    if not slash or not (re.search(r"[.:]", first) or first == "localhost" or first.lower() != first):
        domain, remainder = "docker.io", image
    else:
        domain, remainder = first, rest
    if domain == "index.docker.io":
        domain = "docker.io"
    if domain == "docker.io" and "/" not in remainder:
        remainder = "library/" + remainder
    match = REFERENCE.fullmatch(f"{domain}/{remainder}")
    if not match:
        raise Unreadable("not a reference")
    repository, tag, digest = match.group(1), match.group(2) or "", match.group(3) or ""
    if len(repository.partition("/")[2]) > 255:
        raise Unreadable("the name is too long")
    if digest:
        algorithm, _, hexadecimal = digest.partition(":")
        if len(hexadecimal) != DIGEST_LENGTHS.get(algorithm) or not re.fullmatch(r"[0-9a-f]+", hexadecimal):
            raise Unreadable("not a digest")
    return repository, tag or ("" if digest else "latest"), digest


def unescape(text, in_host):
    """net/url's unescape: percent sequences out, and in a host the characters that Go allows there only."""
    result, i, data = bytearray(), 0, text.encode()
    while i < len(data):
        if data[i] == 0x25:
            pair = data[i + 1 : i + 3]
            if not re.fullmatch(rb"[0-9a-fA-F]{2}", pair):
                raise Unreadable("an invalid URL escape")
            value = int(pair, 16)
            # A host may hide only bytes beyond ASCII behind a percent sign.
            if in_host and value < 0x80 and pair != b"25":
                raise Unreadable("an invalid URL escape in the host")
            result.append(value)
            i += 3
            continue
        if in_host and data[i] < 0x80 and not re.fullmatch(rb"[A-Za-z0-9\-_.~!$&'()*+,;=:\[\]<>\"]", data[i : i + 1]):
            raise Unreadable("a character that no host has")
        result.append(data[i])
        i += 1
    return bytes(result).decode(errors="surrogateescape")


def parse_url(text):
    """(host with port, path) of url.Parse("https://" + text)."""
    if re.search(r"[\x00-\x1f\x7f]", text):
        raise Unreadable("a control character")
    text = text.partition("#")[0].partition("?")[0]
    authority, slash, path = text.partition("/")
    path = unescape(slash + path, in_host=False)
    user, at, host = authority.rpartition("@")
    if at and not re.fullmatch(r"[A-Za-z0-9\-._:~!$&'()*+,;=%@]*", user):
        raise Unreadable("invalid user information")
    if host.startswith("["):
        close = host.rfind("]")
        if close < 0:
            raise Unreadable("a missing ]")
        port = host[close + 1 :]
        try:
            ipaddress.IPv6Address(host[1:close])
        except ValueError:
            raise Unreadable("brackets around something else than an IPv6 address") from None
    elif "[" in host or "]" in host:
        raise Unreadable("brackets elsewhere than around the whole host")
    else:
        colon = host.rfind(":")
        port = host[colon:] if colon >= 0 else ""
    if port and not re.fullmatch(r":[0-9]*", port):
        raise Unreadable("an invalid port")
    return unescape(host, in_host=True), path


def split_host(host):
    """(parts between dots, port), as net.SplitHostPort where that can read it, else all of it without a port."""
    if host.startswith("["):
        name, bracket, port = host[1:].partition("]")
        if bracket and port.startswith(":") and "[" not in name and not re.search(r"[\[\]]", port):
            return name.split("."), port[1:]
    elif host.count(":") == 1 and "[" not in host and "]" not in host:
        name, _, port = host.partition(":")
        return name.split("."), port
    return host.split("."), ""


def matches_part(pattern, name):
    """filepath.Match, less the classes, question marks and backslashes that no readable pattern can hold."""
    return re.fullmatch("[^/]*".join(map(re.escape, pattern.split("*"))), name) is not None


def matches(pattern, repository):
    """credentialprovider.URLsMatchStr."""
    pattern_host, pattern_path = parse_url(pattern)
    host, path = parse_url(repository)
    pattern_parts, pattern_port = split_host(pattern_host)
    parts, port = split_host(host)
    if pattern_port != port or len(pattern_parts) != len(parts) or not path.startswith(pattern_path):
        return False
    return all(matches_part(p, n) for p, n in zip(pattern_parts, parts))


def check_against(parse_table, match_table):
    """Compares with every row of the two tables; returns the number of rows, and complains with an AssertionError."""
    rows = 0
    for line in open(parse_table, encoding="utf-8"):
        row = json.loads(line)
        rows += 1
        try:
            got = dict(zip(("repo", "tag", "digest"), parse_image(row["image"])))
        except Unreadable:
            got = {"invalid": True}
        wanted = {key: value for key, value in row.items() if key != "image"}
        assert got == wanted, f"{parse_table}: {row['image']!r}: this script says {got}, the kubelet {wanted}"
    for line in open(match_table, encoding="utf-8"):
        row = json.loads(line)
        rows += 1
        try:
            repository = parse_image(row["image"])[0]
            assert repository == row["repo"], f"{match_table}: {row['image']!r}: {repository!r} is not {row['repo']!r}"
            got = {"match": matches(row["pattern"], repository)}
        except Unreadable:
            got = {"error": True}
        wanted = {key: row[key] for key in ("match", "error") if key in row}
        assert got == wanted, f"{match_table}: {row['pattern']!r} and {row['image']!r}: {got}, the kubelet {wanted}"
    return rows
