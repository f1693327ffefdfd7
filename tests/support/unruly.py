"""A parser that obeys commands in its documents, to test what a worker survives."""

import ctypes
import os
import signal
import time

from index.errors import EmptyError
from index.types import Document, Link, Raw


def read(raw: Raw) -> Document:  # noqa: C901 - a list of orders
    """The document with these words, some of which are commands."""
    match raw.data.decode().split():
        case ["hang"]:
            while True:
                pass
        case ["wait", seconds]:
            time.sleep(float(seconds))
        case ["eat"]:
            eaten = [bytearray(50_000_000)]
            while eaten:
                eaten.append(bytearray(50_000_000))
        case ["crash"]:
            ctypes.string_at(0)
        case ["leave"]:
            os.kill(os.getpid(), signal.SIGKILL)
        case ["print"]:
            os.write(1, b"words that are no reply")
            print("more of them")  # noqa: T201 - what a chatty library would do
        case ["stumble"]:
            raise RecursionError
        case ["nothing"]:
            raise EmptyError("There is nothing; give another.")
        case ["pid"]:
            return _document(str(os.getpid()))
        case ["secrets"]:
            return _document(" ".join(sorted(os.environ)))
    return _document(raw.data.decode())


def _document(text: str) -> Document:
    links = (Link("/texts/\udce9t\u00e9.txt", "summer"),)
    return Document(text, "Title", "Mara Quill", "2026-03-04", "en", links)
