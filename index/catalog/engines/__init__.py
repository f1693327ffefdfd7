"""The database engines: SQLite files, the default, and a PostgreSQL server. Only this package knows their differences.

``catalog``, ``passages`` and ``bot.state`` import ``statements``; ``catalog.database`` opens the engines.
"""
