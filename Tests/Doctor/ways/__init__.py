"""The ways, a file for each part that breaks."""

from ways import copies, images, namespaces, own_secrets, pullpass, registries, webhook  # noqa: F401
from ways.table import ALL  # noqa: F401
