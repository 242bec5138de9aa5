"""What a real kubelet is shown to do, in this order: a node is set up once, and more is added to it."""

import json
import os
import pathlib
import re
import subprocess
import time

from api_server import eventually
from lab import configurations, images, kubelet, prepull

SCENARIOS = {}
CONFIG_JSON = pathlib.Path("/var/lib/kubelet/config.json")

CONFIGURATION = """apiVersion: pullpass.dev/v1alpha1
kind: Configuration
registries:
  - name: lab
    matchImages: [registry.lab/team/]
    tls: {{ ca: {{ file: {certificate} }} }}
    credentials:
      basic: {{ username: {{ value: team }}, password: {{ file: /etc/pullpass/team }} }}
"""
QUAY = """  - name: quay
    matchImages: [quay.lab]
    tls: {{ ca: {{ file: {certificate} }} }}
    credentials:
      quay: {{ endpoint: "https://quay.lab", username: {{ value: org+robot }}, oidc: {{ audience: quay.lab }}, fromPod: {{}} }}
"""
ROTATING = """apiVersion: pullpass.dev/v1alpha1
kind: Configuration
registries:
  - name: rotating
    matchImages: [rotating.lab]
    tls: {{ ca: {{ file: {certificate} }} }}
    credentials:
      basic: {{ username: {{ value: node }}, password: {{ file: /etc/pullpass/rotating }} }}
"""


def scenario(name, claim):
    def add(function):
        SCENARIOS[name] = (claim, function)
        return function

    return add


def write_secret(path, text):
    path = pathlib.Path(path)
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    path.chmod(0o600)


@scenario("without", "without Pullpass a private image is not pulled, and a public one is")
def without(stage):
    stage.push("public/app")
    stage.push("team/app")
    stage.node.start([])
    eventually("the node is there", lambda: stage.api.read(f"/api/v1/nodes/{kubelet.NODE}"), 60)
    begin = stage.pod("public", "registry.lab/public/app:1")
    print(f"  the public one runs after {stage.runs('public') - begin:.2f} s")
    begin = stage.pod("private", "registry.lab/team/app:1")
    reason, message = stage.fails("private")
    print(f"  the private one: {reason}: {(message or '')[-120:]}")
    tries = stage.tell("tried", begin, "team/app")
    assert tries and set(tries) == {"[ANON]=200"}, tries
    stage.delete("private")
    stage.delete("public")


@scenario("static", "the plugin gives a login of the node's configuration")
def static(stage):
    stage.user("team", "team-password", "team/")
    write_secret("/etc/pullpass/team", "team-password\n")
    stage.configure(CONFIGURATION.format(certificate=stage.registry.certificate))
    arguments = stage.install_plugin()
    stage.node.start(arguments)
    stage.push("team/static")
    begin = stage.pod("static", "registry.lab/team/static:1")
    print(f"  runs after {stage.runs('static') - begin:.2f} s")
    tries = stage.tell("tried", begin, "team/static")
    assert tries == ["[team:team-passwor]=200"], tries
    metrics = stage.node.metrics()
    told = re.findall(r'kubelet_credential_provider_config_info\{hash="(sha256:[0-9a-f]+)"\} 1', metrics)
    runs = re.findall(r'kubelet_credential_provider_plugin_duration_(?:sum|count)\{plugin_name="pullpass"\} (\S+)', metrics)
    print(f"  kubelet_credential_provider_config_info: {told}; seconds and number of runs: {runs}")
    report = stage.pullpass("node", "check-config", "/etc/kubernetes/credential-provider-config.yaml", "--kubelet-version", "1.36", "--output", "json")
    assert told and told[0] in report.stdout, report.stdout
    assert not stage.node.said("team-password"), "a credential stands in the kubelet's log"
    stage.delete("static")


@scenario("pod", "the plugin gives what a Pod's ServiceAccount gets, once nodes may ask for its token")
def pod(stage):
    stage.registry.rights["org+robot"] = "robot/"
    stage.configure((CONFIGURATION + QUAY).format(certificate=stage.registry.certificate))
    stage.node.start(stage.install_plugin())
    stage.push("robot/app")
    stage.api.must("POST", "/api/v1/namespaces", {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "work"}})
    stage.api.must("POST", "/api/v1/namespaces/work/serviceaccounts", {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "puller"}})
    begin = stage.pod("early", "quay.lab/robot/app:1", "work", "puller")
    reason, _ = stage.fails("early", "work")
    said = stage.node.said("is not authorized to request tokens for this audience")
    print(f"  without the ClusterRole: {reason}; {re.sub('.*err=', '', said[-1])[:260] if said else 'nothing in the log'}")
    assert said
    stage.tell("tried", begin, "robot/app")
    stage.delete("early", "work")

    rendered = stage.pullpass(
        "render", "credential-provider-config", "--config", "/etc/pullpass/config.yaml", "--kubelet-version", "1.36", "--cluster-role", "--output", "json"
    )
    for item in items(rendered.stdout):
        kind = {"ClusterRole": "clusterroles", "ClusterRoleBinding": "clusterrolebindings"}[item["kind"]]
        stage.api.must("POST", f"/apis/rbac.authorization.k8s.io/v1/{kind}", item)
    time.sleep(1)
    begin = stage.pod("late", "quay.lab/robot/app:1", "work", "puller")
    print(f"  with it: runs after {stage.runs('late', 'work') - begin:.2f} s")
    tries = stage.tell("tried", begin, "robot/app")
    print(f"  exchanged: {stage.registry.exchanges}")
    assert [try_.split(":")[0] for try_ in tries] == ["[org+robot"], tries
    assert stage.registry.exchanges[-1]["subject"] == "system:serviceaccount:work:puller"
    stage.delete("late", "work")


def items(text):
    """The objects of JSON texts one after the other, or of a List."""
    decoder, found, index = json.JSONDecoder(), [], 0
    while index < len(text.rstrip()):
        value, index = decoder.raw_decode(text, index + len(text[index:]) - len(text[index:].lstrip()))
        found += value["items"] if value.get("kind") == "List" else value if isinstance(value, list) else [value]
    return found


@scenario("config-json", "config.json is kept by us across a rotation of the password, without a restart")
def config_json(stage):
    stage.user("node", "before-rotation", "nodes/")
    write_secret("/etc/pullpass/rotating", "before-rotation")
    write_secret("/etc/pullpass/rotating.yaml", ROTATING.format(certificate=stage.registry.certificate))
    CONFIG_JSON.write_text(json.dumps({"auths": {"other.lab": {"auth": "bzpw"}}}))
    log = open(stage.folder / "config-json.log", "wb")
    keeper = subprocess.Popen(
        [os.environ["BINARY"], "node", "config-json", "--config", "/etc/pullpass/rotating.yaml", "--watch"],
        stdout=log, stderr=log, env={"PATH": os.environ["PATH"]},
    )
    try:
        keep(stage)
    finally:
        keeper.terminate()
        keeper.wait(30)
        print(f"  its words:\n    " + (stage.folder / "config-json.log").read_text().strip().replace("\n", "\n    ")[-3000:])
    assert "other.lab" in CONFIG_JSON.read_text()


def keep(stage):
    eventually("config.json has it", lambda: "rotating.lab" in CONFIG_JSON.read_text(), 60)
    print(f"  mode {CONFIG_JSON.stat().st_mode & 0o777:o}, entries {sorted(json.loads(CONFIG_JSON.read_text())['auths'])}")
    # The kubelet reads it at its first pull.
    stage.node.start()
    for name in ("one", "two", "three"):
        stage.push(f"nodes/{name}")
    read = stage.pod("one", "rotating.lab/nodes/one:1")
    print(f"  runs after {stage.runs('one') - read:.2f} s")
    assert stage.tell("tried", read, "nodes/one") == ["[node:before-rotat]=200"]
    before = CONFIG_JSON.read_bytes()
    rotated = time.time()
    # As registries do it: for a while both are good.
    stage.registry.users["node"] = ("before-rotation", "after-rotation")
    write_secret("/etc/pullpass/rotating", "after-rotation")
    eventually("config.json has the new one", lambda: CONFIG_JSON.read_bytes() != before, 400)
    print(f"  written {time.time() - rotated:.1f} s after the password")
    begin = stage.pod("two", "rotating.lab/nodes/two:1")
    stage.runs("two")
    stage.tell(f"tried {begin - read:.0f} s after it was read", begin, "nodes/two")
    time.sleep(max(0, read + 303 - time.time()))
    stage.registry.users["node"] = ("after-rotation",)
    begin = stage.pod("three", "rotating.lab/nodes/three:1")
    print(f"  the old one is withdrawn; runs after {stage.runs('three') - begin:.2f} s")
    assert stage.tell(f"tried {begin - read:.0f} s after it was read", begin, "nodes/three") == ["[node:after-rotati]=200"]
    for name in ("one", "two", "three"):
        stage.delete(name)


@scenario("install", "what `node install` has put there is in force with the next start, and `node uninstall` takes it away")
def install(stage):
    folder, providers = pathlib.Path("/opt/installed/bin"), pathlib.Path("/etc/kubernetes/installed.yaml")
    folder.mkdir(parents=True)
    providers.parent.mkdir(exist_ok=True)
    foreign = "apiVersion: kubelet.config.k8s.io/v1\nkind: CredentialProviderConfig\nproviders:\n" + configurations.provider("foreign", images="[foreign.lab]")
    providers.write_text(foreign)
    (folder / "foreign").symlink_to("/bin/true")
    stage.user("team", "team-password", "team/")
    write_secret("/etc/pullpass/team", "team-password\n")
    source = stage.folder / "node.yaml"
    write_secret(source, CONFIGURATION.format(certificate=stage.registry.certificate))
    options = ["--flavour", "generic", "--config-path", providers, "--bin-dir", folder, "--kubelet-version", "1.36"]
    told = stage.pullpass("node", "install", *options, "--config", source)
    print("  " + (told.stdout + told.stderr).strip().replace("\n", "\n  ")[:1500])
    stage.node.start([f"--image-credential-provider-config={providers}", f"--image-credential-provider-bin-dir={folder}"])
    stage.push("team/installed")
    begin = stage.pod("installed", "registry.lab/team/installed:1")
    print(f"  runs after {stage.runs('installed') - begin:.2f} s")
    assert stage.tell("tried", begin, "team/installed") == ["[team:team-passwor]=200"]
    metrics = stage.folder / "metrics"
    metrics.write_text(stage.node.metrics())
    status = stage.pullpass("node", "status", "--metrics", metrics, "--kubelet-version", "1.36", check=False)
    print("  " + (status.stdout + status.stderr).strip().replace("\n", "\n  ")[:1500])
    stage.delete("installed")
    stage.pullpass("node", "uninstall")
    assert providers.read_text() == foreign, providers.read_text()
    assert sorted(path.name for path in folder.iterdir()) == ["foreign"]


@scenario("prepull", "the chart's DaemonSet brings a private image, with the Secret that the keeper makes, before any Pod needs it")
def prepulled(stage):
    prepull.show(stage)


@scenario("refused", "what `node check-config` says of a configuration is what the kubelet makes of it")
def refused(stage):
    stage.node.stop()
    differences, starts = [], []
    for name, text in configurations.ROWS.items():
        folder = stage.folder / "refused" / name.replace(" ", "-")
        (folder / "bin").mkdir(parents=True)
        for plugin in ("rec1", "rec2"):
            (folder / "bin" / plugin).symlink_to("/bin/true")
        file = folder / "config.yaml"
        file.write_text(text)
        words = stage.node.refusal([f"--image-credential-provider-config={file}", f"--image-credential-provider-bin-dir={folder}/bin"])
        said = stage.pullpass("node", "check-config", file, "--kubelet-version", "1.36", "--bin-dir", folder / "bin", check=False)
        print(f"  {name}: {words or 'it starts'}"[:230])
        starts.append({"row": name, "text": text, "words": words and words.replace(str(folder), "FOLDER")})
        if (words is not None) != (said.returncode == 1):
            differences.append(f"{name}: the kubelet says {words}, check-config ({said.returncode}) {said.stdout.strip()[:400]}")
    # What the stand-in for tests (TestKubelet) is held to.
    (stage.folder / "starts.json").write_text(json.dumps(starts, indent=1) + "\n")
    assert not differences, "\n".join(differences)
