"""Sitemaps and feeds in every format, and a fetcher that serves them."""

from index.types import Raw, ValidatorLookup
from tests.support.fakes import FakeFetcher

SITEMAP = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><loc> https://example.org/1.html#top </loc><lastmod>2026-11-01</lastmod></url>
<url><loc>https://example.org/2.html</loc><image:image><image:loc>https://example.org/x.png</image:loc></image:image></url>
<url><loc>https://example.org/1.html</loc></url><url><loc>mailto:a@example.org</loc></url>
</urlset>"""
SITEMAPS = """<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<sitemap><loc>https://example.org/sitemap.xml</loc></sitemap></sitemapindex>"""
RSS = """<rss version="2.0"><channel><title>News of  light</title><link>https://example.org/</link>
<item><title>One</title><link>https://example.org/1.html</link></item>
<item><title>Two</title><link>/2.html</link></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>News of light</title><link href="https://example.org/"/>
<entry><title>One</title><link rel="edit" href="/edit"/><link href="1.html"/></entry>
<entry><title>Two</title><link rel="alternate" href="https://example.org/2.html"/></entry></feed>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
<channel><title>News of light</title></channel><item><title>One</title><link>https://example.org/1.html</link></item>
<item><title>Two</title><link>https://example.org/2.html</link></item></rdf:RDF>"""
TARGETS = ["https://example.org/1.html", "https://example.org/2.html"]


def raw(text: str) -> Raw:
    """The bytes of a list."""
    return Raw("https://example.org/list", text.encode(), "application/xml")


class ListFetcher(FakeFetcher):
    """A fetcher over pages in memory, some of which are lists."""

    def fetch(self, location: str, *, referrer: str | None = None, validators_of: ValidatorLookup | None = None) -> Raw:
        """The page at a location."""
        found = super().fetch(location, referrer=referrer, validators_of=validators_of)
        return Raw(location, found.data, "text/html" if location.endswith(".html") else "application/xml")
