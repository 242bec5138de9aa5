"""Command lines: their programs, verbs and flags exist."""

import functools
import os
import pathlib
import re
import shlex
import shutil
import subprocess

BINARY = os.environ["PULLPASS_BINARY"]
# setup-envtest brings one as well. Without any, kubectl's command lines are taken on trust.
KUBECTL = shutil.which("kubectl") or shutil.which("kubectl", path=os.environ.get("KUBEBUILDER_ASSETS", ""))
# Programs that pages use and that are not asked here; a name that stands in no list is a mistake.
FOREIGN = set(
    "az gcloud oc docker kind jq gh openssl curl git istioctl setup-envtest sed tr base64 test cd export echo cat for do done set"
    " argocd flux velero swift sha256sum date aws oci crictl systemctl journalctl chmod mkdir install bash touch".split()
)
# Of Helm there is only the engine here, as a library: what its commands take stands in its manual.
HELM_GLOBAL = {"--namespace", "-n", "--kube-context", "--kubeconfig", "--debug", "--help"}
HELM_VALUES = {"--values", "-f", "--set", "--set-string", "--set-file", "--set-json", "--version", "--devel", "--repo"}
HELM_CHANGE = {"--wait", "--wait-for-jobs", "--timeout", "--no-hooks", "--dry-run", "--atomic", "--description"}
HELM = {
    "install": HELM_VALUES | HELM_CHANGE | {"--create-namespace", "--replace", "--skip-crds", "--generate-name", "--output"},
    "upgrade": HELM_VALUES | HELM_CHANGE
    | {"--install", "-i", "--create-namespace", "--reuse-values", "--reset-values", "--reset-then-reuse-values", "--force", "--cleanup-on-fail"},
    "uninstall": {"--no-hooks", "--wait", "--timeout", "--keep-history", "--dry-run", "--cascade", "--ignore-not-found"},
    "rollback": {"--wait", "--timeout", "--no-hooks", "--cleanup-on-fail", "--force", "--dry-run"},
    "template": HELM_VALUES | {"--api-versions", "--kube-version", "--output-dir", "--show-only", "--no-hooks", "--include-crds", "--is-upgrade"},
    "test": {"--timeout", "--logs", "--filter"},
    "history": {"--max", "--output", "-o"},
    "status": {"--output", "-o", "--revision", "--show-resources"},
    "get": {"--revision", "--all", "-a", "--output", "-o"},
    "list": {"--all", "--all-namespaces", "-A", "--pending", "--uninstalling", "--output", "-o"},
    "show": {"--version", "--repo", "--devel"},
    "pull": {"--version", "--untar", "--destination", "-d"},
    "package": {"--version", "--app-version", "--destination", "-d"},
    "push": set(),
    "lint": HELM_VALUES | {"--strict"},
    "registry": {"--username", "-u", "--password-stdin"},
    "verify": {"--keyring"},
}


def simple_commands(text):
    """The simple commands of shell text as lists of words, those in $(…) too, and how each is fed: "" or "|"."""
    text = re.sub(r"\\\n\s*", " ", text)
    # What a here-document holds is no command.
    text = re.sub(r"<<-?'?(\w+)'?(.*)\n(?:.*\n)*?\1$", r"\2", text, flags=re.MULTILINE)
    found = []
    inner = re.findall(r"\$\(((?:[^()]|\([^()]*\))*)\)", text)
    for part in inner:
        if re.match(r"\s*[a-z]", part):
            found += simple_commands(part)
    lexer = shlex.shlex(text, posix=True, punctuation_chars="();<>|&\n")
    lexer.whitespace = " \t"
    lexer.whitespace_split = True
    # A comment would take the line end with it, which ends a command.
    lexer.commenters = ""
    words, fed, is_comment = [], "", False
    for token in lexer:
        is_comment = (is_comment or token.startswith("#")) and "\n" not in token
        if is_comment:
            continue
        if token and set(token) <= set("();<>|&\n"):
            if set(token) <= set("<>&") and token not in ("&", "&&"):
                # A redirection; its file is the next word.
                words.append("<>")
                continue
            if words:
                found.append((clean(words), fed))
            words, fed = [], "|" if token.strip() == "|" else ""
        else:
            words.append(token)
    if words:
        found.append((clean(words), fed))
    return [(words, fed) for words, fed in found if words]


def clean(words):
    """Without redirections and the variables before a command."""
    kept, skip = [], False
    for word in words:
        if skip:
            skip = False
        elif word == "<>":
            skip = True
        else:
            kept.append(word)
    while kept and re.match(r"\w+=", kept[0]):
        kept.pop(0)
    return kept


def check(words):
    """Why a command line cannot be typed so, or None."""
    program = words[0]
    if program in ("pullpass", "/pullpass"):
        return pullpass(words[1:])
    # The same program under its name as kubectl's plugin.
    if words[:2] == ["kubectl", "pullpass"]:
        return check(words[1:])
    if program == "kubectl":
        return kubectl(words[1:])
    if program == "helm":
        return helm(words[1:])
    if program == "make":
        return make(words[1:])
    if "/" in program or program in FOREIGN or program.startswith(("$", "…")):
        return None
    return f"{program} is no program that .ci/doccheck/commands.py knows"


def flags(words):
    """The flags of a command line, without their values; nothing after --."""
    rest = words[: words.index("--")] if "--" in words else words
    return [word.split("=", 1)[0] for word in rest if re.match(r"--?[A-Za-z]", word)]


@functools.cache
def help_of(*command):
    result = subprocess.run([*command, "--help"], capture_output=True, text=True, stdin=subprocess.DEVNULL)
    return result.stdout if result.returncode == 0 else ""


def known_flags(text):
    # kubectl: "-f, --filename=[]:"; pullpass: "-f, --filename <file>", "--dry-run/--no-dry-run".
    found = re.findall(r"^ +((?:-\w, )?--[\w-]+(?:/--[\w-]+)?)", text, re.MULTILINE)
    return {flag for entry in found for flag in re.split(", |/", entry)} | {"--help", "-h"}


@functools.cache
def pullpass_commands(*path):
    """Names of subcommands, of the program or of one of its commands."""
    _, _, part = help_of(BINARY, *path).partition("SUBCOMMANDS:")
    return set(re.findall(r"^  (\S+)(?: \(default\))? {2,}", part, re.MULTILINE)) | set(re.findall(r"^  (\S+)$", part, re.MULTILINE))


def pullpass(words):
    path = []
    rest = list(words)
    while rest and not rest[0].startswith("-") and (names := pullpass_commands(*path)):
        if rest[0] in ("…", "help"):
            return None
        if rest[0] not in names:
            return f"pullpass {' '.join(path)} has no {rest[0]}".replace("  ", " ")
        path.append(rest.pop(0))
    known = known_flags(help_of(BINARY, *path)) | {"--version"}
    unknown = [flag for flag in flags(rest) if flag not in known]
    return f"pullpass {' '.join(path)} has no {' and no '.join(unknown)}" if unknown else None


@functools.cache
def kubectl_global():
    result = subprocess.run([KUBECTL, "options"], capture_output=True, text=True)
    return known_flags(result.stdout)


def kubectl(words):
    if not KUBECTL:
        return executed(words)
    rest = list(words)
    # Global flags may stand before the verb.
    while rest and rest[0].startswith("-"):
        flag = rest.pop(0)
        if flag.split("=", 1)[0] not in kubectl_global():
            return f"kubectl has no {flag}"
        if "=" not in flag and rest:
            rest.pop(0)
    if not rest or rest[0] == "…":
        return None
    path = [rest.pop(0)]
    text = help_of(KUBECTL, *path)
    if f"kubectl {path[0]}" not in text and path[0] not in ("api-resources",):
        return f"kubectl has no {path[0]}"
    # The verbs with verbs of their own, such as create secret generic.
    while rest and re.search(r"^Available Commands:", text, re.MULTILINE) and re.search(rf"^  {re.escape(rest[0])} ", text, re.MULTILINE):
        path.append(rest.pop(0))
        text = help_of(KUBECTL, *path)
    known = known_flags(text) | kubectl_global()
    unknown = [flag for flag in flags(rest) if flag not in known and not re.match(r"-[fn]\S", flag)]
    if unknown:
        return f"kubectl {' '.join(path)} has no {' and no '.join(unknown)}"
    return executed(words)


def executed(words):
    """The command that kubectl exec hands over."""
    inner = words[words.index("--") + 1 :] if "exec" in words and "--" in words else []
    return check(inner) if inner else None


def helm(words):
    rest = [word for word in words]
    while rest and rest[0].startswith("-"):
        rest = rest[2:]
    if not rest or rest[0] == "…":
        return None
    verb = rest[0]
    if verb not in HELM:
        return f"helm has no {verb}"
    unknown = [flag for flag in flags(rest) if flag not in HELM[verb] | HELM_GLOBAL]
    return f"helm {verb} has no {' and no '.join(unknown)}" if unknown else None


def make(words):
    text = pathlib.Path("Makefile").read_text()
    targets = set(re.findall(r"^([a-z-]+):", text, re.MULTILINE))
    known = set(re.findall(r"^([A-Z]+) =", text, re.MULTILINE)) | {"PORT", "BINARY"}
    for word in words:
        name, equals, _ = word.partition("=")
        if equals and name not in known:
            return f"the Makefile has no {name}"
        if not equals and word not in targets and not word.startswith(("-", "…")):
            return f"make has no target {word}"
    return None
