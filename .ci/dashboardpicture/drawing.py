"""Panels as SVG, in Grafana's grid: what its own drawing would show, in a plainer way."""

import html

import units

# Pixels of one of the grid's 24 columns and of one of its rows.
COLUMN, ROW = 50, 32
COLORS = ["#2f7ed8", "#2f9e6e", "#e8961e", "#c0392b", "#7d5ba6", "#16a2b8", "#9a7b4f", "#d6609a"]
NAMED = {"green": "#2f9e6e", "orange": "#e8961e", "red": "#c0392b", "blue": "#2f7ed8", "yellow": "#d8b400", "text": "#1c2733"}


def draw(panels, answers):
    height = max(panel["gridPos"]["y"] + panel["gridPos"]["h"] for panel in panels) * ROW + 8
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {24 * COLUMN} {height}" font-family="Helvetica, Arial, DejaVu Sans, sans-serif" font-size="12">',
        f'<rect width="{24 * COLUMN}" height="{height}" fill="#eef1f4"/>',
    ]
    for panel in panels:
        place = panel["gridPos"]
        x, y, w, h = place["x"] * COLUMN + 4, place["y"] * ROW + 4, place["w"] * COLUMN - 8, place["h"] * ROW - 8
        if panel["type"] == "row":
            parts.append(text(x + 4, y + 18, panel["title"], 15, "bold"))
            continue
        parts.append(f'<rect x="{x}" y="{y}" width="{w}" height="{h}" rx="3" fill="#fff" stroke="#d5dbe1"/>')
        parts.append(text(x + 10, y + 19, panel["title"], 13, "bold"))
        series = [one for found in answers[panel["id"]] for one in found if one[1]]
        inner = (x + 10, y + 30, w - 20, h - 40)
        if not series:
            parts.append(text(x + w / 2, y + h / 2 + 8, panel["fieldConfig"]["defaults"].get("noValue", "no data"), 14, anchor="middle", fill="#7b8794"))
        else:
            parts.append({"stat": stat, "bargauge": bars, "timeseries": lines}[panel["type"]](panel, series, *inner))
    return "\n".join([*parts, "</svg>", ""])


def text(x, y, words, size=12, weight="normal", anchor="start", fill="#1c2733"):
    return f'<text x="{x:.0f}" y="{y:.0f}" font-size="{size}" font-weight="{weight}" text-anchor="{anchor}" fill="{fill}">{html.escape(words)}</text>'


def settings(panel, name):
    """Defaults with what is said of one series by its name."""
    found = dict(panel["fieldConfig"]["defaults"])
    for override in panel["fieldConfig"].get("overrides", []):
        if override["matcher"]["options"] == name:
            found |= {entry["id"]: entry["value"] for entry in override["properties"]}
    return found


def color(field, value):
    chosen = "green"
    for step in field.get("thresholds", {}).get("steps", []):
        if step["value"] is None or value >= step["value"]:
            chosen = step["color"]
    return NAMED.get(chosen, chosen)


def shown(field, value):
    """A value's words and colour."""
    for mapping in field.get("mappings", []):
        if entry := mapping["options"].get(f"{value:g}"):
            return entry["text"], NAMED.get(entry["color"], entry["color"])
    if field.get("decimals") == 0 and field.get("unit") == "short":
        value = round(value)
    return units.words(value, field.get("unit")), color(field, value)


def stat(panel, series, x, y, w, h):
    parts, width = [], w / len(series)
    for index, (name, points) in enumerate(series):
        value, fill = shown(settings(panel, name), points[-1][1])
        left = x + index * width
        parts.append(f'<rect x="{left + 2:.0f}" y="{y:.0f}" width="{width - 4:.0f}" height="{h:.0f}" rx="3" fill="{fill}"/>')
        size = min(22, max(11, int(1.7 * (width - 8) / max(1, len(value)))))
        parts.append(text(left + width / 2, y + h / 2, value, size, "bold", "middle", "#fff"))
        for row, line in enumerate(wrapped(name, int((width - 6) / 6))):
            parts.append(text(left + width / 2, y + h / 2 + 20 + 13 * row, line, 11, anchor="middle", fill="#fff"))
    return "\n".join(parts)


def wrapped(words, width):
    lines = [""]
    for word in words.split(" "):
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines[:3]


def bars(panel, series, x, y, w, h):
    parts = []
    most = max([points[-1][1] for _, points in series] + [1e-9])
    height = min(30, h / len(series))
    label = min(170, 7 * max(len(name) for name, _ in series) + 8)
    for index, (name, points) in enumerate(series):
        value, fill = shown(settings(panel, name), points[-1][1])
        top = y + index * height
        room = w - label - 70
        parts.append(text(x, top + height / 2 + 4, name))
        parts.append(f'<rect x="{x + label:.0f}" y="{top + 3:.0f}" width="{room:.0f}" height="{height - 8:.0f}" fill="#eef1f4"/>')
        parts.append(f'<rect x="{x + label:.0f}" y="{top + 3:.0f}" width="{max(2, room * points[-1][1] / most):.0f}" height="{height - 8:.0f}" fill="{fill}"/>')
        parts.append(text(x + w, top + height / 2 + 4, value, 13, "bold", "end", fill))
    return "\n".join(parts)


def lines(panel, series, x, y, w, h):
    unit = panel["fieldConfig"]["defaults"].get("unit")
    most = max(max(value for _, value in points) for _, points in series) or 1
    first, last = min(points[0][0] for _, points in series), max(points[-1][0] for _, points in series)
    legend_rows = min(2, (len(series) + 2) // 3)
    left, bottom, width, height = x + 46, y + h - 16 * legend_rows - 6, w - 50, h - 16 * legend_rows - 14
    parts = []
    for share in (0, 0.5, 1):
        level = bottom - share * height
        parts.append(f'<path d="M{left} {level:.0f}h{width}" stroke="#e3e8ed" fill="none"/>')
        parts.append(text(left - 5, level + 4, units.words(share * most, unit), 10, anchor="end", fill="#7b8794"))
    for index, (name, points) in enumerate(series[:8]):
        at = [(left + (when - first) / max(1, last - first) * width, bottom - value / most * height) for when, value in points]
        path = "M" + "L".join(f"{px:.0f} {py:.0f}" for px, py in at)
        parts.append(f'<path d="{path}" stroke="{COLORS[index]}" stroke-width="1.5" fill="none"/>')
        if index < 3 * legend_rows:
            column, row = index % 3, index // 3
            key = x + column * w / 3
            parts.append(f'<rect x="{key:.0f}" y="{bottom + 14 + 16 * row:.0f}" width="10" height="3" fill="{COLORS[index]}"/>')
            parts.append(text(key + 14, bottom + 19 + 16 * row, name[: int((w / 3 - 16) / 6.5)], 11))
    return "\n".join(parts)
