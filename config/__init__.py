"""Settings: one frozen class, read from the environment or a ``.env`` file."""
