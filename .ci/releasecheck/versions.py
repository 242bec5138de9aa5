"""Everything that names the version of a release."""

import pathlib
import re

import changelog

PROGRAM = pathlib.Path("Sources/pullpass/VersionCommand.swift")
CHART = pathlib.Path("charts/pullpass/Chart.yaml")
# Where a version stands that people copy: of the chart, of the image, of a file at a tag.
NAMED = re.compile(
    r"charts/pullpass --version (\S+)|ghcr\.io/pullpass/pullpass:([\w.-]+)|pullpass/pullpass/(?:releases/download/)?v([\w.-]+)/|^ +version: (\d\S*)$", re.MULTILINE
)


def check(version, is_tagged):
    problems = changelog.check(version, is_tagged)
    if not re.fullmatch(r"\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?", version):
        problems.append(f"{version} is no version")
    found = [(PROGRAM, re.search(r'static let number = "([^"]+)"', PROGRAM.read_text()).group(1))]
    chart = CHART.read_text()
    found += [(CHART, value) for value in re.findall(r"^(?:version|appVersion): (\S+)$", chart, re.MULTILINE)]
    for file in [CHART, *pages()]:
        for match in NAMED.finditer(file.read_text()):
            found.append((file, next(value for value in match.groups() if value)))
    problems += [f"{file} says {value}, not {version}" for file, value in found if value != version]
    is_prerelease = "true" if "-" in version else "false"
    if f'artifacthub.io/prerelease: "{is_prerelease}"' not in chart:
        problems.append(f'{CHART}: artifacthub.io/prerelease has to be "{is_prerelease}"')
    # One for each place that is known to have one: a search that finds nothing proves nothing.
    if len(found) < 12:
        problems.append(f"only {len(found)} places with a version were found")
    return problems


def pages():
    pages = [pathlib.Path("README.md"), pathlib.Path("charts/pullpass/README.md"), *sorted(pathlib.Path("docs").glob("*.md"))]
    return [*pages, *sorted(pathlib.Path("examples").rglob("*.yaml"))]
