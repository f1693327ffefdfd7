"""A message may ask several questions, and has one answer."""

from dataclasses import replace

import pytest

from bot.answering.chat_language.several_questions import join_answers, split_joined, split_questions
from index.types import Span
from tests.support.sample_answers import make_citation, make_source, quote_answer

TEXT = "Ada Byrne built it. It burned in 1866."
SOURCE = make_source(text=TEXT)
BUILT = make_citation(1, SOURCE, TEXT, "Ada Byrne built it.", Span(0, len(TEXT)))
BURNED = make_citation(1, SOURCE, TEXT, "It burned in 1866.", Span(0, len(TEXT)))


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("Who paid for it? And how much?", ("Who paid for it?", "And how much?")),
        ("two questions:\n1. who built it\n2. when did it burn", ("who built it", "when did it burn")),
        ("- wer hat sie gebaut\n- wie lang ist sie", ("wer hat sie gebaut", "wie lang ist sie")),
        ("¿Quién lo pagó? ¿Y cuánto costó?", ("¿Quién lo pagó?", "¿Y cuánto costó?")),
        ("谁造了灯塔？什么时候完工？", ("谁造了灯塔？", "什么时候完工？")),
        ("من بنى الجسر؟ ومتى احترق؟", ("من بنى الجسر؟", "ومتى احترق؟")),
        ("Quiz\nA) When did it burn?\nB) Who paid for it", ("When did it burn?", "Who paid for it")),
        ("Q1: who built it\nQ2: when did it burn", ("who built it", "when did it burn")),
        ("(1) who built it\n(2) when did it burn", ("who built it", "when did it burn")),
        (
            "\n".join(f"{n}. who built number {n}" for n in range(1, 9)),
            tuple(f"who built number {n}" for n in range(1, 9)),
        ),
        ("\n".join(f"{n}. {'very ' * 30}old?" for n in (1, 2, 3)), ("very " * 30 + "old?",) * 3),
        ("How long is it? And who paid", ("How long is it?", "And who paid")),
        ("who built it\nwhen did it burn", ("who built it", "when did it burn")),
        ("1) who built it 2) when did it burn", ("who built it", "when did it burn")),
        ("when was it built, who paid and how long is it?", ("when was it built", "who paid", "how long is it?")),
        ("wann brannte er ab, wer zahlte & wie hoch ist er", ("wann brannte er ab", "wer zahlte", "wie hoch ist er")),
        ("cuando ardio, quien pago y cuanto mide", ("cuando ardio", "quien pago", "cuanto mide")),
        ("когда он сгорел, кто платил и какой он высоты", ("когда он сгорел", "кто платил", "какой он высоты")),
        ("متى احترق، ومن دفع وكم طوله؟", ("متى احترق", "من دفع", "كم طوله؟")),
        ("什么时候建的，谁出的钱，有多长", ("什么时候建的", "谁出的钱", "有多长")),
        ("ne zaman yandı, kim ödedi ve ne kadar uzun", ("ne zaman yandı", "kim ödedi", "ne kadar uzun")),
        ("पुल कब बना, किसने पैसा दिया और कितना लंबा है", ("पुल कब बना", "किसने पैसा दिया", "कितना लंबा है")),
        ("Quién dijo que era feo, que ardió y quién pagó", ()),
        ("how long, how wide and how high is it", ()),
        ("who paid for it and when was it built", ()),
        ("I read it twice. Who paid?", ()),
        ("Really? Who paid for it?", ()),
        ("who paid\nfor the lamp", ()),
        ("1. Mai 1811", ()),
    ],
)
def test_the_questions_of_a_message_are_found(message: str, expected: tuple[str, ...]) -> None:
    """Each has a question mark or a number, or is one of at least three; a remark or a doubt is no question."""
    assert expected == split_questions(message)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Who paid for it and when was it built?", ("Who paid for it", "when was it built?")),
        ("quién pagó el faro y cuándo se construyó", ("quién pagó el faro", "cuándo se construyó")),
        ("wer hat sie gebaut und wann wurde sie gesperrt", ("wer hat sie gebaut", "wann wurde sie gesperrt")),
        ("кто построил маяк и когда он сгорел", ("кто построил маяк", "когда он сгорел")),
        ("who paid & how long is it", ("who paid", "how long is it")),
        ("いつ建てられましたか、誰が払いましたか", ("いつ建てられましたか", "誰が払いましたか")),
        ("Who is Ann and what?", ()),
        ("how long and how wide is it", ()),
        ("Who bought bread and wine?", ()),
        ("The tower fell and who paid for it", ()),
    ],
)
def test_two_joined_questions_are_parted(question: str, expected: tuple[str, ...]) -> None:
    """A question word begins each, and each has words of its own."""
    assert expected == split_joined(question)


def test_quotes_are_numbered_through_and_none_comes_twice() -> None:
    """The second answer repeats the quote of the first one."""
    second = quote_answer("When?", replace(BUILT, n=1), replace(BURNED, n=2))
    joined = join_answers("Who? When?", [quote_answer("Who?", BUILT), second])

    assert [(1, "Ada Byrne built it."), (2, "It burned in 1866.")] == [(one.n, one.quote) for one in joined.citations]
    assert [(1,), (2,)] == [statement.citations for statement in joined.statements]
    assert "Who? When?" == joined.question


def test_the_whole_is_unsure_if_a_question_has_no_answer() -> None:
    """What was found is shown all the same."""
    missing = replace(quote_answer("When?"), status="not_found", statements=(), citations=())
    joined = join_answers("Who? When?", [quote_answer("Who?", BUILT), missing])

    assert ("answered", False) == (joined.status, joined.is_sure)
    assert "not_found" == join_answers("When? When?", [missing, missing]).status


def test_an_answer_to_some_of_many_questions_says_so() -> None:
    """The user hears that further questions wait for another message."""
    answers = [quote_answer("Who?", BUILT), quote_answer("When?", BURNED)]

    assert "too_many_questions" == join_answers("Who? When? Why?", answers, is_complete=False).notice


def test_each_question_keeps_its_own_answer() -> None:
    """A quote that answers two questions has one number; a question without an answer keeps its place."""
    missing = replace(quote_answer("Who paid?"), status="not_found", statements=(), citations=())
    second = quote_answer("When?", replace(BUILT, n=1), replace(BURNED, n=2))
    joined = join_answers("Who? Who paid? When?", [quote_answer("Who?", BUILT), missing, second])

    numbers = [[citation.n for citation in part.citations] for part in joined.parts]
    assert [[1], [], [1, 2]] == numbers
    assert ["Who?", "Who paid?", "When?"] == [part.question for part in joined.parts]
    assert () == join_answers("Who paid? Who paid?", [missing, missing]).parts


@pytest.mark.parametrize(
    ("message", "questions"),
    [
        ("who built it…and why?", ("who built it?", "and why?")),
        ("Wer hat sie gebaut ... und warum", ("Wer hat sie gebaut?", "und warum?")),
        ("誰建的⋯⋯為什麼？", ("誰建的?", "為什麼？")),
        ("who is Ann… the one who left?", ()),
        ("…and why?", ()),
        ("so… when?", ()),
    ],
)
def test_an_ellipsis_parts_questions(message: str, questions: tuple[str, ...]) -> None:
    """What follows it is a question of its own if both sides begin as questions do."""
    assert questions == split_questions(message)
