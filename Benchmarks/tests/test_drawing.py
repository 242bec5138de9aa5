import re
import unittest
import xml.etree.ElementTree as ET

from bench.drawing import bars, curves
from bench.drawing.svg import COLORS, Picture
from tests.results import example

SVG = "{http://www.w3.org/2000/svg}"


def luminance(color):
    parts = [int(color[at:at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


class Pictures(unittest.TestCase):
    def test_words_are_escaped(self):
        picture = Picture(10, 10, "a < b")
        picture.text(0, 0, 'a < b & "c"')
        self.assertEqual(ET.fromstring(picture.to_text()).find(f"{SVG}text").text, 'a < b & "c"')

    def test_every_colour_can_be_told_from_its_paper_light_and_dark(self):
        for which in (0, 1):
            for name, colors in COLORS.items():
                if name not in ("paper", "grid"):
                    self.assertGreater(contrast(colors[which], COLORS["paper"][which]), 4.5 if name in ("ink", "faint") else 3, name)

    def test_every_class_that_is_used_has_a_colour_in_both_schemes(self):
        text = bars.draw(example())
        for used in re.findall(r'class="(\S+)"', text):
            self.assertEqual(text.count(f".{used}{{"), 2, used)


class Bars(unittest.TestCase):
    def test_a_bar_is_as_long_as_its_share_of_the_longest(self):
        picture = ET.fromstring(bars.draw(example()))
        lengths = [float(one.get("width")) for one in picture.iter(f"{SVG}rect") if float(one.get("height")) == bars.BAR - 2]
        # Two rows: 25, 26 and 250 µs, then 40 and 20 KiB; the third has no figure there.
        self.assertEqual(len(lengths), 5)
        self.assertAlmostEqual(lengths[0] / lengths[2], 0.1, 2)
        self.assertAlmostEqual(lengths[4] / lengths[3], 0.5, 2)

    def test_what_was_not_measured_is_said(self):
        self.assertIn("not measured", bars.draw(example()))


class Curves(unittest.TestCase):
    def test_an_axis_has_whole_decades_around_its_values(self):
        axis = curves.Axis([3, 4000], 100, 500)
        self.assertEqual(axis.ticks(), [1, 10, 100, 1000, 10_000])
        self.assertEqual([axis.at(1), axis.at(100), axis.at(10_000)], [100, 300, 500])

    def test_a_flat_cost_is_drawn_flat(self):
        axis = curves.Axis([20, 22], 300, 0, least_decades=2)
        self.assertLess(abs(axis.at(20) - axis.at(22)), 10)

    def test_every_point_is_in_the_picture(self):
        panel = curves.Panel("t", "x", "y", [curves.Curve("a", [(1, 2), (1000, 50)], [(1, 2), (1000, 50)])])
        picture = ET.fromstring(curves.draw([panel] * 3, ["c", "d"]))
        width, height = (float(number) for number in picture.get("viewBox").split()[2:])
        dots = [(float(dot.get("cx")), float(dot.get("cy"))) for dot in picture.iter(f"{SVG}circle")]
        # Two points and the legend's, three times.
        self.assertEqual(len(dots), 9)
        self.assertTrue(all(0 < x < width and 0 < y < height for x, y in dots), dots)
        self.assertGreater(height, 2 * curves.PANEL_HEIGHT)

    def test_sizes_are_short(self):
        self.assertEqual([curves.short(value) for value in (1, 10, 1000, 1e6, 0.1)], ["1", "10", "1k", "1M", "0.1"])


if __name__ == "__main__":
    unittest.main()
