"""What a soak judges by, held to what it must find: a check that cannot fail shows nothing. `run` starts with these."""

import asyncio
import base64
import json
import pathlib
import sys
import unittest
import unittest.mock

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from ground import cases, leaks, looks, report  # noqa: E402
from ground.chronicle import Row  # noqa: E402
from ground.ledger import Ledger  # noqa: E402
from ground.load import Load  # noqa: E402
from ground.streams import Refused, StreamConnection, status  # noqa: E402
from stage import http2  # noqa: E402


def answer(uid, patch=None, **more):
    response = {"uid": uid, "allowed": True}
    if patch is not None:
        response |= {"patchType": "JSONPatch", "patch": base64.b64encode(json.dumps(patch).encode()).decode()}
    response |= more
    return json.dumps({"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "response": response}).encode()


def adding(*names):
    return {"op": "add", "path": "/spec/imagePullSecrets", "value": [{"name": name} for name in names]}


class Judgement(unittest.TestCase):
    """Of single answers."""

    hub = next(case for case in cases.all_cases() if case.name == "hub")
    only_in_b = next(case for case in cases.all_cases() if case.name == "only in B")
    always = {"op": "add", "path": "/spec/containers/0/imagePullPolicy", "value": "Always"}

    def test_right(self):
        self.assertEqual(self.hub.judge("u", answer("u", [adding(cases.HUB, cases.ANYBODY), self.always])), ("AB", None))
        self.assertEqual(self.only_in_b.judge("u", answer("u"))[0], "A")
        self.assertEqual(self.only_in_b.judge("u", answer("u", [adding(cases.QUAY, cases.ANYBODY)]))[0], "B")

    def test_wrong(self):
        right = [adding(cases.HUB, cases.ANYBODY), self.always]
        for body in (
            answer("other", right), answer("u", right, allowed=False), answer("u"), answer("u", right[:1]), answer("u", right[1:]),
            answer("u", [adding(cases.ANYBODY, cases.HUB), self.always]), answer("u", right + [{"op": "remove", "path": "/spec"}]),
            answer("u", right, patchType="Other"), answer("u", [{"op": "replace", "path": "/spec/none", "value": 1}]), b"{", b"",
            answer("u", right)[:-5], answer("u", right + [{"op": "add", "path": "/metadata/labels", "value": {}}]),
        ):
            self.assertIsNotNone(self.hub.judge("u", body)[1], body)

    def test_status(self):
        self.assertEqual([status(bytes.fromhex(text)) for text in ("88", "3fe11f88", "2088", "89", "", "3f")], [200, 200, 200, 0, 0, 0])


class Book(unittest.TestCase):
    """Of what the load met with."""

    def ledger(self, *lines, excuses=(), accepted=((0, "A"),)):
        ledger = Ledger.__new__(Ledger)
        ledger.lines, ledger.excuses, ledger.accepted, ledger.timeout = list(lines), list(excuses), list(accepted), 5
        return ledger

    def line(self, start=10.0, seconds=0.1, right="AB", **more):
        return {"start": start, "seconds": seconds, "lane": "new", "case": "c", "at": "r", "right": right, "wrong": None, **more}

    def counts(self, *lines, **more):
        answers = self.ledger(*lines, **more).between(0, 100)
        return answers.lost, answers.excused, answers.wrong

    def test_lost(self):
        lost = self.line(lost="reset")
        self.assertEqual(self.counts(self.line()), (0, 0, 0))
        self.assertEqual(self.counts(lost), (1, 0, 0))
        self.assertEqual(self.counts(lost, excuses=[[9, 11, "r"]]), (0, 1, 0))
        self.assertEqual(self.counts(lost, excuses=[[9, 11, "other"]]), (1, 0, 0))
        self.assertEqual(self.counts(lost, excuses=[[11, 12, "r"]]), (1, 0, 0))
        self.assertEqual(self.counts(self.line(lost="no replica was ready", at=None), excuses=[[9, 11, "r"]]), (1, 0, 0))

    def test_configuration_in_force(self):
        change = ((0, "A"), (20, "AB"), (25, "B"))
        for start, right, wrong in ((10, "A", 0), (10, "B", 1), (22, "A", 0), (22, "B", 0), (30, "B", 0), (30, "A", 1), (24.9, "A", 0)):
            self.assertEqual(self.counts(self.line(start, right=right), accepted=change)[2], wrong, (start, right))

    def test_wrong_is_never_excused(self):
        self.assertEqual(self.counts(self.line(wrong="another Pod"), excuses=[[0, 100, "r"]]), (0, 0, 1))


class Goodbye(unittest.TestCase):
    """Of a server, as a client of HTTP/2 meets it."""

    def outcome(self, payload=None, error=None):
        """What becomes of a request on a connection that a frame or an error has come on before it, or only after it was sent."""

        async def attempt():
            reader, writer = asyncio.StreamReader(), unittest.mock.MagicMock()
            connection = StreamConnection(reader, writer)
            await asyncio.sleep(0)
            if payload is not None:
                reader.feed_data(http2.frame(http2.GOAWAY, payload=payload))
            asked = asyncio.create_task(connection.ask(b"{}"))
            for _ in range(5):
                await asyncio.sleep(0)
            if error:
                reader.set_exception(error)
            outcome, = await asyncio.gather(asked, return_exceptions=True)
            connection.close()
            return type(outcome)

        return asyncio.run(attempt())

    def test_one_that_has_come_is_heeded(self):
        self.assertEqual(self.outcome(payload=bytes(8)), Refused)

    def test_an_end_without_one_is_a_loss(self):
        self.assertEqual(self.outcome(error=BrokenPipeError()), BrokenPipeError)


class Orders(unittest.TestCase):
    """Of the director, to the process of the load."""

    def goes_on(self, orders):
        async def obey():
            load = Load.__new__(Load)
            load.goes_on, load.asking, load.tasks, load.lanes = asyncio.Event(), set(), set(), []
            load.goes_on.set()
            reader = asyncio.StreamReader()
            reader.feed_data(orders)
            reader.feed_eof()
            await load.obey(reader)
            return load.goes_on.is_set()

        return asyncio.run(obey())

    def test_the_last_one_is_in_force(self):
        # As at the end of a soak: one look at what is left at rest is over, and the next one begins.
        for orders, goes_on in ((b"pause\n", False), (b"pause\ngo on\n", True), (b"pause\ngo on\npause\n", False), (b"", True)):
            self.assertEqual(self.goes_on(orders), goes_on, orders)


class Leaks(unittest.TestCase):
    """Of what is left at rest."""

    def looks(self, memory, leads_from=None, **last):
        def look(cycle, anonymous, more):
            leads = leads_from is not None and (cycle == 0 or cycle >= leads_from)
            return {"r": leaks.Quiet(cycle, "r", anonymous, anonymous, **{
                "descriptors": {"socket": 10, "pipe": 1}, "threads": 8, "wakeups": 20, "processor": 1, "connections": 0, "leads": leads, **more
            })}
        return [look(n, value, last if n == len(memory) - 1 else {}) for n, value in enumerate(memory)]

    def test_a_replica_that_begins_to_lead(self):
        follows, leads = [5.7, 6.8, 6.9, 7.0], [8.2, 11.4, 12.8, 11.8, 12.2, 12.7, 12.7, 12.7]
        self.assertEqual(leaks.judge(self.looks(follows + leads, leads_from=4), "r"), [])
        grows = leads + [13.4, 14.1, 14.8, 15.5, 16.2]
        self.assertEqual(len(leaks.judge(self.looks(follows + grows, leads_from=4), "r")), 1)

    def test_at_rest(self):
        self.assertEqual(leaks.judge(self.looks([5, 8, 8.2, 8.1, 8.3, 8.2, 8.2, 8.1]), "r"), [])
        # One odd look is none.
        self.assertEqual(leaks.judge(self.looks([5, 8, 8, 12, 8, 8, 8, 8]), "r"), [])

    def test_leaks(self):
        for memory, last in (
            ([5, 8, 8.5, 9, 9.5, 10, 10.5, 11, 11.5, 12, 12.5], {}), ([5, 8, 40], {}),
            ([5, 8], {"descriptors": {"socket": 20, "pipe": 1}}), ([5, 8], {"descriptors": {"socket": 10, "pipe": 2}}),
            ([5, 8], {"descriptors": {"socket": 10, "pipe": 1, "timerfd": 1}}), ([5, 8], {"threads": 12}), ([5, 8], {"wakeups": 100}),
        ):
            self.assertEqual(len(leaks.judge(self.looks(memory, **last), "r")), 1, (memory, last))

    def test_what_is_open_for_a_moment_is_not_held(self):
        seen = iter([{"file": 3, "socket": 2}, {"file": 2, "socket": 2}, *[{"file": 2, "socket": 3, "pipe": 1}] * 4])
        with unittest.mock.patch.object(looks, "descriptors", side_effect=lambda _: next(seen)):
            self.assertEqual(looks.held(1), {"file": 2, "socket": 2})

    def test_slope(self):
        self.assertAlmostEqual(leaks.slope([1, 2, 3, 100, 5]), 1)
        self.assertEqual(leaks.slope([4]), 0)


class Report(unittest.TestCase):
    def test_a_finding_is_seen(self):
        row = Row(1, "fault", "a title", 3.0, findings=["what must not be"])
        soak = {
            "version": "v", "minutes": 1, "machine": "m", "date": "d", "api_server": "s", "cycles": 1, "faults": 1, "left_out": {"x": "why"},
            "findings": ["fault (cycle 1): what must not be"], "total": vars(row.answers), "rows": [report.record(row)], "at_rest": [],
        }
        text = report.markdown(soak)
        for part in ("**Not clean**", "- fault (cycle 1): what must not be", "| 3 s | **fault**: a title |", "- `x`: why"):
            self.assertIn(part, text)
        self.assertIn("what must not be", report.line(row))
        self.assertIn("**Clean**", report.markdown(soak | {"findings": []}))


if __name__ == "__main__":
    unittest.main()
