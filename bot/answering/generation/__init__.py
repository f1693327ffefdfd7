"""Generation: prompt context, statement generation, map-reduce, verification, streaming.

``generative`` may import it.
"""
