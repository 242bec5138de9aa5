"""The attacks, a file for each family, in the order in which they run."""

from families import places, memory, large_reviews, floods, poison, wars, deletions, large_secrets, obstacles  # noqa: F401
