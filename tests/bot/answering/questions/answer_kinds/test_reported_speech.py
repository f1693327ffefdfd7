"""Questions for what somebody says, and the sentences in which somebody says it."""

import pytest

from bot.answering.questions.answer_kinds.question_kinds import find_kind
from bot.answering.questions.answer_kinds.reported_speech import find_asked_speech


@pytest.mark.parametrize(
    ("question", "speaker", "topic"),
    [
        ("What does the old ferryman say about the tide?", ["old", "ferryman"], ["tide"]),
        ("whats the mayors opinion on dogs", ["mayor"], ["dogs"]),
        ("what did berg promise", ["berg"], []),
        ("qué dice la alcaldesa sobre los perros", ["alcaldesa"], ["perros"]),
        ("o que diz a presidente sobre o mercado?", ["presidente"], ["mercado"]),
        ("qu'est-ce que le maire dit de la plage ?", ["maire"], ["plage"]),
        ("was hat Berg über die Fähre gesagt?", ["berg"], ["fahre"]),
        ("что Орлов говорит о мосте", ["орлов"], ["мосте"]),
        ("ماذا يقول العمدة عن الجسر؟", ["العمده"], ["الجسر"]),
        ("cosa dice il sindaco della piscina", ["sindaco"], ["piscina"]),
        ("wat zegt Berg over de veerpont?", ["berg"], ["veerpont"]),
        ("co Lis mówi o moście", ["lis"], ["moscie"]),
        ("що каже мер про міст", ["мер"], ["міст"]),
        ("Ali Kaya köprü hakkında ne dedi", ["ali", "kaya"], ["kopru"]),
        ("市长对大桥怎么评价", ["市长"], ["大桥"]),
        ("母は橋について何と言っていますか", ["母"], ["橋"]),
        ("시장은 다리에 대해 뭐라고 말했나요", ["시장"], ["다리"]),
        ("महापौर ने पुल के बारे में क्या कहा", ["महापौर", "ने"], ["पुल"]),
    ],
)
def test_speaker_and_topic_are_found(question: str, speaker: list[str], topic: list[str]) -> None:
    """Each language has its forms of the question."""
    found = find_asked_speech(question)
    assert found is not None
    assert [found.is_named_in(" ".join(speaker)), found.get_share(" ".join(topic))] == [True, 1.0]
    assert len(topic) == len(found.topic)


@pytest.mark.parametrize(
    "question",
    ["What does the dog eat?", "what does he say about it", "was hält das Dach", "was sagt er dazu", "谁说的"],
)
def test_other_questions_ask_for_no_speech(question: str) -> None:
    """A pronoun names no speaker."""
    assert find_asked_speech(question) is None


@pytest.mark.parametrize(
    ("text", "is_said"),
    [
        ("Mayor Berg said the bridge was safe.", True),
        ("According to the mayor, Ida Berg, the bridge is safe.", True),
        ("Berg denies that the bridge is old.", True),
        ("The guild accused Berg of neglect.", False),
        ("“We told Berg long ago,” said the ferryman.", False),
        ("Berg opened the bridge in May.", False),
    ],
)
def test_a_speaker_is_before_the_word_for_saying(text: str, is_said: bool) -> None:  # noqa: FBT001
    """Or right behind "according to"; the accused, or those named in another's words, do not speak."""
    asked = find_asked_speech("What does Berg say about the bridge?")
    assert asked is not None
    assert is_said is asked.is_said_in(text, "en")


def test_a_question_for_words_about_a_price_asks_for_no_price() -> None:
    """The words may have no amount."""
    assert find_kind("What does the mayor say about the cost?") is None
    assert find_kind("What does the bridge cost?") == "money"
