"""What users want to be told later: answers to open questions, and changes of cited words.

``bot.telegram`` imports it.
"""
