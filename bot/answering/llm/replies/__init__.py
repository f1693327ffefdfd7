"""Replies of a language model: freed of markup, and parsed into statements with the sentences that they cite.

``llm``, ``generation`` and ``questions`` may import it; it imports only word lists and the splitter of sentences.
"""
