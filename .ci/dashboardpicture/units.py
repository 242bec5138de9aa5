"""Grafana's units, as far as the dashboard has them."""


def words(value, unit):
    if unit == "s":
        return seconds(value)
    if unit == "bytes":
        return scaled(value, 1024, ["B", "KiB", "MiB", "GiB"], " ")
    return scaled(value, 1000, ["", "K", "M", "G"], "") + ("/s" if unit == "reqps" else "")


def seconds(value):
    for size, name in ((86400, "d"), (3600, "h"), (60, "min")):
        if abs(value) >= 1.5 * size:
            return f"{value / size:.3g} {name}"
    if abs(value) >= 1 or value == 0:
        return f"{value:.3g} s"
    return f"{value * 1000:.3g} ms" if abs(value) >= 0.001 else f"{value * 1e6:.3g} µs"


def scaled(value, base, names, gap):
    for name in names[:-1]:
        if abs(value) < base:
            return f"{value:.3g}{gap}{name}".strip()
        value /= base
    return f"{value:.3g}{gap}{names[-1]}"
