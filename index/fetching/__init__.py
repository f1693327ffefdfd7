"""Downloads: HTTP with redirects, retries, robots.txt, throttling and the SSRF guard; local files.

``sources`` and ``indexing`` import it; it imports ``text``, ``urls`` and packages below them.
"""
