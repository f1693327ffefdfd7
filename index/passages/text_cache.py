"""Texts that the process keeps in memory, since a long one takes longer to read than a question to answer."""

import sys
import threading
from collections import OrderedDict
from collections.abc import Callable, Collection


class TextCache:
    """The texts that were read lately, by name; a name means the same text for good. Safe to call from several threads.

    Whether a text is still there is for the caller to know: what is asked for is what is handed out.
    """

    def __init__(self, most: int) -> None:
        """Keep up to ``most`` bytes in all; the text that was used last is always kept."""
        self._most = most
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, str] = OrderedDict()

    def get(self, ids: Collection[str], read: Callable[[Collection[str]], dict[str, str]]) -> dict[str, str]:
        """The texts of these names; ``read`` is asked for those that are not kept, and need not find them all."""
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
