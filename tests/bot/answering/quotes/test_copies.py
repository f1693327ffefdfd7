"""``bot.answering.quotes.copies``: the same words of several sources are one sentence of the ranking."""

from bot.answering.quotes.copies import merge_copies
from index.types import Kind, SentenceHit, Source, Span

LAMP = "The lamp of Brell was lit in 1871."


def source(id_: str, kind: Kind, linked_from: tuple[str, ...] = ()) -> Source:
    """A source of this id."""
    return Source(id_, f"https://example.org/{id_}", kind, id_, None, None, "en", f"text of {id_}", 1, linked_from)


SOURCES = [source("article", "article"), source("copy", "linked"), source("origin", "linked", ("article", "copy"))]


def rank(*said: tuple[str, str]) -> list[SentenceHit]:
    """A ranking of the sentences of some sources, best first."""
    return [
        SentenceHit(id_, f"text of {id_}", Span(0, len(text)), Span(0, 99), text, -float(at))
        for at, (id_, text) in enumerate(said)
    ]


def merged(*said: tuple[str, str]) -> list[tuple[str, str, float, tuple[str, ...]]]:
    """The source, words, score and other sources of each sentence after its copies were merged."""
    hits = merge_copies(rank(*said), {one.id: one for one in SOURCES}.__getitem__)
    return [(hit.source_id, hit.text, hit.score, hit.also) for hit in hits]


def test_the_article_is_quoted_for_its_copies() -> None:
    """It takes the place of the best copy, whatever the marks between the words; the copies are last."""
    assert [
        ("article", LAMP, 0.0, ("copy", "origin")),
        ("copy", "It burned whale oil for years.", -1.0, ()),
        ("copy", LAMP.upper(), -103.0, ()),
        ("origin", LAMP, -103.0, ()),
    ] == merged(("copy", LAMP.upper()), ("copy", "It burned whale oil for years."), ("origin", LAMP), ("article", LAMP))


def test_the_source_that_is_linked_is_quoted_for_its_copies() -> None:
    """Without the article, the source to which most others link is taken for the original."""
    assert ("origin", LAMP, 0.0, ("copy",)) == merged(("copy", LAMP), ("origin", LAMP))[0]


def test_short_and_own_words_are_no_copies() -> None:
    """Two words may be in two texts by chance, and a refrain is in one text."""
    said = (("copy", "See below."), ("origin", "See below."), ("article", LAMP), ("article", LAMP))
    assert [(id_, text, -float(at), ()) for at, (id_, text) in enumerate(said)] == merged(*said)


def test_another_vowel_sign_makes_another_sentence() -> None:
    """A boy's lamp and a girl's, लड़के and लड़की, differ in one sign, which is no letter."""
    said = (("copy", "यह दीपक लड़के का है और पुराना है।"), ("origin", "यह दीपक लड़की का है और पुराना है।"))
    assert [(id_, text, -float(at), ()) for at, (id_, text) in enumerate(said)] == merged(*said)
