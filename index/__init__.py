"""From a link or file to ranked passages. Knows no Telegram and no language model.

``indexing`` turns a link into a version in the stores; ``retrieval`` turns a question into ranked passages and
sentences. Below them: ``sources``, ``fetching``, ``parsing``, ``passages``, ``catalog``, ``models``, ``text``,
``urls``, ``concurrency``. import-linter keeps that order.
"""
