import unittest

from bench import fit

SIZES = [1, 10, 100, 1000, 10_000]


def of(cost):
    return fit.fit([(size, cost(size)) for size in SIZES])


class Fits(unittest.TestCase):
    def test_a_line_is_found_whatever_its_slope(self):
        for slope in (0.001, 1.0, 500.0):
            found = of(lambda size: 20 + slope * size)
            self.assertAlmostEqual(found.base, 20, 6)
            self.assertAlmostEqual(found.slope, slope, 6)
            self.assertLess(found.worst, 1e-6)

    def test_what_grows_with_the_size_is_linear(self):
        self.assertEqual(of(lambda size: 20 + 0.5 * size).kind, "linear")

    def test_what_stays_is_flat_with_some_noise(self):
        self.assertEqual(fit.fit([(1, 20), (10, 22), (100, 19), (1000, 21)]).kind, "flat")

    def test_a_line_through_noise_is_linear(self):
        noise = iter([1.1, 0.9, 1.05, 0.92, 1.08])
        self.assertEqual(of(lambda size: (20 + 0.5 * size) * next(noise)).kind, "linear")

    def test_what_grows_with_the_square_is_neither(self):
        self.assertEqual(of(lambda size: 20 + 0.01 * size**2).kind, "neither")

    def test_what_grows_with_the_size_and_its_logarithm_over_four_decades_is_told_from_a_jump(self):
        self.assertEqual(of(lambda size: 5 if size < 10_000 else 50_000).kind, "neither")

    def test_what_gets_less_is_neither_flat_nor_linear(self):
        self.assertEqual(of(lambda size: 1000 - 0.09 * size).kind, "neither")

    def test_each_size_counts_the_same(self):
        # By absolute errors the last point alone would decide.
        found = fit.fit([(1, 10.2), (10, 12), (100, 30), (1000, 210), (10_000, 2700)])
        self.assertLess(abs(found.at(1) - 10) / 10, 0.1)

    def test_no_line_goes_through_one_size_or_through_nothing(self):
        for points in ([(1, 1), (1, 2)], [(1, 0), (2, 1)], []):
            with self.assertRaises(ValueError):
                fit.fit(points)

    def test_a_verdict_has_the_figures(self):
        self.assertEqual(
            fit.verdict(of(lambda size: 20 + 0.5 * size), "µs", "a KB", 1000),
            "linear: 20 µs and 500 µs a KB; no point is further than 0 % from it",
        )
        self.assertIn("NEITHER", fit.verdict(of(lambda size: 20 + size**2), "µs", "a KB"))


if __name__ == "__main__":
    unittest.main()
