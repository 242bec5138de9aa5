"""The report of a soak: Markdown for people, and the same as JSON."""

import dataclasses
import json


def line(row):
    """One row for who watches."""
    answers = row.answers
    verdict = "; ".join(row.findings) or "as it should be"
    settled = "never" if row.settled is None else f"{row.settled:.1f} s"
    return (
        f"{row.at:7.0f} s  {row.name:<22} {row.seconds:5.1f} s, settled {settled:>6}  {answers.asked:5} asked, {answers.lost} lost, "
        f"{answers.excused} excused, {answers.wrong} wrong, p50 {answers.p50:.0f} p99 {answers.p99:.0f} ms  {verdict}"
    )


def markdown(soak):
    """The whole report."""
    rows, total = soak["rows"], soak["total"]
    out = [
        "# Soak", "",
        f"{soak['version']}, {soak['minutes']:.1f} minutes on {soak['machine']}, {soak['date']}, "
        f"against {soak['api_server']}: {soak['cycles']} cycles of {soak['faults']} faults.", "",
        f"**{'Clean' if not soak['findings'] else 'Not clean'}**: {total['asked']} reviews were asked, {total['lost']} lost, {total['wrong']} wrong; "
        f"{total['excused']} were lost at replicas that were killed or frozen just then, {total['again']} asked again on another connection.", "",
    ]
    if soak["findings"]:
        out += ["## What must not be", ""] + [f"- {words}" for words in soak["findings"]] + [""]
    if soak["left_out"]:
        out += ["Left out on this machine:", ""] + [f"- `{name}`: {why}" for name, why in soak["left_out"].items()] + [""]
    out += [
        "## Faults", "",
        "Times are of answers to reviews, in ms; MiB are anonymous memory of any replica, at most; settled: until every Secret, the leader and "
        "/readyz were as they should be, after the fault.", "",
        "| at | fault | for | settled | asked | lost | excused | wrong | p50 | p99 | MiB | descriptors | what Pullpass said |",
        "|---|---|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    out += [table_row(row) for row in rows]
    out += ["", "## At rest", "", "| at | replica | anonymous MiB | descriptors | threads | wake-ups/s | CPU ms/s |", "|---|---|---|---|---|---|---|"]
    out += [
        f"| {look['at']} s | {look['replica']}{' (leads)' if look['leads'] else ''} | {look['anonymous']:.1f} | {sum(look['descriptors'].values())} "
        f"({', '.join(f'{count} {kind}' for kind, count in look['descriptors'].items())}) | {look['threads']} | {look['wakeups']:.1f} | {look['processor']:.1f} |"
        for look in soak["at_rest"]
    ]
    return "\n".join(out) + "\n"


def table_row(row):
    answers = row["answers"]
    said = [f"{level}: {cell(message)}" + (f" ×{count}" if count > 1 else "") for level, message, count in row["said"][:4]]
    said += [f"`{name.removeprefix('pullpass_')}` +{count}" for name, count in list(row["metrics"].items())[:4]]
    unready = {f"{name} {status}" for _, name, status, _ in row["readiness"] if status != 200}
    if unready:
        said.append("/readyz: " + ", ".join(sorted(unready)))
    said += [f"{key}: {value}" for key, value in row["notes"].items()]
    settled = "never" if row["settled"] is None else f"{row['settled']:.1f} s"
    name = f"**{row['name']}**" if row["findings"] else row["name"]
    return (
        f"| {row['at']:.0f} s | {name}: {row['title']} | {row['seconds']:.1f} s | {settled} | {answers['asked']} | {answers['lost']} | "
        f"{answers['excused']} | {answers['wrong']} | {answers['p50']:.0f} | {answers['p99']:.0f} | {max(row['anonymous'].values(), default=0):.0f} | "
        f"{max(row['descriptors'].values(), default=0)} | {'<br>'.join(said)} |"
    )


def cell(text):
    """Fit for a cell of a table."""
    text = text.replace("|", "\\|").replace("\n", " ")
    return text if len(text) <= 140 else text[:137] + "…"


def record(row):
    return dataclasses.asdict(row)


def write(soak, markdown_path, json_path):
    markdown_path.write_text(markdown(soak))
    json_path.write_text(json.dumps(soak, indent=1) + "\n")
