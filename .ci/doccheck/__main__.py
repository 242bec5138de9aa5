"""Runs and checks the documentation; see Tests/Docs/README.md."""

import collections
import json
import pathlib
import subprocess
import sys
import tomllib

import promql_parser

import commands
import desk
import diffs
import links
import names
import objects
import pages
import snippets
import walks
import wrong

# What runs as it is, without a cluster: it only reads files, or writes into the folder where it runs.
HARMLESS = {"certs", "explain", "render", "version", "validate", "schema"}


def console(block):
    with desk.Desk(block.desk, files=block.files) as here:
        problems = []
        said = desk.transcript(block.text)
        for command, output in said:
            _, printed, _ = here.run(command, merged=True)
            if not desk.is_as_said(output, printed):
                problems.append(f"{block.where}: $ {command}\nprints\n{printed}\nand not\n{output}")
        return "run", problems if said else [f"{block.where}: a console block needs a line that begins with $: call it sh"]


def shell(block):
    problems = [f"{block.where}: {problem}" for problem in syntax(block.text)]
    ran = False
    try:
        found = commands.simple_commands(block.text)
    except ValueError as error:
        return "", [f"{block.where}: {error}"]
    for words, fed in found:
        if problem := commands.check(words):
            problems.append(f"{block.where}: {problem}")
        elif is_harmless(words, fed):
            ran = True
            with desk.Desk(block.desk, files=block.files) as here:
                status, _, errors = here.run(" ".join(map(quoted, words)))
                # 1 is an answer about a Pod.
                if status not in (0, 1):
                    problems.append(f"{block.where}: {' '.join(words)} fails: {errors}")
    return "run" if ran else "checked", problems


def is_harmless(words, fed):
    return words[0] == "pullpass" and len(words) > 1 and (words[1] in HARMLESS or words[1:3] == ["node", "check-config"]) and not fed and not any("…" in word or word == "-" for word in words)


def quoted(word):
    return "'" + word.replace("'", "'\\''") + "'"


def syntax(text):
    result = subprocess.run(["bash", "-n"], input=text, capture_output=True, text=True)
    return [result.stderr] if result.returncode else []


def parsed(parse):
    def check(block):
        try:
            parse(block.text)
        except ValueError as error:
            return "", [f"{block.where}: {error}"]
        return "parsed", []

    return check


def nothing(block):
    return "text", []


BY_LANGUAGE = {
    "console": console,
    "sh": shell,
    "yaml": snippets.check,
    "json": parsed(json.loads),
    "toml": parsed(tomllib.loads),
    "promql": parsed(promql_parser.parse),
    "diff": diffs.check,
    "text": nothing,
    "swift": nothing,
    "": nothing,
}
# Looked at even where they are not run.
ALWAYS = {"yaml", "json", "toml", "promql"}


def check_block(block):
    if block.language not in BY_LANGUAGE:
        return "", [f"{block.where}: nobody knows how to check {block.language}"]
    if block.walk:
        return "of a walk, which KUBEBUILDER_ASSETS would let run", excused_commands(block)
    if block.excuse is not None:
        if len(block.excuse) < 10:
            return "excused", [f"{block.where}: say why it is not run"]
        found = BY_LANGUAGE[block.language](block)[1] if block.language in ALWAYS else []
        if block.language in ("sh", "console"):
            found += excused_commands(block)
        return "excused", found
    return BY_LANGUAGE[block.language](block)


def excused_commands(block):
    """What is not run is typed all the same."""
    text = "\n".join(command for command, _ in desk.transcript(block.text)) if block.language == "console" else block.text
    return [f"{block.where}: {problem}" for words, _ in commands.simple_commands(text) if (problem := commands.check(words))]


def spans(page):
    """Command lines in running text."""
    count, problems = 0, []
    for where, span in page.spans():
        if not span.startswith(("pullpass ", "kubectl ", "helm ", "make ")):
            continue
        try:
            found = commands.simple_commands(span)
        except ValueError:
            # A line that goes on elsewhere.
            continue
        count += 1
        problems += [f"{where}: {problem}" for words, _ in found if (problem := commands.check(words))]
    return count, problems


def main(arguments):
    everything = pages.all_pages()
    chosen = [page for page in everything if not arguments or str(page.path) in arguments]
    blocks = [block for page in chosen for block in page.blocks]
    if not arguments:
        blocks += [block for file in sorted(pathlib.Path("examples").rglob("*.yaml")) for block in pages.commented(file)]
    done, problems = collections.Counter(), []
    for block in blocks:
        if block.walk and walks.can_run():
            continue
        what, found = check_block(block)
        done[what or "wrong"] += 1
        problems += found
    if walks.can_run():
        for steps in walks.all_walks(blocks):
            done["run in a cluster"] += len(steps)
            problems += walks.run(steps)
    looked_at, found = links.check(everything)
    problems += found
    named, found = names.check(chosen)
    problems += found
    lines = 0
    for page in chosen:
        count, found = spans(page)
        lines += count
        problems += found
    held, found = objects.check()
    problems += found
    mistakes, found = wrong.check(check_block)
    problems += found
    for problem in problems:
        print(f"docs: {problem}", file=sys.stderr)
    if not commands.KUBECTL:
        print("docs: there is no kubectl: its command lines are not looked at")
    counts = ", ".join(f"{count} {what}" for what, count in sorted(done.items()))
    print(f"docs: {len(blocks)} blocks ({counts}), {lines} command lines in text, {named} names, {looked_at} links, {held} objects of examples, "
        f"{mistakes} mistakes found that must be, {len(problems)} problems")
    return 1 if problems else 0


sys.exit(main(sys.argv[1:]))
