"""The CLDR data of a language, as Babel ships it, in a copy of our own.

Babel shares one copy in a process, and formatting a date or a number changes it: tables become objects of its own, with
names of other tables inside. What is read then depends on what was formatted before.
"""

import pickle
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

_ROOT = "root"


@lru_cache(maxsize=16)
def read_locale_data(code: str) -> Mapping[str, Any] | None:
    """Read the data of a language or locale with what it inherits from others; None if the CLDR has none.

    Args:
        code: As Babel writes it: ``de``, ``en_GB``.
    """
    from babel import localedata  # noqa: PLC0415 - only facts of texts need it
    from babel.core import get_global  # noqa: PLC0415 - as above

    if not localedata.exists(code):
        return None
    own: dict[str, Any] = pickle.loads(Path(localedata.resolve_locale_filename(code)).read_bytes())  # noqa: S301 - a file of the installed package
    if code == _ROOT:
        return own
    parent = get_global("parent_exceptions").get(code) or code.rpartition("_")[0] or _ROOT
    return _merge(read_locale_data(parent) or {}, own)


def _merge(inherited: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(inherited)
    for key, value in own.items():
        before = merged.get(key)
        both = isinstance(before, dict) and isinstance(value, dict)
        merged[key] = _merge(before, value) if both else value  # type: ignore[arg-type]  # both are dicts
    return merged
