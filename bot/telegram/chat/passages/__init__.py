"""Stored quotes in chats: their passages, and answers behind links and as files.

``bot.telegram.chat`` imports it.
"""
