"""Introductions of the article suggest questions about what it tells."""

from bot.answering.introduction import Introductions
from index.types import Source
from tests.support.sample_answers import make_citation, make_source, quote_answer

TEXT = (
    "By Clara Dumont, 12 March 2024\n\n"
    "The old mill opened again on Saturday. Helen Garnier cut the ribbon, and Helen Garnier thanked the builders. "
    "They built the wheel."
)
MILL = make_source("The mill opens again", text=TEXT)
CITED = make_citation(1, MILL, TEXT, "They built the wheel.")


class Article:
    """The only source."""

    def find_article(self) -> Source:
        """Return it."""
        return MILL

    def get_text(self, _id: str) -> str:
        """Return its text."""
        return TEXT


def test_the_author_of_a_byline_is_no_topic() -> None:
    """A user asks about the people of an article, not about who wrote it."""
    introductions = Introductions(Article(), lambda asked: quote_answer(asked.text, CITED))
    introduction = introductions.introduce_article()

    assert introduction is not None
    assert ("Helen Garnier",) == introduction.topics
