"""The application: answers, Telegram, and the command line.

Imports go down these floors, and import-linter checks it: ``cli`` → ``composition`` → ``telegram``, ``evaluation`` →
``state``, ``indexing`` → ``answering`` → ``executors``, ``console``.
"""
