"""The table, and the same as JSON."""

import dataclasses

COLUMNS = (
    f"{'attack':<20} {'row':<4} {'lost':>6} {'late':>5} {'p50':>6} {'p99':>6}  {'ops lost':>8} {'peak':>5} {'after':>5} {'CPU':>6} "
    f"{'opened':>7}  verdict"
)


def head(binary, version):
    return (
        f"{binary}: {version}\n"
        "lost: part of the API server's calls without a right answer within 5 s; ops lost: the kubelet's and Prometheus', within 1 s;\n"
        "late: answered after more than 1 s; p50, p99: ms; peak, after: resident MiB, at most and 5 s later; CPU: seconds of the server;\n"
        f"opened: the attacker's connections\n\n{COLUMNS}"
    )


def row(outcome):
    attack, webhook, operators = outcome.attack, outcome.webhook, outcome.operators
    verdict = "; ".join(outcome.faults) or "withstood"
    told = "".join(f"\n{'':<20}{key}: {value}" for key, value in outcome.extra.items())

    def part(testimony):
        return f"{100 * testimony.part_lost:.1f} %" if testimony else "-"

    numbers = f"{webhook.late:>5} {webhook.p50:>6.0f} {webhook.p99:>6.0f}" if webhook else f"{'-':>5} {'-':>6} {'-':>6}"
    return (
        f"{attack.name:<20} {attack.row:<4} {part(webhook):>6} {numbers}  {part(operators):>8} {outcome.peak:>5.0f} {outcome.after:>5.0f} "
        f"{outcome.processor:>6.1f} {outcome.opened:>7}  {verdict}{told}"
    )


def record(outcome):
    """An outcome as JSON's values."""
    values = {field.name: getattr(outcome, field.name) for field in dataclasses.fields(outcome) if field.name != "attack"}
    for key in ("webhook", "operators"):
        values[key] = values[key] and dataclasses.asdict(values[key])
    return {"attack": outcome.attack.name, "row": outcome.attack.row, "title": outcome.attack.title, **values}
