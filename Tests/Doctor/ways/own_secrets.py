"""Secrets that a team makes itself."""

import base64
import json
import time

from scene.objects import NAMESPACE, OTHER
from ways.table import way


@way("own-password-wrong", "a team's own Secret has a wrong password", "login-refused")
def own_password_wrong(scene):
    scene.own("wrong")


@way("own-token-ended", "the token in a team's own Secret has ended", "login-refused")
def own_token_ended(scene):
    def part(value):
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    scene.own(f"{part({'alg': 'none'})}.{part({'exp': int(time.time()) - 86400})}.x")


@way("own-unreadable", "an entry of a team's own Secret cannot be read, beside a good one", "secret-unreadable")
def own_unreadable(scene):
    scene.secret("own", {"own.lab": {"username": "team", "password": "team-right"}, "else.lab": {"auth": "not base64!"}})
    scene.deploy(image="own.lab/team/app:1", secrets=["own"])


@way("own-missing", "the Pod names a Secret that is not there", "secret-missing")
def own_missing(scene):
    scene.deploy(image="own.lab/team/app:1", secrets=["own"])


@way("own-misspelt", "the Pod names a Secret by a name that is not quite right", "secret-misspelt")
def own_misspelt(scene):
    scene.secret("registry-own", {"own.lab": {"username": "team", "password": "team-right"}})
    scene.deploy(image="own.lab/team/app:1", secrets=["regsitry-own"])


@way("own-elsewhere", "the Secret is in another namespace", "secret-elsewhere")
def own_elsewhere(scene):
    scene.secret("own", {"own.lab": {"username": "team", "password": "team-right"}}, namespace=OTHER)
    scene.deploy(image="own.lab/team/app:1", secrets=["own"])


@way("own-type", "the Secret has a type that kubelets pass over", "secret-type", "secret-not-for-pulls")
def own_type(scene):
    scene.own(kind="Opaque")


@way("own-empty", "the Secret has no entry", "secret-empty")
def own_empty(scene):
    scene.secret("own", {})
    scene.deploy(image="own.lab/team/app:1", secrets=["own"])


@way("own-path", "the key of the Secret is for another path", "key-misses-image")
def own_path(scene):
    scene.own(key="own.lab/other")


@way("own-upper-case", "the key of the Secret is in capitals", "key-unusable", "key-misses-image")
def own_upper_case(scene):
    scene.own(key="OWN.lab")


@way("own-no-rights", "the user of the team's own Secret may not pull the image", "access-denied")
def own_no_rights(scene):
    scene.own()
    scene.deploy(image="own.lab/library/app:1", secrets=["own"])


@way("ours-hidden", "the team's own Docker Hub key hides ours", "ours-hidden", "access-denied")
def ours_hidden(scene):
    scene.secret("own", {"docker.io": {"username": "team", "password": "team-right"}})
    scene.deploy(image="library/shop:1", secrets=["own"])


@way("account-later", "the ServiceAccount got its list after the Pod was made", "account-later")
def account_later(scene):
    scene.secret("own", {"own.lab": {"username": "team", "password": "team-right"}})
    scene.deploy(image="own.lab/team/app:1")
    scene.settle()
    scene.edit(f"{NAMESPACE}/serviceaccounts/default", {"imagePullSecrets": [{"name": "own"}]})


@way("account-ignored", "the Pod has a list of its own, so that its ServiceAccount's does not count", "account-ignored")
def account_ignored(scene):
    scene.secret("own", {"own.lab": {"username": "team", "password": "team-right"}})
    scene.secret("else", {"else.lab": {"username": "team", "password": "team-right"}})
    scene.edit(f"{NAMESPACE}/serviceaccounts/default", {"imagePullSecrets": [{"name": "own"}]})
    time.sleep(1)
    scene.deploy(image="own.lab/team/app:1", secrets=["else"])


