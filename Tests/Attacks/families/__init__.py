"""The attacks, a file for each family, in the order in which they run."""

from families import places, memory, large_reviews, floods, combined, poison, wars, deletions, large_secrets  # noqa: F401
