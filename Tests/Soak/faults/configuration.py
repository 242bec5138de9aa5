"""The configuration changes, well and badly."""

from faults.certificates import seconds
from ground.plan import fault

OK, FAILED = 'pullpass_config_reloads_total{result="ok"}', 'pullpass_config_reloads_total{result="failed"}'


def counts(scene, name):
    return {replica.name: replica.metrics().get(name, 0) for replica in scene.replicas}


def each_more(scene, name, before):
    return lambda: all(count > before[replica] for replica, count in counts(scene, name).items())


def change(scene, form):
    """From one form to the other: meanwhile answers by both are right, and then by the new one alone."""
    before = counts(scene, OK)
    scene.ledger.accept("AB")
    scene.write_configuration(form)
    took = scene.need(60, each_more(scene, OK, before), f"every replica works by configuration {form}")
    scene.form = form
    scene.ledger.accept(form)
    return took


@fault("configuration-reload", "a registry gets one more host, and loses it", quick=True)
def reload(scene):
    for _ in range(1 if scene.pace < 1 else 3):
        scene.row.notes["in force after"] = seconds(change(scene, "B"))
        change(scene, "A")


def refuse(scene, what, spoil):
    """Spoils the file; the one before goes on, and that is told. Then it is mended."""
    before = counts(scene, FAILED)
    spoil()
    took = scene.need(60, each_more(scene, FAILED, before), f"{what} is told by pullpass_config_reloads_total")
    scene.row.notes[f"{what} told after"] = seconds(took)
    scene.wait(2)
    scene.write_configuration(scene.form)
    scene.need(
        60, lambda: all(value == 1 for value in counts(scene, 'pullpass_configuration_in_force{source="file"}').values()),
        f"the file is in force again after {what}",
    )


@fault("configuration-bad", "unknown keys, then a file that is cut off, then none: the one before goes on", quick=True)
def bad(scene):
    text = scene.configuration_text(scene.form)
    refuse(scene, "unknown keys", lambda: scene.write_configuration(scene.form, {"registry": [], "severs": {}}))
    if scene.pace >= 1:
        refuse(scene, "half a file", lambda: scene.configuration.put({"config.yaml": text[:len(text) // 2]}))
        refuse(scene, "an empty file", lambda: scene.configuration.put({"config.yaml": ""}))
        refuse(scene, "no file", scene.configuration.take_away)


@fault("configuration-torn", "the file is written piece by piece in its place, as an editor does")
def torn(scene):
    before = counts(scene, OK)
    text = scene.configuration_text("B")
    path = scene.configuration.folder / "..data/config.yaml"
    scene.ledger.accept("AB")
    with open(path, "w") as file:
        for at in range(0, len(text), len(text) // 4 + 1):
            file.write(text[at:at + len(text) // 4 + 1])
            file.flush()
            scene.wait(0.7)
    scene.need(60, each_more(scene, OK, before), "every replica works by the whole file")
    scene.ledger.accept("B")
    scene.form = "B"
    change(scene, "A")
