"""What a killed process needs, loaded once: the fork server imports this module, and all its processes have it."""

import chromadb.api.rust  # noqa: F401 - chromadb imports it with its first client

import tests.support.killed  # noqa: F401 - what the processes run
from index.text.language import detect

detect("The keepers of the lighthouse wrote a log.")  # loads the classifier
