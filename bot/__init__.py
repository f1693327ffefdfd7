"""The application: answers, Telegram, and the command line.

``cli`` → ``composition`` → ``telegram``, ``evaluation`` → ``state``, ``indexing`` → ``answering``. import-linter keeps
that order.
"""
