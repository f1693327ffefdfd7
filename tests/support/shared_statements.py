"""The compiled SQL statements that all stores of one process share, because they cost more to compile than to run.

A process of Pincite has two stores. A test opens several, and each engine would compile its statements.
"""

from typing import Any

import pytest
from sqlalchemy import Dialect, Engine, create_engine

from index.catalog.engines import postgresql_engine, sqlite_engine

_dialects: dict[str, Dialect] = {}
_compiled: dict[Any, Any] = {}


def share_statements(patch: pytest.MonkeyPatch) -> None:
    """Let the engines of each kind share their dialect, with which statements are compiled, and the statements."""
    for module in (sqlite_engine, postgresql_engine):
        patch.setattr(module, "create_engine", _create_engine)


def _create_engine(*arguments: Any, **options: Any) -> Engine:  # noqa: ANN401 - SQLAlchemy's
    engine = create_engine(*arguments, **options)
    shared = _dialects.get(engine.name)
    if shared is not None and _knows_server(shared):
        engine.dialect = shared
        engine.update_execution_options(compiled_cache=_compiled)
    else:
        _dialects[engine.name] = engine.dialect
    return engine


def _knows_server(dialect: Dialect) -> bool:
    """Return whether a dialect was set up by the first connection of its engine."""
    return getattr(dialect, "server_version_info", None) is not None
