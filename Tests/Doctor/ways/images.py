"""Images that no rule is for, and names that do not lead anywhere."""

from ways.table import way


@way("port", "the image's host has a port, the rule's has none", "rule-misses-image")
def port(scene):
    scene.deploy(image="registry.lab:5000/acme/shop:1")


@way("path", "the image is outside of the rule's path", "rule-misses-image")
def path(scene):
    scene.deploy(image="path.lab/other/app:1")


@way("host-upper-case", "the image's host is in capitals", "rule-misses-image", "image-name")
def host_upper_case(scene):
    scene.deploy(image="Registry.lab/acme/shop:1")


@way("name-upper-case", "the image's name is in capitals", "image-name")
def name_upper_case(scene):
    scene.deploy(image="registry.lab/acme/Shop:1")


@way("rule-not-here", "the rule is for another namespace", "rule-not-here")
def rule_not_here(scene):
    scene.deploy(image="named.lab/acme/app:1")


@way("no-rule", "no rule is for the image", "no-rule")
def no_rule(scene):
    scene.deploy(image="own.lab/team/app:1")


@way("absent", "there is no such image", "image-missing")
def absent(scene):
    scene.deploy(image="registry.lab/acme/absent:1")


@way("host-unreachable", "the registry's name leads nowhere", "registry-silent")
def host_unreachable(scene):
    scene.deploy(image="gone.lab/acme/shop:1")


@way("never-pulled", "imagePullPolicy is Never", "never-pulled")
def never_pulled(scene):
    scene.node.words = ("ErrImageNeverPull", 'Container image "registry.lab/acme/shop:2" is not present with pull policy of Never')
    scene.deploy(image="registry.lab/acme/shop:2", policy="Never")
