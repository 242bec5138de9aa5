"""Configurations of credential providers, good ones and others, by what is special about them."""

HEAD = "apiVersion: kubelet.config.k8s.io/{version}\nkind: CredentialProviderConfig\nproviders:\n"


def provider(name="rec1", images='["fake.lab"]', duration="10m", version="v1", more=""):
    lines = [f"- name: {name}", f"  matchImages: {images}", f"  apiVersion: credentialprovider.kubelet.k8s.io/{version}"]
    if duration is not None:
        lines.append(f"  defaultCacheDuration: {duration}")
    return "\n".join(lines + [f"  {line}" for line in more.splitlines()]) + "\n"


def config(*providers, version="v1", more=""):
    return HEAD.format(version=version) + "".join(providers) + more


def token(text):
    return f"tokenAttributes: {{{text}}}"


GOOD = "serviceAccountTokenAudience: a, requireServiceAccount: true, cacheType: Token"

ROWS = {
    "good": config(provider()),
    "two providers": config(provider(), provider("rec2")),
    "tokens": config(provider(more=token(GOOD))),
    "no providers": HEAD.format(version="v1").rstrip("\n") + " []\n",
    "unknown key": config(provider(more="foo: 1")),
    "unknown key at the top": config(provider(), more="foo: 1\n"),
    "key in another case": config(provider(more="Args: [a]")),
    "doubled key": config(provider(more="args: [a]\nargs: [b]")),
    "same name twice": config(provider(), provider()),
    "no binary": config(provider("none")),
    "second document": config(provider()) + "---\n" + config(provider(more="foo: 1")),
    "no duration": config(provider(duration=None)),
    "duration a number": config(provider(duration="600")),
    "duration without unit": config(provider(duration='"600"')),
    "duration of days": config(provider(duration="1d")),
    "duration negative": config(provider(duration="-1m")),
    "duration of zero": config(provider(duration="0s")),
    "no cacheType": config(provider(more=token("serviceAccountTokenAudience: a, requireServiceAccount: true"))),
    "another cacheType": config(provider(more=token("serviceAccountTokenAudience: a, requireServiceAccount: true, cacheType: Pod"))),
    "no audience": config(provider(more=token("requireServiceAccount: true, cacheType: Token"))),
    "no requireServiceAccount": config(provider(more=token("serviceAccountTokenAudience: a, cacheType: Token"))),
    "required keys without ServiceAccount": config(provider(more=token(
        "serviceAccountTokenAudience: a, requireServiceAccount: false, cacheType: Token, requiredServiceAccountAnnotationKeys: [a.b/c]"
    ))),
    "keys required and optional": config(provider(more=token(
        GOOD + ", requiredServiceAccountAnnotationKeys: [a.b/c], optionalServiceAccountAnnotationKeys: [a.b/c]"
    ))),
    "key twice": config(provider(more=token(GOOD + ", optionalServiceAccountAnnotationKeys: [a.b/c, a.b/c]"))),
    "key that is none": config(provider(more=token(GOOD + ', optionalServiceAccountAnnotationKeys: ["a b"]'))),
    "tokens in v1beta1": config(provider(more=token(GOOD)), version="v1beta1"),
    "v1beta1": config(provider(), version="v1beta1"),
    "v1alpha1": config(provider(version="v1alpha1"), version="v1alpha1"),
    "v2": config(provider(), version="v2"),
    "tokens for a plugin of v1beta1": config(provider(version="v1beta1", more=token(GOOD))),
    "plugin of v2": config(provider(version="v2")),
    "port that is none": config(provider(images='["fake.lab:*"]')),
    "scheme": config(provider(images='["https://fake.lab"]')),
    "blank in an image": config(provider(images='["fake lab"]')),
    "star and dot": config(provider(images='["*."]')),
    "no images": config(provider(images="[]")),
    "images no list": config(provider(images="fake.lab")),
    "name with a slash": config(provider("a/b")),
    "name with a blank": config(provider('"a b"')),
    "name that is a folder": config(provider('"."')),
    "name of dots": config(provider('".."')),
    "no name": config(provider('""')),
    "no kind": "apiVersion: kubelet.config.k8s.io/v1\nproviders: []\n",
    "another kind": "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n",
    "kind a number": "apiVersion: kubelet.config.k8s.io/v1\nkind: 1\n",
    "no apiVersion": "kind: CredentialProviderConfig\n",
    "three parts of a version": "apiVersion: a/b/c\nkind: CredentialProviderConfig\n",
    "JSON": '{"kind":"CredentialProviderConfig","apiVersion":"kubelet.config.k8s.io/v1","providers":[{"name":"rec1","matchImages":["a"],'
    '"defaultCacheDuration":"1m","apiVersion":"credentialprovider.kubelet.k8s.io/v1"}]}',
    "JSON with a doubled field": '{"kind":"CredentialProviderConfig","apiVersion":"kubelet.config.k8s.io/v1","providers":[],"providers":[]}',
    "JSON with text after it": '{"kind":"CredentialProviderConfig","apiVersion":"kubelet.config.k8s.io/v1","providers":[]} x',
    "JSON that ends early": '{"kind":"CredentialProviderConfig",',
    "several unknown keys": config(provider(more="foo: 1\nbar: 2"), provider("rec2", more=token(GOOD + ", foo: 1"))),
    "a variable of another type": config(provider(more="env: [{name: A, value: 1}]")),
    "a variable with another key": config(provider(more="env: [{name: A, value: b, from: c}]")),
    "arguments of another type": config(provider(more="args: [1]")),
    "nulls": config(provider(more="args: null\nenv: null\ntokenAttributes: null")),
    "tokens a list": config(provider(more="tokenAttributes: []")),
    "requireServiceAccount a text": config(provider(more=token("serviceAccountTokenAudience: a, requireServiceAccount: 'true', cacheType: Token"))),
    "several faults": config(provider('"a b"', images="[]", duration=None)),
    "fault in two providers": config(provider(images="[]"), provider("rec2", images="[]")),
    "documents from the start": "---\n" + config(provider()),
    "comment before the document": "# ours\n---\n" + config(provider()),
    "null before the document": "null\n---\n" + config(provider()),
    "end of the document": config(provider()) + "...\n" + "a: [b\n",
    "escape in an image": config(provider(images='["fake.lab/%zz"]')),
    "user in an image": config(provider(images='["a@fake.lab"]')),
    "key with two slashes": config(provider(more=token(GOOD + ", optionalServiceAccountAnnotationKeys: [a/b/c]"))),
    "key with no name": config(provider(more=token(GOOD + ', optionalServiceAccountAnnotationKeys: ["a.b/"]'))),
    "key in capitals": config(provider(more=token(GOOD + ", optionalServiceAccountAnnotationKeys: [A.b/C]"))),
    "key with a long name": config(provider(more=token(GOOD + f", optionalServiceAccountAnnotationKeys: [{'a' * 64}]"))),
    "duration with a fraction": config(provider(duration="1.5h")),
    "duration of nothing": config(provider(duration='""')),
    "duration too long": config(provider(duration="9000000h")),
    "empty": "",
    "a list": "- a\n",
    "not YAML": "a: [b\n",
    "tabs": "apiVersion: kubelet.config.k8s.io/v1\n\tkind: x\n",
}
