"""Parsing: bytes become canonical text, in worker processes with limits on time and memory.

``sources`` and ``indexing`` import it; HTML and the other formats have packages of their own.
"""
