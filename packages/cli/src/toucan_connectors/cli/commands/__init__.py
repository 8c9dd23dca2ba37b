"""A file a command: it computes an answer as JSON-like data, and shows the same to people."""
