"""A cache of stored texts: reading a long text takes longer than answering a question."""

import sys
import threading
from collections import OrderedDict
from collections.abc import Callable, Collection


class TextCache:
    """The texts that were read last, by id. Safe to call from several threads.

    A text never changes, so a cached text is never wrong. The caller knows whether the text is still stored.
    """

    def __init__(self, most: int) -> None:
        """Keep up to ``most`` bytes in all, and always the text that was used last."""
        self._most = most
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, str] = OrderedDict()

    def get(self, ids: Collection[str], read: Callable[[Collection[str]], dict[str, str]]) -> dict[str, str]:
        """Return the texts with these ids; ``read`` gets the ids that are not cached, and need not find all of them."""
        with self._lock:
            found = {id_: self._kept[id_] for id_ in ids if id_ in self._kept}
        if missing := set(ids) - set(found):
            found |= read(missing)
        with self._lock:
            for id_, body in found.items():
                self._kept[id_] = body
                self._kept.move_to_end(id_)
            while len(self._kept) > 1 and sum(map(sys.getsizeof, self._kept.values())) > self._most:
                self._kept.popitem(last=False)
        return found
