"""What all attacks share: the server under attack, the probe beside it, connections, and the verdict."""
