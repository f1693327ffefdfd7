"""Questions: intent, follow-ups, small talk, suggested questions.

``quotes``, ``extractive``, ``generation`` and ``generative`` may import it.
"""
