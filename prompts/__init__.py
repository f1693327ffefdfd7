"""Prompt files and their loader; empty until a language model writes answers."""
