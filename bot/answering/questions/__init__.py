"""What a question asks for: intent, follow-ups, small talk, suggestions.

``extractive`` and ``generative`` import it.
"""
