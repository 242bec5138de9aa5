"""The attacks, a file for each family, in the order in which they run."""

from families import (  # noqa: F401
    places, memory, large_reviews, floods, combined, poison, wars, deletions, large_secrets, obstacles
)
