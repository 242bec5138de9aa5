"""Labels of namespaces, as people write them."""

from api_server import eventually
from stage.release import Release
from stage.scenario import scenario


@scenario("a label that means nothing is told once in its namespace, with the command that mends it")
def labels(plane):
    life = Release(plane, "labels")
    wrong, none = life.teams
    # As by default: the label opts in.
    life.install("hub", config__namespaceSelector=None)
    life.api.patch(f"/api/v1/namespaces/{wrong}", {"metadata": {"labels": {"pullpass.dev/inject": "enable"}}})
    told = eventually(lambda: f"nothing is told in {wrong}; {life.words()}", lambda: slips(life, wrong))
    words = told[0]["message"]
    assert told[0]["involvedObject"]["kind"] == "Namespace", told
    assert "pullpass.dev/inject=enable," in words or "pullpass.dev/inject=enable;" in words, words
    assert words.endswith(f"kubectl label namespace {wrong} pullpass.dev/inject=enabled --overwrite"), words
    assert not life.copies(wrong)
    # Another change of the namespace is no news.
    life.api.patch(f"/api/v1/namespaces/{wrong}", {"metadata": {"labels": {"more": "1"}}})
    life.api.patch(f"/api/v1/namespaces/{wrong}", {"metadata": {"labels": {"pullpass.dev/inject": "enabled"}}})
    life.expect_copies("hub", teams=[wrong])
    assert [event["count"] for event in slips(life, wrong)] == [1], slips(life, wrong)
    assert not slips(life, none)
    life.uninstall()
    life.expect_left()


def slips(life, namespace):
    return [event for event in life.api.items(f"/api/v1/namespaces/{namespace}/events") if event["reason"] == "LabelNotUnderstood"]
