import unittest
import xml.etree.ElementTree as ET

from bench.growth import report
from bench.growth.series import Series
from tests.results import MACHINE


def kept(cost, expected):
    series = Series("k", "body", "", "bytes", "processor time", "µs", "a KB", 1000, expected)
    other = Series("o", "patterns", "some", "patterns", "processor time", "µs", "for 100", 100, "linear")
    for size in (1000, 10_000, 100_000):
        series.add(size, cost(size))
        other.add(size, 5 + size / 1000)
    return report.begin(MACHINE, "Pullpass 1.0", [series, other])


class Reports(unittest.TestCase):
    def test_what_has_to_be_flat_may_not_grow(self):
        self.assertEqual(report.as_expected(kept(lambda _: 20, "flat")), [])
        self.assertIn("A longer review: linear", report.as_expected(kept(lambda size: size / 100, "flat"))[0])

    def test_what_may_be_linear_may_be_flat_and_nothing_more(self):
        for cost in (lambda _: 20, lambda size: size / 100):
            self.assertEqual(report.as_expected(kept(cost, "linear")), [])
        self.assertIn("NEITHER", report.as_expected(kept(lambda size: size**2 / 1e6, "linear"))[0])

    def test_a_table_has_both_ends_and_the_verdict_of_each(self):
        table = report.markdown(kept(lambda size: 10 + size / 1000, "linear")).splitlines()
        self.assertEqual(table[2], "| A longer review | 1,000 bytes: 11 µs | 100,000 bytes: 110 µs | linear: 10 µs and 1 µs a KB; no point is further than 0 % from it |")
        self.assertEqual(len(table), 6)
        self.assertIn("2026-01-02, A <Processor>", table[-1])

    def test_a_picture_says_of_each_curve_what_it_is(self):
        texts = [one.text for one in ET.fromstring(report.picture(kept(lambda _: 20, "flat"))).iter("{http://www.w3.org/2000/svg}text")]
        self.assertIn("flat", texts)
        self.assertIn("some: linear", texts)


if __name__ == "__main__":
    unittest.main()
