import json
import unittest

from bench import bodies


class Bodies(unittest.TestCase):
    def test_a_review_has_exactly_the_size_that_was_asked_for(self):
        for size in [*range(800, 1100), 3000, 3601, 4096, 10_007, 106_000, 1 << 20]:
            with self.subTest(size=size):
                body = bodies.of_size(size)
                self.assertEqual(len(body), size)
                self.assertEqual(json.loads(body)["request"]["operation"], "CREATE")

    def test_a_size_that_no_review_has_is_refused(self):
        with self.assertRaises(ValueError):
            bodies.of_size(400)

    def test_a_longer_review_is_longer_by_containers_that_are_different(self):
        containers = json.loads(bodies.of_size(1 << 20))["request"]["object"]["spec"]["containers"]
        self.assertGreater(len(containers), 200)
        self.assertEqual(len({container["name"] for container in containers}), len(containers))

    def test_its_managed_fields_name_each_container(self):
        pod = json.loads(bodies.of_size(106_000))["request"]["object"]
        owned = pod["metadata"]["managedFields"][0]["fieldsV1"]["f:spec"]["f:containers"]
        names = {f'k:{{"name":"{container["name"]}"}}' for container in pod["spec"]["containers"][1:]}
        self.assertEqual(set(owned), names)

    def test_text_is_escaped_as_an_api_server_escapes_it(self):
        self.assertEqual(bodies.text({"a": "<ü&>"}), b'{"a":"\\u003c' + "ü".encode() + b'\\u0026\\u003e"}')

    def test_the_three_of_the_table_have_their_sizes(self):
        self.assertEqual([round(len(bodies.named(name)) / 1000) for name in ("3k", "14k", "106k")], [3, 14, 106])


if __name__ == "__main__":
    unittest.main()
