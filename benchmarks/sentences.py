"""How often the right sentence comes first: hit@1 and hit@3 within an article, R@1 of the paragraph in a corpus.

    python benchmarks/sentences.py FOLDER LANGUAGE… [--work DIR]

FOLDER holds ``xquad-r.LANGUAGE.json`` (google-research-datasets/lareqa). A citation is right when it overlaps the gold
sentence, a passage when it overlaps the gold paragraph. Abstention counts as a miss.
"""

from corpus import index_articles, options, overlap


def main() -> None:
    """Measure and print one line for each language."""
    given = options(__doc__)
    print("language  questions  hit@1  hit@3  cited  not found  corpus R@1  R@5")
    for language in given.languages:
        app, questions = index_articles(given.folder / f"xquad-r.{language}.json", given.work / language)
        first = third = cited = refused = top = top5 = 0
        for question in questions:
            answer = app.answerer.answer(question.text, source_ids=[question.source_id])
            right = [any(overlap(found.span, gold) for gold in question.sentences) for found in answer.citations]
            first += right[:1] == [True]
            third += any(right)
            cited += len(right)
            refused += answer.status == "not_found"
            hits = app.retriever.rank(question.text).passages[:5]
            near = [hit.source_id == question.source_id and overlap(hit.span, question.paragraph) for hit in hits]
            top += near[:1] == [True]
            top5 += any(near)
        total = len(questions)
        print(
            f"{language:<9} {total:>9}  {first / total:.3f}  {third / total:.3f}  {cited / total:>5.2f}  "
            f"{refused / total:>9.3f}  {top / total:>10.3f}  {top5 / total:.3f}",
            flush=True,
        )
        app.close()


if __name__ == "__main__":
    main()
