"""Links to a quote: text fragments that every browser can read."""

from hypothesis import given
from hypothesis import strategies as st

from bot.answering.quotes.text_fragment import build_fragment_link


def test_the_link_of_a_short_quote_holds_all_of_it() -> None:
    """Characters with a meaning in a text directive are percent-encoded."""
    expected = "https://example.org/a#:~:text=Ships%2C%20well%2Dbuilt%20%26%20fast"
    assert expected == build_fragment_link("https://example.org/a", "Ships, well-built & fast")


def test_the_link_of_a_long_quote_names_its_two_ends() -> None:
    """The link to a long quote has its first and last words, cut between words."""
    quote = "The cable was paid out from two ships that met in the middle of the ocean and then steamed apart."
    expected = "#:~:text=The%20cable%20was%20paid%20out%20from%20two,and%20then%20steamed%20apart."
    assert f"https://example.org/a{expected}" == build_fragment_link("https://example.org/a", quote)


@given(st.text(min_size=1, max_size=300))
def test_a_link_never_breaks_on_any_quote(quote: str) -> None:
    """For any quote, the directive has at most one comma and no character that ends it."""
    link = build_fragment_link("https://example.org/a", quote.encode("utf-8", "replace").decode())
    directive = (link or "").split("#:~:text=")[1]
    assert directive.count(",") <= 1
    assert not set(directive) & set("-& \n#")


def test_a_file_has_no_link() -> None:
    """A source that is a file has no link."""
    assert build_fragment_link("/home/somebody/article.txt", "words") is None
