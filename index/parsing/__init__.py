"""Bytes become canonical text, in worker processes with limits on time and memory.

``sources`` and ``indexing`` import it; formats and HTML have packages of their own.
"""
