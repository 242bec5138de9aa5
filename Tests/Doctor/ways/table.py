"""A way to break an installation, and where all of them are."""

import dataclasses
import re
from collections.abc import Callable


@dataclasses.dataclass
class Way:
    """`codes` are the causes that doctor may say first, `status` is what status has to say, a pattern of its JSON, where it can know."""

    name: str
    title: str
    codes: tuple
    act: Callable
    status: str | None = None

    def is_told_by(self, report):
        """Whether status shows it."""
        return bool(self.status and re.search(self.status, report))


ALL = []


def way(name, title, *codes, status=None):
    """Adds a function that breaks a scene."""
    def add(act):
        ALL.append(Way(name, title, codes, act, status))
        return act

    return add
