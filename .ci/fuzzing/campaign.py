"""A campaign: each fuzzer for some time, as many side by side as there are cores."""

import concurrent.futures
import dataclasses
import os
import re
import subprocess

import fuzzer
import totals

# What a body says, with the two readings that differ, and what the runtime and libFuzzer say.
WORDS = re.compile(r"^.*(?:broken promise|Fatal error).*(?:\n  (?:first|second): .*){0,2}|^==\d+== ?ERROR: .*", re.M)


@dataclasses.dataclass(frozen=True)
class Outcome:
    """What one run of a fuzzer came to, read from what libFuzzer printed."""

    executions: int
    covered: int
    processor_seconds: float
    finds: list[str]
    words: list[str]


def run(fuzzers: list[fuzzer.Fuzzer], seconds: int, sums: totals.Totals) -> int:
    """Runs all in turns, prints what each came to, and answers how many found something."""
    jobs = int(os.environ.get("JOBS") or len(os.sched_getaffinity(0)))
    found = 0
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        started = {pool.submit(attempt, one, seconds): one for one in fuzzers}
        for future in concurrent.futures.as_completed(started):
            one, outcome = started[future], future.result()
            sums.add(one.name, outcome.executions, outcome.processor_seconds, len(outcome.finds))
            found += 1 if outcome.finds else 0
            print(told(one, outcome), flush=True)
    return found


def attempt(one: fuzzer.Fuzzer, seconds: int) -> Outcome:
    command, environment = one.command(
        f"-max_total_time={seconds}",
        "-print_final_stats=1",
        "-use_value_profile=1",
        f"-dict={one.seeds}.dict",
        f"-artifact_prefix={one.finds}/",
        str(one.corpus),
        str(one.seeds),
    )
    with one.log.open("wb") as log:
        process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    text = one.log.read_text(errors="replace")
    finds = re.findall(r"Test unit written to (\S+)", text)
    if process.returncode != 0 and not finds:
        finds = [f"(no input: it ended with status {process.returncode}; {one.log})"]
    return Outcome(
        executions=last_number(r"stat::number_of_executed_units:\s+(\d+)", text) or last_number(r"^#(\d+)", text),
        covered=last_number(r" cov: (\d+)", text),
        processor_seconds=usage.ru_utime + usage.ru_stime,
        finds=finds,
        words=WORDS.findall(text),
    )


def told(one: fuzzer.Fuzzer, outcome: Outcome) -> str:
    """Lines for a person: what was done, and how to have each finding again."""
    line = f"{one.name}: {outcome.executions} executions, {outcome.covered} places reached, {outcome.processor_seconds:.0f} s of processor"
    if not outcome.finds:
        return line
    lines = [f"{line}, A FINDING"] + [f"    {words}" for words in outcome.words]
    for find in outcome.finds:
        lines.append(f"    have it again: .ci/fuzz replay {one.name} {find}")
    lines.append(f"    once it is mended, keep the input: Tests/Fuzz/Findings/{one.name}/WHAT-IT-WAS")
    return "\n".join(lines)


def last_number(pattern: str, text: str) -> int:
    numbers = re.findall(pattern, text, re.M)
    return int(numbers[-1]) if numbers else 0
