import pathlib
import tempfile
import unittest
from unittest import mock

from bench import client, compare, machine, process, rows
from bench.growth import patterns
from bench.peers import go, nginx
from bench.peers.pullpass import pullpass, version


class Peers(unittest.TestCase):
    def test_whoever_is_not_there_says_why(self):
        with mock.patch("shutil.which", return_value=None):
            self.assertIn("there is no nginx", nginx.nginx(b"{}").missing)
            self.assertIn("is not there", go.peer("go", "the newest Go", None, "install it").missing)
        self.assertIn("make build", pullpass(pathlib.Path("/nowhere/pullpass")).missing)

    def test_a_version_says_of_which_commit_it_is(self):
        said = "pullpass 0.1.0\ncommit   db5384b9006c6916d084dcd7995b3538fdf8338e\nopenssl  OpenSSL 3.0.19\n"
        self.assertEqual(version(said), "0.1.0 (db5384b9)")
        self.assertEqual(version(said.replace("338e", "338e-dirty")), "0.1.0 (db5384b9-dirty)")
        self.assertEqual(version("pullpass 0.1.0\ncommit   unknown\n"), "0.1.0")

    def test_the_same_go_is_not_measured_twice(self):
        with mock.patch.object(go, "peer", side_effect=lambda name, which, *_: go.Peer(name, which, version="1.27.3")):
            newest, debian = go.go_peers()
        self.assertEqual(newest.missing, "")
        self.assertIn("is the newest, 1.27.3", debian.missing)

    def test_a_go_that_nobody_wants_is_not_built_and_is_said(self):
        with mock.patch.object(go, "run", side_effect=AssertionError("built")):
            self.assertEqual([one.missing for one in go.go_peers(["pullpass"])], ["it was not asked for"] * 2)

    def test_a_go_that_cannot_build_it_says_so_in_its_own_words(self):
        with tempfile.TemporaryDirectory() as folder:
            fake = pathlib.Path(folder) / "go"
            fake.write_text('#!/bin/sh\n[ "$1" = env ] && echo go1.2.3 && exit 0\necho no space left >&2\nexit 1\n')
            fake.chmod(0o755)
            self.assertIn("cannot build it: no space left", go.peer("go", "some Go", str(fake), "").missing)

    def test_an_answer_is_one_word_of_nginx_configuration(self):
        self.assertEqual(nginx.quoted("a'b\\c"), "'a\\'b\\\\c'")
        with self.assertRaises(ValueError):
            nginx.quoted("$host")


    def test_names_are_known_and_ours_is_among_them(self):
        self.assertIsNone(compare.names(None))
        self.assertEqual(compare.names("go"), ["pullpass", "go"])
        self.assertEqual(compare.names("pullpass,nginx"), ["pullpass", "nginx"])
        with self.assertRaisesRegex(SystemExit, "there is no ngnix"):
            compare.names("ngnix")

    def test_names_are_those_of_the_peers(self):
        with mock.patch.object(go, "run", side_effect=AssertionError("built")):
            there = [pullpass(pathlib.Path("/nowhere")), nginx.nginx(b"{}"), *go.go_peers(["pullpass"])]
        self.assertEqual([peer.name for peer in there], compare.NAMES)


class Processes(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.log = pathlib.Path(self.folder.name) / "log"
        self.core = machine.cores(quick=True)[0]

    def test_children_count(self):
        one = process.Process("shell", ["sh", "-c", "sh -c 'while :; do :; done' & echo up >&2; wait"], self.core, self.log)
        self.addCleanup(one.stop)
        while "up" not in self.log.read_text():
            one.check()
        pids = one.pids()
        self.addCleanup(lambda: [__import__("os").kill(pid, 9) for pid in pids[1:]])
        self.assertEqual(len(pids), 2)
        before = one.cpu_seconds()
        while one.cpu_seconds() - before < 0.02:
            one.check()
        self.assertGreater(one.memory()["resident"], 0)

    def test_one_that_has_ended_is_told_with_its_last_words(self):
        one = process.Process("shell", ["sh", "-c", "echo cannot listen >&2; exit 3"], self.core, self.log)
        one.process.wait()
        with self.assertRaisesRegex(process.Ended, "shell ended with code 3 .*cannot listen"):
            one.check()


class Loads(unittest.TestCase):
    def test_no_load_has_fewer_requests_than_connections(self):
        files = {name: pathlib.Path(name) for name in ("3k", "14k", "106k")}
        for requests in (1, 100, 10_000):
            for question in rows.questions(requests):
                load = question.load(requests, files)
                self.assertGreaterEqual(load.requests, int(load.options[load.options.index("-c") + 1]))
                self.assertNotIn("CONNECTIONS", load.options)

    def test_a_client_that_got_no_answers_ends_the_run(self):
        from bench.places import free_port

        with tempfile.NamedTemporaryFile() as body:
            with self.assertRaises(client.Unanswered):
                client.run(free_port(), client.Load(1, ("--h1", "-c", "1"), pathlib.Path(body.name)), machine.cores()[1])

    def test_every_row_has_a_name_of_its_own(self):
        keys = [row.key for row in rows.all_rows()]
        self.assertEqual(len(set(keys)), len(keys))

    def test_patterns_are_as_many_as_said_and_all_different(self):
        for count in (1, 9, 10, 1000):
            for wildcards in (False, True):
                found = [pattern for _, listed in patterns.registries(count, wildcards) for pattern in listed]
                self.assertEqual(len(set(found)), count)
                self.assertEqual(sum("*" in pattern for pattern in found), (count + 4) // 10 if wildcards else 0)


if __name__ == "__main__":
    unittest.main()
