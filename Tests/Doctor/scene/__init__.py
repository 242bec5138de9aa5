"""A cluster, a registry, a node and Pullpass, all of it well until somebody breaks it."""
