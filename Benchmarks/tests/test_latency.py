import unittest

from bench import latency


class Percentiles(unittest.TestCase):
    def test_the_nearest_rank_of_a_hundred(self):
        values = list(range(1, 101))
        self.assertEqual([latency.percentile(values, share) for share in (0.5, 0.9, 0.99, 1.0)], [50, 90, 99, 100])

    def test_of_one_value_it_is_that_one(self):
        self.assertEqual(latency.percentile([7], 0.5), 7)

    def test_of_nothing_there_is_none(self):
        with self.assertRaises(ValueError):
            latency.percentile([], 0.5)

    def test_a_log_is_read_by_its_third_column_whatever_its_order(self):
        text = "1\t200\t30\n2\t200\t10\n3\t200\t20\tmore\n"
        self.assertEqual(latency.of_log(text), latency.Latency(20, 30, 30))


if __name__ == "__main__":
    unittest.main()
