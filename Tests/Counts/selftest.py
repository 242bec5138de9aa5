#!/usr/bin/env python3
"""Holds the tool itself to what it promises: that it finds what it is there to find."""

import copy
import unittest

import bounds
import callgrind
import scenarios

DUMP = """events: Ir
fn=(1) serve
16 100
+3 20
cfn=(2) malloc
calls=3 0
* 60
fn=(2)
0 60
cfn=(3) grow'2
calls=1 0
0 7
fn=(3)
0 7
fn=(4) retain
0 5
"""


class Callgrind(unittest.TestCase):
    def test_a_functions_own_instructions_are_not_those_of_whom_it_calls(self):
        self.assertEqual(callgrind.read(DUMP).own, {"serve": 120, "malloc": 60, "grow": 7, "retain": 5})
        self.assertEqual(callgrind.read(DUMP).instructions, 192)

    def test_calls_are_those_from_outside(self):
        profile = callgrind.read(DUMP)
        self.assertEqual(profile.calls_of({"malloc", "grow"}), {"serve": 3})
        self.assertEqual(profile.calls_of({"grow"}), {"malloc": 1})

    def test_a_difference_has_what_is_more_and_nothing_else(self):
        more = callgrind.total([callgrind.read(DUMP), callgrind.read(DUMP)]).less(callgrind.read(DUMP))
        self.assertEqual(more.own, callgrind.read(DUMP).own)
        self.assertEqual(more.less(more).own, {})


class Result:
    def __init__(self, entry):
        self.counts = dict(entry["counts"])
        self.whose = copy.deepcopy(entry["whose"])


class Bounds(unittest.TestCase):
    """On the table as it is committed."""

    def setUp(self):
        self.table = bounds.read()
        self.results = {scenario.name: Result(self.table["requests"][scenario.name]) for scenario in scenarios.ALL}

    def passed(self):
        return bounds.passed(scenarios.ALL, self.table, self.results)

    def test_what_is_as_the_table_has_it_passes_nothing(self):
        self.assertEqual(self.passed(), [])
        self.assertEqual(bounds.fallen(scenarios.ALL, self.table, self.results), [])

    def test_the_table_has_every_request_and_no_other(self):
        self.assertEqual(self.table["requests"].keys(), {scenario.name for scenario in scenarios.ALL})

    def test_one_more_of_each_kind_is_found_with_whose_it_is(self):
        """An allocation, a reference, a system call: one. Instructions and bytes: a twentieth more."""
        for scenario in scenarios.ALL:
            for count, before in self.table["requests"][scenario.name]["counts"].items():
                with self.subTest(request=scenario.name, count=count):
                    self.setUp()
                    more = before * 0.05 if "bytes" in count or count == "instructions" else 1
                    if scenario.is_new and count == "allocations":
                        more = before * 0.02
                    result = self.results[scenario.name]
                    result.counts[count] += more
                    result.whose.setdefault(count, {})["Someone.new()"] = more + 1000
                    (found,) = self.passed()
                    self.assertEqual((found.scenario, found.count), (scenario, count))
                    self.assertEqual(found.functions[0][0], "Someone.new()")

    def test_a_system_call_of_a_new_kind_is_found(self):
        name = scenarios.ALL[0].name
        self.results[name].counts["system call fsync"] = 0.02
        (found,) = self.passed()
        self.assertEqual((found.count, found.before), ("system call fsync", 0))

    def test_what_has_become_less_is_told(self):
        name = scenarios.ALL[0].name
        self.results[name].counts["allocations"] -= 1
        self.assertEqual([count for _, count, _, _ in bounds.fallen(scenarios.ALL, self.table, self.results)], ["allocations"])


if __name__ == "__main__":
    unittest.main()
