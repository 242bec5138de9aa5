"""One run of all scenarios under valgrind, and one at full speed with breakpoints; together what a request costs in each."""

import collections
import json
import os
import pathlib
import subprocess

import callgrind
import scenarios
import symbols
import tracee

ROOT = pathlib.Path(__file__).resolve().parents[2]

ALLOCATE = {"malloc", "calloc", "realloc", "posix_memalign", "aligned_alloc"}
# Those that stand between whoever wants memory and malloc.
ALLOCATORS = ALLOCATE | {
    "CRYPTO_malloc", "CRYPTO_realloc", "CRYPTO_zalloc", "pullpass_counted_malloc", "pullpass_counted_realloc", "pullpass_nghttp2_calloc",
    "pullpass_nghttp2_malloc", "pullpass_nghttp2_realloc", "nghttp2_mem_calloc", "nghttp2_mem_malloc", "nghttp2_mem_realloc",
    "swift_allocObject", "swift_slowAlloc", "swift_slowAllocTyped",
}
# Likewise, in as many copies as there are types of elements.
GROWING = ("_consumeAndCreateNew", "_ContiguousArrayBufferV19_uninitializedCount15minimumCapacity", "_allocateStringStorage")
RETAIN = {"swift_retain", "swift_retain_n", "swift_unknownObjectRetain", "swift_unknownObjectRetain_n"}
RETAINERS = RETAIN | {"swift_bridgeObjectRetain", "swift_bridgeObjectRetain_n"}
RELEASE = {"swift_release", "swift_release_n", "swift_unknownObjectRelease", "swift_unknownObjectRelease_n"}
RELEASERS = RELEASE | {"swift_bridgeObjectRelease", "swift_bridgeObjectRelease_n"}
# Where the compiler cannot see that nobody else changes a property of a class meanwhile, that is looked up.
CHECK = {"swift_beginAccess"}
COPIES = ("__memcpy_", "__memmove_", "__mempcpy_")
LISTENING = r'"message":"listening".*"webhook":"[^"]*:(\d+)/'


class Counts:
    """Of one request of a scenario: `counts` is {what: how many}, `whose` is {what: {function: how many}}."""

    def __init__(self):
        self.counts = {}
        self.whose = {}


class Measurement:
    """Of the executable `binary`, beside which is the same with names, in an empty folder."""

    def __init__(self, binary, folder):
        self._binary = binary
        self._named = binary.with_name(binary.name + ".named")
        self._folder = folder
        if not self._named.exists():
            raise ValueError(f"there is no {self._named}, which .ci/build puts beside the executable when it links; remove {binary} and build it anew")
        if symbols.loaded(binary) != symbols.loaded(self._named):
            raise ValueError(f"{self._named} is not the same program as {binary}: build both with .ci/build")
        self._symbols = symbols.Symbols(self._named)
        subprocess.run(["bash", str(ROOT / "certs/make.sh"), "--into", str(folder)], check=True, stdout=subprocess.DEVNULL)
        (folder / "pullpass.yaml").write_text(json.dumps(configuration()))
        self.results = collections.defaultdict(Counts)

    def run(self, wanted):
        self._count_instructions(wanted)
        self._count_calls(wanted)
        self._name_functions()

    def _start(self, name, before, binary):
        arguments = [
            *before, binary, "serve", "--standalone", "--config", self._folder / "pullpass.yaml", "--listen", "127.0.0.1:0",
            "--metrics-listen", "127.0.0.1:0", "--tls-cert", self._folder / "serving.pem", "--tls-key", self._folder / "serving-key.pem",
        ]
        environment = {"PATH": os.environ["PATH"], "HOME": str(self._folder), "PASSWORD": "x"}
        process = tracee.Tracee(arguments, environment, self._folder / f"{name}.log")
        (port,) = process.run_until_said(LISTENING)
        stage = scenarios.Stage(process, int(port), self._folder / "ca.pem")
        stage.marker()
        process.freeze_clock()
        return process, stage

    # MARK: Under valgrind

    def _count_instructions(self, wanted):
        """Each marker ends in SSL_free, before which valgrind writes what was done since the last.

        What a marker itself costs goes with the difference between a few rounds and more.
        """
        output = self._folder / "callgrind.out"
        valgrind = [
            "/usr/bin/valgrind", "--tool=callgrind", "--separate-threads=yes", "--dump-before=SSL_free", f"--callgrind-out-file={output}",
        ]
        process, stage = self._start("valgrind", valgrind, self._named)
        dumps = callgrind.Dumps(output)
        try:
            for scenario in wanted:
                windows = []

                def before():
                    for rounds in (1, 1 + scenario.rounds):
                        stage.marker()
                        dumps.new()
                        yield rounds

                def after(_):
                    stage.marker()
                    windows.append(callgrind.total(dumps.new()))

                stage.play(scenario, before, after)
                self._take_profile(scenario, windows[1].less(windows[0]))
        finally:
            process.stop()

    def _take_profile(self, scenario, profile):
        requests = scenario.rounds * scenario.requests_a_round
        result = self.results[scenario.name]

        def note(name, total, functions):
            result.counts[name] = total / requests
            result.whose[name] = {function: times / requests for function, times in functions.items()}

        note("instructions", profile.instructions, profile.own)
        for name, counted, askers in (
            ("allocations", ALLOCATE, ALLOCATORS | profile.functions_with(GROWING)), ("retains", RETAIN, RETAINERS),
            ("releases", RELEASE, RELEASERS), ("exclusivity checks", CHECK, CHECK),
        ):
            note(name, sum(profile.calls_of(counted).values()), profile.calls_of(askers))

    # MARK: At full speed

    def _count_calls(self, wanted):
        process, stage = self._start("traced", [], self._binary)
        addresses = {
            address: "copy" if name.startswith(COPIES) else name
            for name, address in self._symbols.addresses.items()
            if name in ALLOCATE or name.startswith(COPIES)
        }
        process.arm(addresses)
        try:
            for scenario in wanted:
                taken = []

                def before():
                    taken.append(process.totals())
                    yield scenario.rounds

                def after(_):
                    taken.append(process.totals())

                stage.play(scenario, before, after)
                self._take_totals(scenario, *taken)
        finally:
            process.stop()

    def _take_totals(self, scenario, first, last):
        requests = scenario.rounds * scenario.requests_a_round
        result = self.results[scenario.name]
        calls, asked, copiers = ({key: (value - a[key]) / requests for key, value in b.items() if value != a[key]} for a, b in zip(first, last))
        for name, times in sorted(calls.items()):
            result.counts["clock readings" if name == "clock_gettime" else f"system call {name}"] = times
        result.counts["bytes allocated"] = sum(size for kind, size in asked.items() if kind != "copy")
        result.counts["bytes copied"] = asked.get("copy", 0)
        whose = collections.Counter()
        for address, size in copiers.items():
            whose[self._symbols.at(address)] += size
        result.whose["bytes copied"] = whose

    def _name_functions(self):
        """Swift's functions as they are written, and those of one name together."""
        mangled = {function for result in self.results.values() for functions in result.whose.values() for function in functions}
        words = symbols.demangled(mangled)
        for result in self.results.values():
            for name, functions in result.whose.items():
                together = collections.Counter()
                for function, times in functions.items():
                    together[words[function]] += times
                result.whose[name] = together


def configuration():
    """The ten rules of the benchmark."""
    login = {"basic": {"username": {"value": "u"}, "password": {"env": "PASSWORD"}}}
    lines = [line.split() for line in (ROOT / "Benchmarks/patterns.txt").read_text().splitlines() if line and not line.startswith("#")]
    registries = [{"name": name, "matchImages": [pattern], "credentials": login} for name, pattern in lines]
    return {"apiVersion": "pullpass.dev/v1alpha1", "kind": "Configuration", "registries": registries, "server": {"drainTime": "0s"}}
