"""Plays scenarios, a few at a time, and says how each ended."""

import concurrent.futures
import json
import pathlib
import time
import traceback

import matrix  # noqa: F401
from stage import inventory, scenario


def run(plane, options):
    """The exit status."""
    plane.collections = inventory.kinds(plane.api)
    unknown = set(options.only) - set(scenario.ALL)
    if unknown:
        print(f"lifecycle: there is no scenario {', '.join(sorted(unknown))}; there are: {', '.join(scenario.ALL)}")
        return 2
    chosen = [entry for name, entry in scenario.ALL.items() if not options.only or name in options.only]
    outcomes = []
    with concurrent.futures.ThreadPoolExecutor(options.together) as pool:
        together = [pool.submit(play, plane, entry) for entry in chosen if not entry.is_alone]
        for future in concurrent.futures.as_completed(together):
            outcomes.append(tell(future.result()))
    for entry in chosen:
        if entry.is_alone:
            outcomes.append(tell(play(plane, entry)))
    if options.json:
        pathlib.Path(options.json).write_text(json.dumps(outcomes, indent=1) + "\n")
    failed = [outcome["name"] for outcome in outcomes if outcome["problem"]]
    print(f"{len(outcomes)} scenarios, {len(outcomes) - len(failed)} as they should be" + (f"; not: {', '.join(failed)}" if failed else ""))
    return 1 if failed else 0


def play(plane, entry):
    start = time.monotonic()
    problem = skipped = None
    try:
        entry.play(plane)
    except scenario.Skipped as reason:
        skipped = str(reason)
    except Exception as error:
        place = [frame for frame in traceback.extract_tb(error.__traceback__) if "/matrix/" in frame.filename][-1:]
        problem = "".join(f"{pathlib.Path(frame.filename).name}:{frame.lineno}: {frame.line}: " for frame in place) + f"{type(error).__name__}: {error}"
    return {"name": entry.name, "claim": entry.claim, "problem": problem, "skipped": skipped, "seconds": round(time.monotonic() - start, 1)}


def tell(outcome):
    word = "FAILED" if outcome["problem"] else "skipped" if outcome["skipped"] else "ok"
    print(f"{word:<8}{outcome['seconds']:>6} s  {outcome['name']}: {outcome['claim']}", flush=True)
    if text := outcome["problem"] or outcome["skipped"]:
        print("    " + text.replace("\n", "\n    "), flush=True)
    return outcome
