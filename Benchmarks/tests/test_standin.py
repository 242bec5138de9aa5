import http.client
import json
import threading
import unittest

from bench.standin import StandIn, label_fits, merged

SECRETS = "/api/v1/namespaces/a/secrets"


class Requests(unittest.TestCase):
    def setUp(self):
        self.cluster = StandIn()
        self.cluster.__enter__()
        self.addCleanup(self.cluster.__exit__)

    def ask(self, method, path, body=None, kind="application/json"):
        connection = http.client.HTTPConnection("127.0.0.1", self.cluster.server.server_address[1], timeout=10)
        self.addCleanup(connection.close)
        connection.request(method, path, body and json.dumps(body), {"Content-Type": kind})
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())

    def test_what_was_created_is_found_and_what_is_not_there_is_not(self):
        self.assertEqual(self.ask("POST", SECRETS, {"metadata": {"name": "x"}})[0], 201)
        self.assertEqual(self.ask("POST", SECRETS, {"metadata": {"name": "x"}})[0], 409)
        self.assertEqual(self.ask("GET", f"{SECRETS}/x")[1]["metadata"]["namespace"], "a")
        self.assertEqual(self.ask("GET", f"{SECRETS}/y")[0], 404)

    def test_applying_creates_and_merges_and_keeps_the_identity(self):
        first = self.ask("PATCH", f"{SECRETS}/x?fieldManager=m", {"kind": "Secret", "data": {"a": "1"}}, "application/apply-patch+yaml")
        owned = first[1]["metadata"]["managedFields"]
        self.assertEqual([(one["manager"], one["operation"], one["fieldsV1"]) for one in owned], [("m", "Apply", {"f:data": {"f:a": {}}})])
        second = self.ask("PATCH", f"{SECRETS}/x", {"data": {"b": "2"}}, "application/merge-patch+json")
        self.assertEqual(second[1]["data"], {"a": "1", "b": "2"})
        self.assertEqual(first[1]["metadata"]["uid"], second[1]["metadata"]["uid"])
        self.assertEqual(self.ask("PATCH", f"{SECRETS}/y", {}, "application/merge-patch+json")[0], 404)

    def test_a_list_comes_in_pages_narrowed_by_labels_and_fields(self):
        for number in range(5):
            self.cluster.add(SECRETS, {"metadata": {"name": f"s{number}", "labels": {"odd": str(number % 2)}}})
        self.cluster.add("/api/v1/namespaces", {"metadata": {"name": "a"}})
        first = self.ask("GET", "/api/v1/secrets?limit=3")[1]
        rest = self.ask("GET", f"/api/v1/secrets?limit=3&continue={first['metadata']['continue']}")[1]
        self.assertEqual([item["metadata"]["name"] for item in first["items"] + rest["items"]], [f"s{number}" for number in range(5)])
        self.assertNotIn("continue", rest["metadata"])
        self.assertEqual(len(self.ask("GET", "/api/v1/secrets?labelSelector=odd%3D1")[1]["items"]), 2)
        self.assertEqual(len(self.ask("GET", "/api/v1/secrets?fieldSelector=metadata.name%3Ds3")[1]["items"]), 1)
        self.assertEqual(len(self.ask("GET", "/api/v1/namespaces/b/secrets")[1]["items"]), 0)
        self.assertEqual(self.ask("GET", "/api/v1/namespaces/a")[1]["kind"], "Namespace")

    def test_a_watch_tells_what_came_after_its_version(self):
        self.cluster.add(SECRETS, {"metadata": {"name": "before"}})
        version = self.ask("GET", SECRETS)[1]["metadata"]["resourceVersion"]
        connection = http.client.HTTPConnection("127.0.0.1", self.cluster.server.server_address[1], timeout=10)
        self.addCleanup(connection.close)
        connection.request("GET", f"{SECRETS}?watch=1&resourceVersion={version}")
        answer = connection.getresponse()
        self.assertEqual(answer.status, 200)

        def change():
            self.cluster.add(SECRETS, {"metadata": {"name": "after"}})
            self.cluster.replace(SECRETS, {"metadata": {"name": "after"}, "data": {"a": "1"}})
            self.ask("DELETE", f"{SECRETS}/before")

        changing = threading.Thread(target=change)
        changing.start()
        self.addCleanup(changing.join)
        events = [json.loads(answer.readline()) for _ in range(3)]
        self.assertEqual([(one["type"], one["object"]["metadata"]["name"]) for one in events],
                         [("ADDED", "after"), ("MODIFIED", "after"), ("DELETED", "before")])


    def test_a_watch_that_begins_with_what_is_there_says_where_that_ends_and_can_be_of_metadata(self):
        self.cluster.add(SECRETS, {"metadata": {"name": "there"}, "data": {"a": "1"}})
        connection = http.client.HTTPConnection("127.0.0.1", self.cluster.server.server_address[1], timeout=10)
        self.addCleanup(connection.close)
        accept = {"Accept": "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1"}
        connection.request("GET", "/api/v1/secrets?watch=true&sendInitialEvents=true&timeoutSeconds=0.1", headers=accept)
        events = [json.loads(line) for line in connection.getresponse().read().splitlines()]
        self.assertEqual([one["type"] for one in events], ["ADDED", "BOOKMARK"])
        self.assertEqual(events[0]["object"]["kind"], "PartialObjectMetadata")
        self.assertNotIn("data", events[0]["object"])
        self.assertEqual(events[1]["object"]["metadata"]["annotations"], {"k8s.io/initial-events-end": "true"})
        self.assertEqual(events[1]["object"]["metadata"]["resourceVersion"], events[0]["object"]["metadata"]["resourceVersion"])


class Parts(unittest.TestCase):
    def test_labels_are_read_in_every_form(self):
        own = {"a": "1", "b": ""}
        for part, fits in {"a": True, "c": False, "!c": True, "!a": False, "a=1": True, "a==1": True, "a=2": False, "a!=2": True,
                           "c!=2": True, "a in (1, 2)": True, "a in (2)": False, "a notin (2)": True, "b=": True}.items():
            self.assertEqual(label_fits(part, own), fits, part)

    def test_null_takes_away_and_objects_are_merged(self):
        self.assertEqual(merged({"a": {"b": 1, "c": 2}, "d": 3}, {"a": {"b": None, "e": 4}, "d": [1]}), {"a": {"c": 2, "e": 4}, "d": [1]})


if __name__ == "__main__":
    unittest.main()
