"""What a model says of the sentences that it cites is no part of its statement."""

import pytest

from bot.answering.llm.replies.source_phrases import drop_source_phrase, is_chatter

DROPPED = [
    ("Según la frase 2, el cable se rompió.", "El cable se rompió.", (2,)),
    ("Segundo o texto, o cabo partiu.", "O cabo partiu.", ()),
    ("Selon le texte, le câble s'est rompu.", "Le câble s'est rompu.", ()),
    ("Secondo la frase 3, il cavo si ruppe.", "Il cavo si ruppe.", (3,)),
    ("Według zdania 2, kabel pękł.", "Kabel pękł.", (2,)),
    ("Согласно предложению 2, кабель порвался.", "Кабель порвался.", (2,)),
    ("Відповідно до тексту, кабель порвався.", "Кабель порвався.", ()),
    ("1. cümleye göre, kablo koptu.", "Kablo koptu.", (1,)),
    ("وفقا للجملة 2، انقطع الكابل.", "انقطع الكابل.", (2,)),
    ("वाक्य 1 के अनुसार, केबल टूट गया।", "केबल टूट गया।", (1,)),
    ("Menurut kalimat 2, kabel putus.", "Kabel putus.", (2,)),
    ("Theo câu 2, cáp bị đứt.", "Cáp bị đứt.", (2,)),
    ("根据第1句，电缆断了。", "电缆断了。", (1,)),
    ("文章指出，电缆断了。", "电缆断了。", ()),
    ("文1によると、ケーブルは切れた。", "ケーブルは切れた。", (1,)),
    ("문장 1에 따르면 케이블이 끊어졌다.", "케이블이 끊어졌다.", (1,)),
    ("Laut Satz 2 riss das Kabel.", "Laut dem Text riss das Kabel.", (2,)),
    ("Volgens zin 2 brak de kabel.", "Volgens de tekst brak de kabel.", (2,)),
    ("The text states that the cable broke.", "The cable broke.", ()),
    ("The cable broke, according to the provided text.", "The cable broke.", ()),
]
KEPT = [
    "According to the report, five people died.",
    "According to sources, the minister resigned.",
    "Article 5 says that all people are equal.",
    "In 1858, the cable broke.",
    "In the text, the king calls him a friend.",
    "The sentence was two years.",
    "The article was printed in 1811.",
    "No, the cable broke.",
    "Laut dem Text riss das Kabel.",
]


@pytest.mark.parametrize(("statement", "rest", "numbers"), DROPPED)
def test_the_source_is_left_out_in_every_language(statement: str, rest: str, numbers: tuple[int, ...]) -> None:
    """The number of a sentence becomes a citation, and the words around it go."""
    assert (rest, numbers) == drop_source_phrase(statement, is_cited=False)


@pytest.mark.parametrize("statement", KEPT)
def test_words_of_a_source_itself_are_kept(statement: str) -> None:
    """A text may speak of reports, articles and sentences itself."""
    assert (statement, ()) == drop_source_phrase(statement, is_cited=False)


@pytest.mark.parametrize("statement", ["Sure!", "I hope this helps.", "Конечно!", "Bien sûr !", "当然。"])
def test_words_to_the_reader_are_no_statements(statement: str) -> None:
    """They say nothing of the sources."""
    assert is_chatter(statement)


def test_a_statement_that_begins_like_such_words_is_one() -> None:
    """The word "sure" may begin a statement."""
    assert not is_chatter("Sure signs of rust were found.")
