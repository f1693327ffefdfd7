"""The page of a PDF file as a picture, with a quote marked.

``sources`` imports it. The drawing runs in a parsing worker.
"""
