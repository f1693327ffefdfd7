"""Replicas: several processes that answer on one PostgreSQL database, with heartbeats, leases and claimed updates.

``bot.telegram`` imports it. A bot on SQLite is one process and needs none of it.
"""
