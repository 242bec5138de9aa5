#!/usr/bin/env python3
"""Helm's commands through Helm's own library, in the words of `helm`, for a cluster without it: KUBECONFIG names the cluster."""

import argparse
import json
import os
import pathlib
import sys

import helm_python as helm
import yaml
from helm_python import _native


def main():
    options = parse()
    try:
        with helm.Config(kubeconfig_path=os.environ["KUBECONFIG"], namespace=options.namespace) as config:
            globals()["do_" + options.verb.replace("-", "_")](config, options)
    except helm.HelmError as error:
        sys.exit(f"Error: {error}")


def do_install(config, options):
    told = call("helm_install", config, 0, 0, options.chart, options.release, json.dumps(values(options)), options,
                create_namespace=options.create_namespace or None)
    tell(told)


def do_upgrade(config, options):
    is_there = any(release["name"] == options.release for release in config.list(all_states=True))
    if options.install and not is_there:
        return do_install(config, options)
    tell(call("helm_upgrade", config, 0, 0, options.chart, options.release, json.dumps(values(options)), options,
              reuse_values=options.reuse_values or None, rollback_on_failure=options.rollback_on_failure or None))


def do_rollback(config, options):
    _native.call_status("helm_rollback", config._raw(), options.release, json.dumps(settings(options, version=options.revision)))
    print("Rollback was a success! Happy Helming!")


def do_uninstall(config, options):
    told = call("helm_uninstall", config, options.release, options, keep_history=options.keep_history or None)
    print(told.get("info") or "", f'release "{options.release}" uninstalled', sep="\n" if told.get("info") else "")


def do_list(config, options):
    for release in config.list(all_states=True, all_namespaces=options.all_namespaces):
        print(*(release.get(key, "") for key in ("name", "namespace", "revision", "status", "chart", "app_version")), sep="\t")


def do_status(config, options):
    tell(config.status(options.release))


def do_history(config, options):
    for release in config.history(options.release):
        print(*(release.get(key, "") for key in ("revision", "status", "chart", "description")), sep="\t")


def do_test(config, options):
    answer = config.test(options.release, timeout=options.timeout, logs=options.logs)
    print(f"TEST SUITE: {options.release}: {answer['release'].get('status')}")
    print(answer.get("logs") or "", end="")


def do_get(config, options):
    if options.what == "values":
        print(yaml.safe_dump(config.get_values(options.release)), end="")
    elif options.what == "manifest":
        print(config.status(options.release)["manifest"])
    else:
        for hook in config.get_all(options.release)["hooks"]:
            print(hook.get("manifest", hook))


def do_template(config, options):
    with helm.Chart.load(options.chart) as chart:
        for name, text in sorted(config.render(chart, values(options), name=options.release, namespace=options.namespace).items()):
            if text.strip() and not name.endswith("NOTES.txt"):
                print(f"---\n# Source: {name}\n{text.strip()}")


def call(function, config, *arguments, **more):
    *given, options = arguments
    given = [_native.HANDLE(argument) if argument == 0 else argument for argument in given]
    return json.loads(_native.call_string(function, config._raw(), *given, json.dumps(settings(options, **more))))


def settings(options, **more):
    found = {
        "wait": "watcher" if options.wait else "hookOnly", "timeout_seconds": options.timeout, "dry_run": options.dry_run,
        "disable_hooks": options.no_hooks or None, **more,
    }
    return {key: value for key, value in found.items() if value is not None}


def values(options):
    found = {}
    for file in options.values:
        merge(found, yaml.safe_load(sys.stdin if file == "-" else pathlib.Path(file).read_text()) or {})
    for expression in options.set:
        merge(found, helm.parse_set_string(expression))
    return found


def merge(into, other):
    for key, value in other.items():
        if isinstance(value, dict) and isinstance(into.get(key), dict):
            merge(into[key], value)
        else:
            into[key] = value


def tell(release):
    for key in ("name", "namespace", "status", "revision", "description"):
        print(f"{key.upper()}: {release.get(key, '')}")
    if release.get("notes"):
        print(f"NOTES:\n{release['notes']}")


def parse():
    parser = argparse.ArgumentParser(prog="helm", description=__doc__)
    parser.add_argument("verb", choices=sorted(name.removeprefix("do_") for name in globals() if name.startswith("do_")))
    parser.add_argument("words", nargs="*")
    parser.add_argument("-n", "--namespace", default="default")
    parser.add_argument("-f", "--values", action="append", default=[])
    parser.add_argument("--set", action="append", default=[])
    parser.add_argument("--timeout", type=lambda text: int(text.rstrip("s")), default=300)
    for flag in ("wait", "no-hooks", "create-namespace", "install", "reuse-values", "rollback-on-failure", "keep-history", "logs"):
        parser.add_argument(f"--{flag}", action="store_true")
    parser.add_argument("-A", "--all-namespaces", action="store_true")
    parser.add_argument("--dry-run", nargs="?", const="client")
    options = parser.parse_intermixed_args()
    words = list(options.words)
    options.what = words.pop(0) if options.verb == "get" else None
    options.release = words.pop(0) if words else None
    if options.verb == "rollback":
        options.revision = int(words.pop(0)) if words else None
    options.chart = words.pop(0) if words else None
    return options


if __name__ == "__main__":
    main()
