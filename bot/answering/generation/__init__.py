"""Generative answering: prompt context, statements, and the verifier that checks them.

``generative`` imports it.
"""
