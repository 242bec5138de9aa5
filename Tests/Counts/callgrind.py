"""What valgrind's callgrind writes: instructions of each function, and who called whom how often."""

import collections
import pathlib
import re


class Profile:
    """`own` is {function: instructions in its own code}, `calls` is {(caller, callee): how often}."""

    def __init__(self):
        self.own = collections.Counter()
        self.calls = collections.Counter()

    @property
    def instructions(self):
        return sum(self.own.values())

    def less(self, other):
        """What is in this one beyond the other."""
        difference = Profile()
        for mine, theirs, target in ((self.own, other.own, difference.own), (self.calls, other.calls, difference.calls)):
            for key in mine.keys() | theirs.keys():
                if value := mine[key] - theirs[key]:
                    target[key] = value
        return difference

    def functions_with(self, parts):
        """The functions in whose names one of `parts` is."""
        return {name for name in self.own if any(part in name for part in parts)}

    def calls_of(self, names):
        """How often one of `names` was called, by others than themselves, as {caller: times}."""
        callers = collections.Counter()
        for (caller, callee), times in self.calls.items():
            if callee in names and caller not in names:
                callers[caller] += times
        return callers


def read(text):
    """A dump in the format that https://valgrind.org/docs/manual/cl-format.html describes, with one event, Ir."""
    profile = Profile()
    names = {}
    function = callee = None
    times = 0
    for line in text.splitlines():
        kind, equals, rest = line.partition("=")
        if equals and kind in ("fn", "cfn"):
            name = _name(names, rest)
            if kind == "fn":
                function = name
            else:
                callee = name
        elif kind == "calls":
            times = int(rest.split()[0])
        elif line[:1] in "+-*0123456789" and line:
            if callee is None:
                profile.own[function] += int(line.split()[1])
            else:
                # The cost of a call stands in the callee's own lines, too.
                profile.calls[function, callee] += times
                callee = None
    return profile


def _name(names, text):
    """`(7) name` the first time, `(7)` from then on. Recursion is told apart by an ending, which does not matter here."""
    number, _, name = text.partition(" ")
    if name:
        names[number] = re.sub(r"'\d+$", "", name)
    return names[number]


def total(profiles):
    """All of them as one."""
    sum_ = Profile()
    for profile in profiles:
        sum_.own += profile.own
        sum_.calls += profile.calls
    return sum_


class Dumps:
    """The files of a run with a file for each thread and dump: FILE.dump-thread."""

    def __init__(self, path):
        self._path = pathlib.Path(path)
        self._seen = set()

    def new(self):
        """Of each dump since the last look, the profile of the thread that did most."""
        dumps = collections.defaultdict(list)
        for path in self._path.parent.glob(f"{self._path.name}.*-*"):
            number = int(path.suffix[1:].partition("-")[0])
            if number not in self._seen:
                dumps[number].append(read(path.read_text()))
                path.unlink()
        self._seen |= dumps.keys()
        return [max(dumps[number], key=lambda profile: profile.instructions) for number in sorted(dumps)]
