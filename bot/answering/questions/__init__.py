"""Questions: intent, follow-ups, details of sources, suggested questions.

``quotes``, ``extractive``, ``generation`` and ``generative`` may import it.
"""
