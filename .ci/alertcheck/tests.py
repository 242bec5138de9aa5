"""What the files of tests hold."""

import yaml


def groups(file):
    return yaml.safe_load(file.read_text())["tests"]


def moments(group):
    return group.get("alert_rule_test") or []


def wordless(file):
    """Alerts of which no test of the file says the annotations."""
    expected = [(moment["alertname"], alert) for group in groups(file) for moment in moments(group) for alert in moment.get("exp_alerts") or []]
    worded = {name for name, alert in expected if "exp_annotations" in alert}
    return {name for name, _ in expected} - worded


def untested(alerts, files):
    """Each alert has a test in which it fires, and later in the same test does not any more."""
    fires, resolves = set(), set()
    for file in files:
        for group in groups(file):
            firing = set()
            for moment in sorted(moments(group), key=lambda moment: seconds(moment["eval_time"])):
                name = moment["alertname"]
                if moment.get("exp_alerts"):
                    firing.add(name)
                elif name in firing:
                    resolves.add(name)
            fires |= firing
    problems = [f"no test of Tests/Alerts makes {name} fire" for name in alerts if name not in fires]
    problems += [f"no test of Tests/Alerts has {name} fire and then end" for name in alerts if name in fires - resolves]
    problems += [f"Tests/Alerts: there is no alert {name}" for name in sorted(fires - set(alerts))]
    return problems


def seconds(text):
    """Prometheus' durations, as far as tests use them."""
    units = {"d": 86400, "h": 3600, "m": 60, "s": 1}
    total, number = 0, ""
    for character in str(text):
        if character.isdigit():
            number += character
        else:
            total += int(number) * units[character]
            number = ""
    return total + int(number or 0)
