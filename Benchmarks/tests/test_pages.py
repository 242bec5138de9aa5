import unittest

from bench import pages


class Pages(unittest.TestCase):
    PAGE = "a\n<!-- bench: table -->\nold\n<!-- bench: end -->\nb\n<!-- bench: growth -->\nkept\n<!-- bench: end -->\n"

    def test_what_stands_between_the_marks_is_replaced_and_the_rest_stays(self):
        self.assertEqual(pages.filled(self.PAGE, {"table": "new\n"}), self.PAGE.replace("old", "new"))

    def test_filling_again_changes_nothing(self):
        once = pages.filled(self.PAGE, {"table": "new\n"})
        self.assertEqual(pages.filled(once, {"table": "new\n"}), once)

    def test_a_part_that_nobody_knows_is_an_error(self):
        with self.assertRaises(ValueError):
            pages.filled("<!-- bench: tabel -->\n<!-- bench: end -->\n", {"table": "new\n"})

    def test_the_pages_have_the_parts_that_are_written_into_them(self):
        text = "".join((pages.ROOT / page).read_text() for page in pages.PAGES)
        for part in pages.PARTS:
            self.assertIn(f"<!-- bench: {part} -->", text)


if __name__ == "__main__":
    unittest.main()
