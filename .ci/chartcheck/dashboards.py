"""The dashboard as Grafana lays it out: panels that lie beside each other, say what they show, and look at one installation only."""

import itertools

# Grafana's grid.
WIDTH = 24


def check(dashboard):
    problems = []
    panels = dashboard["panels"]
    for name in ("id", "title"):
        values = [panel[name] for panel in panels]
        problems += [f"dashboard: two panels have the {name} {value}" for value in sorted({str(v) for v in values if values.count(v) > 1})]
    for panel in panels:
        place = panel["gridPos"]
        if place["x"] + place["w"] > WIDTH:
            problems.append(f"panel {panel['title']}: ends beyond the grid")
        if panel["type"] == "row":
            continue
        if not panel.get("description"):
            problems.append(f"panel {panel['title']}: says nothing of what it shows")
        if panel["datasource"]["uid"] != "${datasource}":
            problems.append(f"panel {panel['title']}: has a data source of its own")
        for target in panel["targets"]:
            if target["expr"].count("{") - target["expr"].count("{{") != target["expr"].count('{namespace="$namespace", job="$job"'):
                problems.append(f"panel {panel['title']}: looks at more than $namespace and $job: {target['expr']}")
    for one, other in itertools.combinations(panels, 2):
        if overlap(one["gridPos"], other["gridPos"]):
            problems.append(f"panels {one['title']} and {other['title']} lie upon each other")
    return problems


def overlap(one, other):
    return all(one[at] < other[at] + other[size] and other[at] < one[at] + one[size] for at, size in (("x", "w"), ("y", "h")))
