"""Measures what each kind of evidence adds to hit@1 and hit@3 of the gold sentence within its article.

    python benchmarks/ablation.py FOLDER LANGUAGE… [--work DIR] [--all]

FOLDER and ``--all`` are those of ``sentences.py``; both scripts share the indexes in ``--work``.
"""

from dataclasses import replace

from corpus import GoldQuestion, build_parser, index_articles, load_source, overlap, select_held_out

from bot.composition.container import Container
from index.models.e5_small import E5Small
from index.retrieval.cross_encoding import CrossEncoding
from index.retrieval.ranking import rank_sentences
from index.retrieval.scoring import DEFAULT_WEIGHTS, ScoringWeights

_NOTHING = ScoringWeights(0, 0, 0, 0, 0, 0)
_ROWS: tuple[tuple[str, ScoringWeights, bool], ...] = (
    ("words of the sentence (BM25)", replace(_NOTHING, sentence_words=1), False),
    ("4-grams of the sentence (BM25)", replace(_NOTHING, sentence_grams=1), False),
    ("vector of the sentence", replace(_NOTHING, sentence_dense=1), False),
    ("… + words", replace(_NOTHING, sentence_dense=1, sentence_words=0.7), False),
    ("… + 4-grams", replace(_NOTHING, sentence_dense=1, sentence_words=0.3, sentence_grams=0.6), False),
    ("… + vector of the passage", replace(DEFAULT_WEIGHTS, passage_grams=0, fragment=0), False),
    ("… + 4-grams of the passage", replace(DEFAULT_WEIGHTS, fragment=0), False),
    ("… − fragments: first stage", DEFAULT_WEIGHTS, False),
    ("… + cross-encoder", replace(DEFAULT_WEIGHTS, passage_again=0), True),
    ("… + passage again: Pincite", DEFAULT_WEIGHTS, True),
    ("vector and cross-encoder alone", replace(_NOTHING, sentence_dense=1), True),
)


def main() -> None:
    """Print one line for each combination of evidence."""
    parser = build_parser(__doc__)
    given = parser.parse_args()
    found: dict[str, list[str]] = {name: [] for name, _, _ in _ROWS}
    for language in given.languages:
        container, questions = index_articles(given.folder / f"xquad-r.{language}.json", given.work / language)
        for name, (first, third) in _measure(container, select_held_out(questions, given)).items():
            found[name].append(f"{first:.3f}/{third:.3f}")
        container.close()
    print(f"{'evidence':<37}" + "".join(f"{language:>13}" for language in given.languages))
    for name, cells in found.items():
        print(f"{name:<37}" + "".join(f"{cell:>13}" for cell in cells))


def _measure(container: Container, questions: list[GoldQuestion]) -> dict[str, tuple[float, float]]:
    embedder = container.embedder
    if not isinstance(embedder, E5Small):
        raise SystemExit("The ablation needs the built-in embedder.")
    right = {name: [0, 0] for name, _, _ in _ROWS}
    for question in questions:
        asked = embedder.encode_question(question.text)
        candidates = load_source(container, question.source_id)
        read = CrossEncoding(embedder, asked, container.passages.load_token_states)
        for name, weights, has_cross_encoder in _ROWS:
            ranking = rank_sentences(
                question.text, asked.vector, candidates, read if has_cross_encoder else None, weights
            )
            gold = [any(overlap(hit.span, span) for span in question.sentences) for hit in ranking.sentences[:3]]
            right[name][0] += gold[:1] == [True]
            right[name][1] += any(gold)
    return {name: (first / len(questions), third / len(questions)) for name, (first, third) in right.items()}


if __name__ == "__main__":
    main()
