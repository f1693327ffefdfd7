"""A service of a container, made once however many threads ask for it first."""

from collections.abc import Callable
from functools import cached_property
from threading import RLock
from typing import Any, Protocol, TypeVar, cast, overload

T = TypeVar("T")


class HasLock(Protocol):
    """A container; the lock is reentrant, because services need each other."""

    lock: RLock


class service(cached_property[T]):  # noqa: N801 - used as a decorator, like its base
    """A cached property of a container that several threads may read: no database or model is opened twice."""

    def __init__(self, make: Callable[[Any], T]) -> None:
        """Call ``make`` with the container when the service is first used."""
        super().__init__(make)

    @overload
    def __get__(self, instance: None, owner: type[Any] | None = None) -> "service[T]": ...

    @overload
    def __get__(self, instance: object, owner: type[Any] | None = None) -> T: ...

    def __get__(self, instance: object | None, owner: type[Any] | None = None) -> "service[T] | T":
        """Return the service of a container."""
        if instance is None:
            return self
        made = vars(instance)
        with cast("HasLock", instance).lock:  # Python 3.12 and later have no lock in cached_property
            if self.attrname not in made:
                made[str(self.attrname)] = self.func(instance)
        return cast("T", made[str(self.attrname)])
