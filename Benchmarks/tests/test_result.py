import json
import pathlib
import tempfile
import unittest

from bench import rows, targets, words
from bench.result import Result
from tests.results import example


class Results(unittest.TestCase):
    def test_medians_spreads_and_ratios_are_those_of_the_rounds(self):
        result = example()
        self.assertEqual(result.median("h1-14k", "pullpass"), 25)
        self.assertEqual(result.spread("h1-14k", "pullpass"), (20, 30))
        self.assertEqual(result.ratio("h1-14k", "go", "pullpass"), 10)
        self.assertIsNone(result.median("idle-h2", "go"))

    def test_a_file_gives_back_what_was_written(self):
        with tempfile.NamedTemporaryFile() as file:
            path = pathlib.Path(file.name)
            path.write_text(example().to_json())
            self.assertEqual(Result.read(path), example())
            self.assertEqual(json.loads(path.read_text())["rows"]["h1-14k"]["go"], {"median": 250, "rounds": [300, 200, 250]})

    def test_a_table_has_every_peer_and_row_with_the_least_and_the_most(self):
        table = words.text_table(example())
        self.assertIn("25 (20–30)", table)
        self.assertEqual(len(table.splitlines()), 3)
        self.assertEqual(len({len(line) for line in table.splitlines()}), 1)

    def test_a_page_shows_ratios_and_what_was_not_measured(self):
        table = words.markdown_table(example()).splitlines()
        self.assertEqual(table[0], "| | Pullpass | nginx, fixed answer | Go 1.27 net/http |")
        self.assertEqual(table[2], "| 14 KB, HTTP/1.1, 8 connections | 25 µs | 26 µs (1.0 ×) | 250 µs (10.0 ×) |")
        self.assertTrue(table[3].endswith("| 40.0 KiB | 20.0 KiB (0.5 ×) | – |"), table[3])

    def test_a_short_table_has_rows_that_there_are(self):
        self.assertEqual(len(words.markdown_table(example(), ["idle-h2"]).splitlines()), 3)
        self.assertLess(set(words.SHORT), {row.key for row in rows.all_rows()})

    def test_a_peer_that_is_missing_is_said_with_the_reason(self):
        self.assertEqual(words.missing(example()), ["Not measured: the distribution's Go, net/http: it is not there."])

    def test_where_it_comes_from_has_date_machine_and_versions_and_says_when_it_was_not_quiet(self):
        result = example()
        self.assertIn("2026-01-02, A <Processor>, 2 cores, Debian, Linux 6; Pullpass 1.0, nginx 1.22, Go 1.27.3", words.origin(result))
        self.assertNotIn("not quiet", words.origin(result))
        result.machine["busy"] = 1.5
        self.assertIn("not quiet: others kept 1.5 cores busy", words.origin(result))


class Targets(unittest.TestCase):
    def test_what_was_measured_is_judged_and_nothing_else(self):
        judged = {(verdict.target.row, verdict.target.peer): verdict.met for verdict in targets.judge(example())}
        self.assertEqual(judged, {("h1-14k", "nginx"): True, ("h1-14k", "go"): True, ("idle-h2", None): False})

    def test_a_target_that_is_missed_is_said_loudly(self):
        self.assertEqual([line.split()[0] for line in targets.words(example())], ["met", "met", "MISSED"])


if __name__ == "__main__":
    unittest.main()
