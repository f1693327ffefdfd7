"""Builds indexes of any size: real passages first, then mixtures of their sentences.

Only the real passages are embedded. A mixture takes sentences, with their vectors and tokens, from passages of one
language. Its own vector is that of a real passage with noise, at a cosine of about .94. Pincite's own stores take all
texts, words, vectors and tokens, so the stores are as large as for real texts. The vocabulary does not grow: among
100,000 passages a word occurs in more of them than in real texts, which makes full-text search harder.
"""

import itertools
import json
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import chromadb
import numpy as np
import numpy.typing as npt
from chromadb.config import Settings as ChromaSettings
from corpus import index_articles, index_texts

from bot.composition.container import Container
from config.settings import Settings
from index.arrays import TokenStates, Vectors
from index.catalog.passage_rows import NewPassage
from index.passages.passage_records import to_records
from index.text import analyzer
from index.types import Document, PassageSpan, Span, source_id

_NOISE = 0.35
_BATCH = 500
_SMALL, _USUAL = 40, 50
WHERE = "where"
"""The name of a folder and its collection: the same vectors, with their sources as Chroma's metadata."""


@dataclass(frozen=True, slots=True)
class EmbeddedSentence:
    """A sentence with its vector ``(dimension,)`` and its tokens, whose offsets start at the sentence."""

    text: str
    vector: Vectors
    tokens: TokenStates


@dataclass(frozen=True, slots=True)
class EmbeddedPassage:
    """A passage with its sentences and its vector, outside any source."""

    sentences: tuple[EmbeddedSentence, ...]
    vector: Vectors


@dataclass(frozen=True, slots=True)
class BuiltIndex:
    """The contents of an index, the time of its writing, and its size on disk.

    Attributes:
        real: How many of the passages are real.
        catalog_s: Seconds to write texts, passages, words and tokens to SQLite.
        chroma_s: Seconds to write vectors to Chroma.
        small: The id of a source with forty passages.
        large: The id of a source with a tenth of all passages.
    """

    passages: int
    real: int
    sources: int
    catalog_s: float
    chroma_s: float
    catalog_mb: float
    chroma_mb: float
    small: str
    large: str


def read_real_passages(folder: Path, work: Path, languages: Sequence[str]) -> dict[str, list[EmbeddedPassage]]:
    """Read the passages of ``xquad-r`` in each language and of ``squad2-dev``; index them unless an earlier run did."""
    found: dict[str, list[EmbeddedPassage]] = {}
    for language in languages:
        container, _ = index_articles(folder / f"xquad-r.{language}.json", work / language)
        found[language] = list(_passages_of(container))
        container.close()
    extra = json.loads((folder / "squad2-dev.json").read_text(encoding="utf-8"))["data"]
    texts = ["\n\n".join(paragraph["context"] for paragraph in article["paragraphs"]) for article in extra]
    container = index_texts(work / "squad2-dev", "squad2-dev", texts)
    found.setdefault("en", []).extend(_passages_of(container))
    container.close()
    return found


def _passages_of(container: Container) -> Iterator[EmbeddedPassage]:
    ids, _ = container.passages.load_vectors()
    rows = container.passages.load_candidates(ids)
    texts = container.passages.load_texts({row.text_id for row in rows})
    kept = container.passages.load_token_states(ids)
    for row in rows:
        states = kept[row.id]
        sentences = []
        for span, vector in zip(row.sentences, row.sentence_vectors, strict=True):
            start, end = span.start - row.span.start, span.end - row.span.start
            own = (states.starts >= start) & (states.starts < end)
            tokens = TokenStates(states.starts[own] - np.uint16(start), states.codes[own])
            sentences.append(EmbeddedSentence(span.slice(texts[row.text_id]), vector, tokens))
        yield EmbeddedPassage(tuple(sentences), row.vector)


def build(real: dict[str, list[EmbeddedPassage]], count: int, data_dir: Path) -> BuiltIndex:
    """Write ``count`` passages through Pincite's stores, or return the report of an earlier run.

    One source in the first language has a tenth of the passages, and one has forty. The others have fifty each, and
    take the languages in turn.
    """
    report = data_dir / "built.json"
    if report.exists():
        return BuiltIndex(**json.loads(report.read_text(encoding="utf-8")))
    languages, chance = list(real), random.Random(count)
    streams = {language: _stream(real[language], chance) for language in languages}
    container = Container(Settings(_env_file=None, data_dir=data_dir))
    _ = container.embedder  # builds its graphs now, not in the measured process
    collection = _CollectionWithSources(data_dir / WHERE)
    sizes = [count // 10, _SMALL]
    while (left := count - sum(sizes)) > 0:
        sizes.append(min(left, _USUAL))
    spoken = [languages[max(0, number - 1) % len(languages)] for number in range(len(sizes))]
    catalog_s = chroma_s = 0.0
    for number, (language, size) in enumerate(zip(spoken, sizes, strict=True)):
        passages = list(itertools.islice(streams[language], size))
        tables, vectors = _write(container, collection, f"/{number}.txt", language, passages)
        catalog_s, chroma_s = catalog_s + tables, chroma_s + vectors
    container.passages.write_vector_files()  # as the indexer does at the end of a run
    container.close()
    wanted = {language: sum(n for own, n in zip(spoken, sizes, strict=True) if own == language) for language in real}
    built = BuiltIndex(
        passages=count,
        real=sum(min(wanted[language], len(real[language])) for language in languages),
        sources=len(sizes),
        catalog_s=catalog_s,
        chroma_s=chroma_s,
        catalog_mb=_megabytes(data_dir, "catalog.sqlite*"),
        chroma_mb=_megabytes(data_dir, "chroma/**/*"),
        small=source_id("/1.txt"),
        large=source_id("/0.txt"),
    )
    report.write_text(json.dumps(asdict(built)), encoding="utf-8")
    return built


class _CollectionWithSources:
    """A collection with the source of each vector in its metadata."""

    def __init__(self, folder: Path) -> None:
        client = chromadb.PersistentClient(str(folder), settings=ChromaSettings(anonymized_telemetry=False))
        self._collection = client.get_or_create_collection(
            WHERE, embedding_function=None, configuration={"hnsw": {"space": "ip"}}
        )

    def add(self, ids: Sequence[int], vectors: Vectors, source: str) -> None:
        self._collection.add(ids=list(map(str, ids)), embeddings=vectors, metadatas=[{"source": source}] * len(ids))


def _stream(real: Sequence[EmbeddedPassage], chance: random.Random) -> Iterator[EmbeddedPassage]:
    """Yield the real passages, then mixtures without end."""
    yield from real
    noise = np.random.default_rng(chance.randrange(2**32))
    while True:
        base = chance.choice(real)
        sentences = tuple(chance.choice(chance.choice(real).sentences) for _ in base.sentences)
        shift = noise.normal(size=base.vector.shape)
        vector = base.vector + _NOISE * shift / np.linalg.norm(shift)
        yield EmbeddedPassage(sentences, (vector / np.linalg.norm(vector)).astype(np.float32))


def _write(
    container: Container,
    collection: _CollectionWithSources,
    location: str,
    language: str,
    passages: Sequence[EmbeddedPassage],
) -> tuple[float, float]:
    """Write one source; return the seconds of the catalog and of Chroma."""
    between = "" if language in {"ja", "th", "zh"} else " "
    rows: list[NewPassage] = []
    bodies: list[str] = []
    at = 0
    for passage in passages:
        bodies.append(between.join(sentence.text for sentence in passage.sentences))
        rows.append(_row(passage, bodies[-1], len(between), at))
        at += len(bodies[-1]) + 2
    started = time.perf_counter()
    document = Document("\n\n".join(bodies), location, None, None, language)
    version = container.catalog.begin_version(location, "document", document, container.fingerprint)
    chroma_s = collection_s = 0.0
    for start in range(0, len(rows), _BATCH):
        part = rows[start : start + _BATCH]
        ids, vectors = container.catalog.add_passages(version, part), np.stack([row.vector for row in part])
        before = time.perf_counter()
        spans = [(id_, row.spans.span) for id_, row in zip(ids, part, strict=True)]
        container.vectors.add(to_records(source_id(location), location, document, spans), vectors)
        add_started = time.perf_counter()
        collection.add(ids, vectors, source_id(location))
        chroma_s, collection_s = chroma_s + add_started - before, collection_s + time.perf_counter() - add_started
    container.catalog.publish(version)
    return time.perf_counter() - started - chroma_s - collection_s, chroma_s


def _row(passage: EmbeddedPassage, body: str, between: int, at: int) -> NewPassage:
    spans: list[Span] = []
    starts: list[npt.NDArray[np.uint16]] = []
    start = at
    for sentence in passage.sentences:
        spans.append(Span(start, start + len(sentence.text)))
        starts.append((sentence.tokens.starts + (start - at)).astype(np.uint16))
        start += len(sentence.text) + between
    return NewPassage(
        PassageSpan(Span(at, at + len(body)), tuple(spans)),
        " ".join(analyzer.words(body)),
        passage.vector,
        np.stack([sentence.vector for sentence in passage.sentences]),
        TokenStates(np.concatenate(starts), np.concatenate([sentence.tokens.codes for sentence in passage.sentences])),
    )


def _megabytes(folder: Path, pattern: str) -> float:
    return sum(path.stat().st_size for path in folder.glob(pattern) if path.is_file()) / 1e6
