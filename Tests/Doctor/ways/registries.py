"""Credentials at their sources, and what registries make of them."""

from scene import objects
from scene.objects import HOME, SOURCE, secret
from ways.table import way

FAILING = '"readiness":"(failing|missing|stale|error)|"lastError":"'


def reread(scene, word):
    """Until Pullpass has told of it."""
    scene.until(lambda: word in scene.log(30), 15)


@way("source-deleted", "the source Secret is deleted", "credential-failing", "credential-missing", status=FAILING)
def source_deleted(scene):
    scene.api.delete(SOURCE)
    reread(scene, "source")


@way("source-key-gone", "the key of the source Secret has another name", "credential-failing", "credential-missing", status=FAILING)
def source_key_gone(scene):
    scene.edit(SOURCE, {"data": {"token": None, "password": objects.encode("right")}})
    reread(scene, "token")


@way("source-line-break", "the source Secret has a line break in the middle", "credential-failing", "credential-missing", status=FAILING)
def source_line_break(scene):
    scene.edit(SOURCE, {"data": {"token": objects.encode("rig\nht")}})
    reread(scene, "source")


@way("never-a-credential", "the source is gone, and with it the master and the copy", "copy-no-credential", "credential-missing", "credential-failing", status=FAILING)
def never_a_credential(scene):
    scene.api.delete(SOURCE)
    scene.api.delete(secret("pullpass-master.lab", HOME))
    scene.api.delete(objects.COPY)
    reread(scene, "source")
    scene.new_pods()


@way("credential-refused", "the registry does not take Pullpass' credential any more", "our-login-refused")
def credential_refused(scene):
    scene.registry.users["robot"] = ("another", ("acme/",))
    scene.node.forget()


@way("credential-wrong", "the source Secret has a wrong password", "our-login-refused", "credential-failing")
def credential_wrong(scene):
    before = scene.api.read(objects.COPY)["data"]
    scene.edit(SOURCE, {"data": {"token": objects.encode("wrong")}})
    scene.until(lambda: (scene.api.read(objects.COPY) or {}).get("data") != before, 10)
    scene.node.forget()


@way("rights-withdrawn", "the registry takes the login and gives no access", "access-denied")
def rights_withdrawn(scene):
    scene.registry.users["robot"] = ("right", ("nothing/",))
    scene.node.forget()


@way("throttled", "the registry lets no more pulls through", "throttled")
def throttled(scene):
    scene.node.words = ("ErrImagePull", 'failed to pull and unpack image "registry.lab/acme/shop:1": failed to copy: httpReadSeeker: failed open: '
                        "unexpected status code https://registry.lab/v2/acme/shop/manifests/1: 429 Too Many Requests - Server message: "
                        "toomanyrequests: You have reached your pull rate limit.")
    scene.node.forget()


@way("disk-full", "the node's disk is full", "disk-full")
def disk_full(scene):
    scene.node.words = ("ErrImagePull", 'failed to pull and unpack image "registry.lab/acme/shop:1": failed to extract layer sha256:1: write '
                        "/var/lib/containerd/x: no space left on device: unknown")
    scene.node.forget()
