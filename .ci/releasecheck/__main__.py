"""Whether a version can be released; see .ci/release-check.

    releasecheck versions VERSION [tagged]   everything that names the version names this one; tagged: CHANGELOG has its day
    releasecheck notes VERSION               the version's part of CHANGELOG.md
    releasecheck workflows                   actions are pinned, scripts are there and can be read
    releasecheck files VERSION FOLDER        what is in the folder is of that version

The first two need Python alone.
"""

import sys


def main(arguments):
    match arguments:
        case ["versions", version, *rest] if rest in ([], ["tagged"]):
            import versions

            return told(versions.check(version, bool(rest)), f"everything says {version}")
        case ["notes", version]:
            import changelog

            print(changelog.notes(version))
            return 0
        case ["workflows"]:
            import workflows

            return told(workflows.check(), "the workflows can be read, and their actions are pinned")
        case ["files", version, folder]:
            import artifacts

            return told(artifacts.check(version, folder), f"{folder} fits {version}")
    print(__doc__, file=sys.stderr)
    return 2


def told(problems, good):
    for problem in problems:
        print(f"release-check: {problem}", file=sys.stderr)
    if not problems:
        print(f"release-check: {good}")
    return 1 if problems else 0


sys.exit(main(sys.argv[1:]))
