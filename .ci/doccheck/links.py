"""Links between pages, their anchors, and paths of this repository in code spans."""

import pathlib
import re

LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#{1,6} +(.*?) *#*$")
PATH = re.compile(r"(?:docs|examples|charts|certs|Tests|Sources)/[\w./*@-]*")


def check(pages):
    """How many were looked at, and problems."""
    count, problems = 0, []
    anchors = {page.path.resolve(): slugs(page) for page in pages}
    for page in pages:
        for number, line in page.prose:
            for target in LINK.findall(re.sub(r"`[^`]*`", "", line)):
                if re.match(r"[a-z]+:", target):
                    continue
                count += 1
                name, _, anchor = target.partition("#")
                file = (page.path.parent / name if name else page.path).resolve()
                if not file.exists():
                    problems.append(f"{page.path}:{number}: there is no {name}")
                elif anchor and anchor not in anchors.get(file, ()):
                    problems.append(f"{page.path}:{number}: {name or page.path} has no heading for #{anchor}")
        for where, span in page.spans():
            if PATH.fullmatch(span):
                count += 1
                if not list(pathlib.Path().glob(span.rstrip("/"))):
                    problems.append(f"{where}: there is no {span}")
    return count, problems


def slugs(page):
    """The anchors that GitHub makes of headings."""
    found, seen = set(), {}
    for _, line in page.prose:
        if heading := HEADING.match(line):
            text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading.group(1))
            slug = re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-")
            number = seen.get(slug, 0)
            seen[slug] = number + 1
            found.add(f"{slug}-{number}" if number else slug)
    return found | set(re.findall(r'<a (?:id|name)="([^"]+)"', page.text))
