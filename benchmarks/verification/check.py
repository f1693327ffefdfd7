"""Verifies the data set on verification and prints its counts.

    python check.py

The script reads the articles, ``statements.jsonl`` and ``questions.jsonl`` beside it. It exits with an error if a row
lacks a field, cites text that its article does not contain exactly once, or if a count is below its minimum.
"""

import json
import re
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

Row = dict[str, Any]

_FOLDER = Path(__file__).resolve().parent
_LANGUAGES = ("de", "en", "es", "fr", "ru")
_SPLITS = ("dev", "test")
_STATEMENT_FIELDS = {"id", "article", "lang", "question", "statement", "evidence", "label", "kind", "split"}
_QUESTION_FIELDS = {"id", "article", "lang", "question", "kind", "gold", "answer", "split"}
_OPTIONAL_FIELDS = {"typo", "repeats"}
_FALSE_LABELS = ("contradicted", "not_said")
_FALSE_KINDS = (
    "swapped_roles",
    "number_of_another_thing",
    "order_of_numbers",
    "unit",
    "currency",
    "clock",
    "percent_vs_points",
    "direction",
    "bound",
    "denial_word",
    "plain_negation",
    "hedge_as_fact",
    "wrong_speaker",
    "modality",
    "quantifier",
    "one_word_swapped",
    "merged_facts",
    "unsupported_addition",
    "unknown_name",
    "swapped_names",
    "wrong_date_or_year",
    "pieced_quotation",
    "wrong_place",
    "cause_or_time_relation",
)
_TRUE_KINDS = (
    "verbatim_part",
    "paraphrase",
    "translation",
    "summary_of_two_sentences",
    "pronoun_resolved",
    "hedged_with_hedge",
    "attributed",
    "number_reformatted",
    "unit_spelled_out",
    "date_reformatted",
    "negation_kept",
    "elliptic_with_question",
    "yes_no_with_question",
    "list_item",
)
_KINDS_WITH_QUESTION = ("elliptic_with_question", "yes_no_with_question")
_KINDS_OF_TWO_SENTENCES = ("summary_of_two_sentences",)
# Questions of each article: (kind, asked in the article's language) and how many there must be.
_QUESTIONS_PER_ARTICLE = {
    ("answerable", True): 14,
    ("answerable", False): 5,
    ("unanswerable", True): 10,
    ("about_article", True): 3,
    ("main_event", True): 2,
}
_MIN_FALSE, _MIN_TRUE, _MIN_PER_FALSE_KIND, _MIN_PER_TRUE_KIND = 320, 170, 15, 10
_MIN_TYPOS = 20
_FOREIGN_SHARE = (0.18, 0.25)
_ASKED_SHARE = (0.28, 0.38)
_SENTENCES_PER_ARTICLE = (25, 45)
_LINES_OF_README = 16

# A full stop after an ordinal of a German date ends no sentence.
_SENTENCE_END = re.compile(
    r"[.!?][\"»”“)]*(?=\s+(?!Februar|Mai|Juni|Juli|August|November)[«„\"(–—]?\s?[^\W\da-zà-ÿа-яё]|\s*$)", re.MULTILINE
)
_QUOTED = re.compile(r"[„«\"]\s*([^„«»\"“]{8,}?)\s*[“»\"]")
_APOSTROPHES = str.maketrans("’\u00a0\u202f", "'  ")


def main() -> int:
    """Checks everything, prints the problems or the counts.

    Returns:
        0 if the data set is sound, else 1.
    """
    articles = {path.relative_to(_FOLDER).as_posix(): path.read_text(encoding="utf-8") for path in _article_paths()}
    statements, questions = _rows("statements.jsonl"), _rows("questions.jsonl")
    problems = [
        *_problems_of_articles(articles),
        *_problems_of_rows(statements, _STATEMENT_FIELDS, "evidence", articles),
        *_problems_of_rows(questions, _QUESTION_FIELDS, "gold", articles),
        *_problems_of_statements(statements, articles),
        *_problems_of_questions(questions, articles),
        *_problems_of_counts(statements, questions),
        *_problems_of_readme(statements, questions),
    ]
    _print_counts(articles, statements, questions)
    print()
    for problem in problems:
        print(f"problem: {problem}")
    print(f"{len(problems)} problems")
    return 1 if problems else 0


def _article_paths() -> list[Path]:
    return sorted((_FOLDER / "articles").glob("*.md"))


def _rows(name: str) -> list[Row]:
    lines = (_FOLDER / name).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def _language(article: str) -> str:
    """Reads the language from ``articles/NAME.LANG.md``."""
    return article.split(".")[-2]


def _is_foreign(row: Row) -> bool:
    """Tells whether the row's language differs from its article's."""
    return bool(row["lang"] != _language(row["article"]))


def _is_false(row: Row) -> bool:
    return row["label"] in _FALSE_LABELS


def _body(text: str) -> str:
    """Returns the paragraphs of an article without its title, byline, date and section headings."""
    blocks = text.strip().split("\n\n")[2:]
    return "\n".join(block for block in blocks if not block.startswith("#"))


def _sentence_count(text: str) -> int:
    return len(_SENTENCE_END.findall(_body(text)))


def _problems_of_articles(articles: dict[str, str]) -> Iterable[str]:
    languages = Counter(map(_language, articles))
    if languages != dict.fromkeys(_LANGUAGES, 2):
        yield f"articles: two of each language expected, found {dict(languages)}"
    least, most = _SENTENCES_PER_ARTICLE
    for name, text in articles.items():
        if not text.startswith("# "):
            yield f"{name}: the first line is not the title"
        if not least <= _sentence_count(text) <= most:
            yield f"{name}: {_sentence_count(text)} sentences, expected {least} to {most}"


def _problems_of_rows(rows: list[Row], fields: set[str], cited: str, articles: dict[str, str]) -> Iterable[str]:
    splits = {row["article"]: row["split"] for row in rows}
    yield from _problems_of_ids_and_splits(rows, splits)
    for row in rows:
        if set(row) - _OPTIONAL_FIELDS != fields:
            yield f"{row['id']}: fields differ: {sorted(set(row) ^ fields)}"
        if row["article"] not in articles:
            yield f"{row['id']}: no such article: {row['article']}"
            continue
        if row["lang"] not in _LANGUAGES or row["split"] not in _SPLITS or row["split"] != splits[row["article"]]:
            yield f"{row['id']}: unknown language or split"
        for sentence in row[cited]:
            if articles[row["article"]].count(sentence) != 1:
                yield f"{row['id']}: the article does not contain this exactly once: {sentence}"


def _problems_of_ids_and_splits(rows: list[Row], splits: dict[str, str]) -> Iterable[str]:
    for identifier, times in Counter(row["id"] for row in rows).items():
        if times > 1:
            yield f"{identifier}: the id occurs {times} times"
    for language in _LANGUAGES:
        found = sorted(split for article, split in splits.items() if _language(article) == language)
        if found != list(_SPLITS):
            yield f"{language}: one dev and one test article expected, found {found}"


def _problems_of_statements(rows: list[Row], articles: dict[str, str]) -> Iterable[str]:
    for row in rows:
        kinds = _FALSE_KINDS if _is_false(row) else _TRUE_KINDS
        if row["kind"] not in kinds or row["label"] not in (*_FALSE_LABELS, "supported"):
            yield f"{row['id']}: label {row['label']} and kind {row['kind']} do not match"
        if len(row["evidence"]) not in (1, 2):
            yield f"{row['id']}: one or two sentences of evidence expected"
        if len(row["evidence"]) == 1 and row["kind"] in _KINDS_OF_TWO_SENTENCES:
            yield f"{row['id']}: two sentences of evidence expected"
        if row["question"] is None and row["kind"] in _KINDS_WITH_QUESTION:
            yield f"{row['id']}: the statement needs its question"
        yield from _problems_of_wording(row, articles[row["article"]])
    for statement, times in Counter((row["article"], row["statement"], row["question"]) for row in rows).items():
        if times > 1:
            yield f"the same statement {times} times: {statement}"


def _problems_of_wording(row: Row, article: str) -> Iterable[str]:
    """Checks that a verbatim part is one, and that a pieced quotation is none."""
    if row["kind"] == "verbatim_part":
        part = row["statement"].rstrip(".").translate(_APOSTROPHES).casefold()
        if part not in row["evidence"][0].translate(_APOSTROPHES).casefold():
            yield f"{row['id']}: not a part of its evidence"
    if row["kind"] == "pieced_quotation":
        quoted = _QUOTED.search(row["statement"].translate(_APOSTROPHES))
        if quoted is None or quoted[1].strip(" ,.") in article.translate(_APOSTROPHES):
            yield f"{row['id']}: no quotation, or one that the article contains"


def _problems_of_questions(rows: list[Row], articles: dict[str, str]) -> Iterable[str]:
    by_id = {row["id"]: row for row in rows}
    for row in rows:
        unanswerable = row["kind"] == "unanswerable"
        if unanswerable == bool(row["gold"]) or unanswerable == bool(row["answer"]):
            yield f"{row['id']}: gold and answer do not match the kind {row['kind']}"
        if row.get("typo", True) is not True:
            yield f"{row['id']}: typo is true or absent"
        original = by_id.get(row.get("repeats", ""))
        if _is_foreign(row) and (original is None or original["gold"] != row["gold"] or _is_foreign(original)):
            yield f"{row['id']}: repeats no question in the article's language"
    counts = Counter((row["article"], row["kind"], not _is_foreign(row)) for row in rows)
    for article in articles:
        for (kind, native), expected in _QUESTIONS_PER_ARTICLE.items():
            if (found := counts[article, kind, native]) != expected:
                yield f"{article}: {found} questions of {kind}, article's language {native}; expected {expected}"
    if sum(counts.values()) != len(articles) * sum(_QUESTIONS_PER_ARTICLE.values()):
        yield "questions of other kinds"


def _problems_of_counts(statements: list[Row], questions: list[Row]) -> Iterable[str]:
    for rows, minimum, kinds, minimum_per_kind in (
        ([row for row in statements if _is_false(row)], _MIN_FALSE, _FALSE_KINDS, _MIN_PER_FALSE_KIND),
        ([row for row in statements if not _is_false(row)], _MIN_TRUE, _TRUE_KINDS, _MIN_PER_TRUE_KIND),
    ):
        if len(rows) < minimum:
            yield f"{len(rows)} statements, at least {minimum} expected"
        counts = Counter(row["kind"] for row in rows)
        for kind in kinds:
            if counts[kind] < minimum_per_kind:
                yield f"{counts[kind]} statements of {kind}, at least {minimum_per_kind} expected"
    for what, share, (least, most) in (
        ("in another language", sum(map(_is_foreign, statements)) / len(statements), _FOREIGN_SHARE),
        ("with a question", sum(row["question"] is not None for row in statements) / len(statements), _ASKED_SHARE),
    ):
        if not least <= share <= most:
            yield f"{share:.2f} of the statements are {what}, expected {least} to {most}"
    if sum("typo" in row for row in questions) < _MIN_TYPOS:
        yield f"fewer than {_MIN_TYPOS} questions with a typo"


def _problems_of_readme(statements: list[Row], questions: list[Row]) -> Iterable[str]:
    readme = (_FOLDER / "README.md").read_text(encoding="utf-8")
    labels = Counter(row["label"] for row in statements)
    expected = (
        f"{len(statements)} statements",
        *(f"{count} {label}" for label, count in labels.items()),
        f"{sum(row['question'] is not None for row in statements)} answer a given question",
        f"{sum(map(_is_foreign, statements))} are in another language",
        f"{len(questions)} questions",
        *(f"{count} {kind.split('_')[0]}" for kind, count in Counter(row["kind"] for row in questions).items()),
        f"{sum('typo' in row for row in questions)} have a typo",
        *(f"{row['article']}" for row in statements if row["split"] == "dev"),
    )
    for words in dict.fromkeys(expected):
        if words not in readme:
            yield f"README.md does not say: {words}"
    if len([line for line in readme.splitlines() if line.strip()]) > _LINES_OF_README:
        yield f"README.md has more than {_LINES_OF_README} lines"


def _print_counts(articles: dict[str, str], statements: list[Row], questions: list[Row]) -> None:
    print("article                          split  sentences  true  false  questions")
    for article, text in articles.items():
        rows = [row for row in statements if row["article"] == article]
        false = sum(map(_is_false, rows))
        asked = sum(row["article"] == article for row in questions)
        split = rows[0]["split"]
        print(f"{article:32} {split:5} {_sentence_count(text):10} {len(rows) - false:5} {false:6} {asked:10}")
    for title, rows in (
        ("false statements", [row for row in statements if _is_false(row)]),
        ("true statements", [row for row in statements if not _is_false(row)]),
        ("questions", questions),
    ):
        _print_by_kind(title, rows)


def _print_by_kind(title: str, rows: list[Row]) -> None:
    """Prints a table of kinds by language of the rows, with those in another language than the article's."""
    print(f"\n{title:26}" + "".join(f"{column:>7}" for column in (*_LANGUAGES, "all", "dev", "other")))
    kinds = [kind for kind, _ in Counter(row["kind"] for row in rows).most_common()]
    for kind in (*kinds, "all"):
        chosen = [row for row in rows if kind in (row["kind"], "all")]
        languages = Counter(row["lang"] for row in chosen)
        dev = sum(row["split"] == "dev" for row in chosen)
        numbers = (*(languages[language] for language in _LANGUAGES), len(chosen), dev, sum(map(_is_foreign, chosen)))
        print(f"{kind:26}" + "".join(f"{number:7}" for number in numbers))


if __name__ == "__main__":
    sys.exit(main())
