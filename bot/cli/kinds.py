"""What the kinds of source are called."""

from index.types import Kind

KIND_WORDS: dict[Kind, str] = {
    "article": "the article",
    "linked": "linked source",
    "document": "document",
}
