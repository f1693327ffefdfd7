"""Measures how small talk around a question changes how often it is refused, in its own article and in another one.

    python benchmarks/polite_questions.py FOLDER LANGUAGE… [--work DIR] [--all] [--limit 150]

FOLDER and ``--all`` are those of ``sentences.py``; both scripts share the indexes in ``--work``. Each question is
asked alone, then with a greeting, thanks, "quick question" or another sentence around it. "As one text" ranks all these
words together; "Pincite asks" removes the small talk first, as the bot does.
"""

from collections.abc import Callable, Sequence

from corpus import GoldQuestion, build_parser, index_articles, select_held_out

from bot.answering.chat_language.small_talk import strip_small_talk
from bot.answering.conversation_retrieval import Retrieved
from bot.composition.container import Container

_SMALL_TALK = {
    "en": (
        "Hello! {} Thanks a lot",
        "Good morning, quick question: {} Many thanks in advance!",
        "My daughter and I have talked about this all week. {}",
        "{} I need it for my presentation on Monday.",
    ),
    "es": (
        "¡Hola! {} Muchas gracias",
        "Buenos días, una pregunta: {} ¡Gracias de antemano!",
        "Mi hija y yo hemos hablado de esto toda la semana. {}",
        "{} Lo necesito para mi presentación del lunes.",
    ),
    "de": (
        "Hallo! {} Vielen Dank",
        "Guten Morgen, eine kurze Frage: {} Danke im Voraus!",
        "Meine Tochter und ich haben die ganze Woche darüber gesprochen. {}",
        "{} Ich brauche es für meinen Vortrag am Montag.",
    ),
    "ru": (
        "Здравствуйте! {} Большое спасибо",
        "Доброе утро, вопрос: {} Заранее спасибо!",
        "Мы с дочерью говорили об этом всю неделю. {}",
        "{} Мне это нужно для доклада в понедельник.",
    ),
    "zh": (
        "你好！{}谢谢",
        "早上好，请问一下，{}非常感谢！",
        "我和女儿这一周都在谈论这件事。{}",
        "{}我星期一的演讲需要用到。",
    ),
}

Find = Callable[[str, str], Retrieved]
"""Takes a question and the id of a source, and returns the ranked evidence."""


def main() -> None:
    """Print one line for each language and way of asking."""
    parser = build_parser(__doc__)
    parser.add_argument("--limit", type=int, default=150)
    given = parser.parse_args()
    print("language  asked                      refused  not sure  of another article refused")
    for language in given.languages:
        container, questions = index_articles(given.folder / f"xquad-r.{language}.json", given.work / language)
        questions = select_held_out(questions, given)
        questions = questions[:: max(1, len(questions) // given.limit)][: given.limit]
        around = [_SMALL_TALK[language][n % len(_SMALL_TALK[language])] for n in range(len(questions))]
        surrounded = [words.format(question.text) for words, question in zip(around, questions, strict=True)]
        plain = [question.text for question in questions]
        for name, texts, find in (
            ("the question alone", plain, _ranks(container)),
            ("small talk, as one text", surrounded, _ranks(container)),
            ("small talk, Pincite asks", surrounded, _asks(container)),
        ):
            print(f"{language:<8}  {name:<25}  {_line(find, questions, texts)}", flush=True)
        container.close()


def _ranks(container: Container) -> Find:
    return lambda text, id_: Retrieved(container.retriever.rank(text, source_ids=[id_]), 0.0)


def _asks(container: Container) -> Find:
    return lambda text, id_: container.extractive_answerer.retrieve(strip_small_talk(text), [id_])


def _line(find: Find, questions: Sequence[GoldQuestion], texts: Sequence[str]) -> str:
    ids = list(dict.fromkeys(question.source_id for question in questions))
    next_to = dict(zip(ids, [*ids[1:], ids[0]], strict=True))
    asked = list(zip(questions, texts, strict=True))
    own = [find(text, question.source_id) for question, text in asked]
    others = [find(text, next_to[question.source_id]) for question, text in asked]
    refused, refused_there = (sum(not found.is_relevant for found in group) / len(asked) for group in (own, others))
    unsure = sum(not found.ranking.is_sure for found in own) / len(asked)
    return f"{refused:>7.3f}  {unsure:>8.3f}  {refused_there:>26.3f}"


if __name__ == "__main__":
    main()
