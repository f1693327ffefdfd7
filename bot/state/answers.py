"""Stores answers, and the citations behind their buttons."""

import json
import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, insert, select, update

from bot.answering.types import Answer, Caveat, Citation, HeadRow, Mode, Status
from bot.state.schema.answer_tables import answers, citations, messages
from bot.state.utc_times import utc_time
from index.catalog.database import Database
from index.catalog.engines.statements import upsert
from index.types import Kind, Source, Span

KEY_CHARS = 10
_MOST_SHOWN = 60
_KEY_BYTES = 8  # 64 random bits make 11 characters, of which KEY_CHARS are kept


@dataclass(frozen=True, slots=True)
class StoredPart:
    """The stored answer to one question of a message that asks several.

    Attributes:
        mode: Who wrote the text; see ``Answer``.
        text: Its statements with the numbers of their citations; empty if the sources do not say.
        numbers: The numbers of its citations among those of the whole answer, in the order of the text.
        caveat: Why its quotes do not surely answer; None if they do.
    """

    question: str
    mode: Mode
    text: str
    numbers: tuple[int, ...]
    caveat: Caveat | None


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """An answer as it is stored.

    Attributes:
        thread_id: The topic within the chat; None in a chat without topics.
        keys: The key of each citation by its number.
        mode: Who wrote the text; see ``Answer``.
        share_key: The key of the link that shows the answer to others; None for an answer without quotes.
        message_ids: The messages that show the answer, in order; empty until they are sent.
        parts: The answer to each question of a message that asks several; empty for one question.
        caveat: Why the quotes do not surely answer; None if they do.
    """

    id: int
    chat_id: int
    thread_id: int | None
    user_id: int
    question: str
    status: Status
    text: str
    created_at: datetime
    keys: Mapping[int, str]
    mode: Mode
    share_key: str | None
    message_ids: tuple[int, ...] = ()
    parts: tuple[StoredPart, ...] = ()
    caveat: Caveat | None = None

    @property
    def by_question(self) -> tuple[StoredPart, ...]:
        """The answer to each question: the parts, or the whole answer to its one question."""
        return self.parts or (StoredPart(self.question, self.mode, self.text, tuple(self.keys), self.caveat),)


@dataclass(frozen=True, slots=True)
class StoredCitation:
    """A citation as it was at the time of the answer, even if its source changed or was removed since.

    Attributes:
        text_id: The name of the text that ``span`` and ``context`` point into; the text may be deleted by now.
        quote: The cited characters.
        link: The page with a text fragment for web sources, else None.
        page: The page of the document on which the quote starts, from 1; None where it has no pages.
        section: The headings above the quote, the outermost first; empty if there are none.
        head: The head row of the table, for a quote that is a row; else None.
        also: The ids of other sources that had the same words.
        recognized: Whether a part of the quote was read from a picture.
        answer_id: The answer with this citation; None for a passage that was sent without an answer.
        chat_id: The chat of that answer.
    """

    key: str
    n: int
    source_id: str
    text_id: str
    span: Span
    context: Span
    title: str
    author: str | None
    date: str | None
    location: str
    kind: Kind
    link: str | None
    quote: str
    page: int | None
    created_at: datetime
    question: str = ""
    answer_id: int | None = None
    chat_id: int | None = None
    thread_id: int | None = None
    section: tuple[str, ...] = ()
    head: HeadRow | None = None
    also: tuple[str, ...] = ()
    recognized: bool = False

    @property
    def source(self) -> Source:
        """The cited version of the source, as far as it is stored: without its language and its passages."""
        return Source(
            self.source_id, self.location, self.kind, self.title, self.author, self.date, "und", self.text_id, 0
        )


class AnswerStore:
    """Stores answers. Every method blocks, is one transaction, and may be called from any thread.

    Every method raises ``StoreError`` where the file cannot be used.
    """

    def __init__(self, database: Database) -> None:
        """Use ``database`` (``bot.state.engine``)."""
        self._database = database

    # Answers and the citations behind their buttons

    def save_answer(
        self, answer: Answer, *, chat_id: int, thread_id: int | None, user_id: int, follows: int | None = None
    ) -> StoredAnswer:
        """Store an answer before it is sent, and give each of its citations a key for its button.

        Args:
            answer: The answer, with its citations or its nearest passages.
            chat_id: The chat of the question.
            thread_id: The topic of the question.
            user_id: The user who asked.
            follows: The id of the answer that the question follows on.
        """
        now, writing = int(time.time()), answer.generation
        cited = (*answer.citations, *answer.nearest)
        keys = {citation.n: _new_key() for citation in cited}
        asked: dict[str, Any] = {
            "chat_id": chat_id,
            "thread_id": thread_id,
            "user_id": user_id,
            "question": answer.question,
            "follows": follows,
            "status": answer.status,
            "text": answer.text,
            "parts": _pack_parts(answer.parts),
            "caveat": answer.caveat,
            "mode": answer.mode,
            "notice": answer.notice,
            "language": answer.language,
            "took_ms": answer.timings.total,
            "model": writing.model if writing else None,
            "prompts": ",".join(writing.prompts) if writing else None,
            "prompt_tokens": writing.usage.prompt_tokens if writing else 0,
            "completion_tokens": writing.usage.completion_tokens if writing else 0,
            "created_at": now,
            "share_key": _new_key() if answer.citations else None,
        }
        with self._database.begin() as connection:
            id_ = connection.execute(insert(answers).values(asked).returning(answers.c.id)).scalar_one()
            rows = [to_columns(citation) | {"key": keys[citation.n], "answer_id": id_} for citation in cited]
            if rows:
                connection.execute(insert(citations), rows)
        return StoredAnswer(
            id_, chat_id, thread_id, user_id, answer.question, answer.status, answer.text, utc_time(now), keys,
            answer.mode, asked["share_key"],
        )  # fmt: skip

    def replace_answer(self, old_id: int, new_id: int) -> None:
        """Note that an answer to an edited question replaces the one before it, whose buttons keep working."""
        with self._database.begin() as connection:
            connection.execute(update(answers).where(answers.c.id == old_id).values(replaced_by=new_id))
            connection.execute(delete(messages).where(messages.c.answer_id == old_id))

    def add_messages(self, answer_id: int, message_ids: Sequence[int]) -> None:
        """Store the ids of the messages that show an answer."""
        rows = [{"answer_id": answer_id, "message_id": message_id} for message_id in message_ids]
        with self._database.begin() as connection:
            if rows:
                connection.execute(upsert(messages).on_conflict_do_nothing(), rows)

    def answer(self, answer_id: int) -> StoredAnswer | None:
        """Return the answer of that id; None where there is none."""
        with self._database.begin() as connection:
            row = connection.execute(select(answers).where(answers.c.id == answer_id)).one_or_none()
            if row is None:
                return None
            keys = connection.execute(
                select(citations.c.n, citations.c.key).where(citations.c.answer_id == answer_id).order_by(citations.c.n)
            )
            sent = connection.execute(
                select(messages.c.message_id).where(messages.c.answer_id == answer_id).order_by(messages.c.message_id)
            )
            return StoredAnswer(
                id=row.id,
                chat_id=row.chat_id,
                thread_id=row.thread_id,
                user_id=row.user_id,
                question=row.question,
                status=row.status,
                text=row.text,
                created_at=utc_time(row.created_at),
                keys={found.n: found.key for found in keys},
                mode=row.mode,
                share_key=row.share_key,
                message_ids=tuple(sent.scalars()),
                parts=unpack_parts(row.parts),
                caveat=row.caveat,
            )

    def shown_spans(self, answer_id: int, since: int | None = None) -> list[tuple[str, Span]]:
        """Return the texts and places of the quotes of an answer and of earlier ones in its chat, the latest first.

        Earlier ones are those to the same question, or all that came after the answer ``since``.
        """
        here = select(answers.c.chat_id, answers.c.thread_id, answers.c.question).where(answers.c.id == answer_id)
        with self._database.begin() as connection:
            row = connection.execute(here).one_or_none()
            if row is None:
                return []
            quoted = (
                select(citations.c.text_id, citations.c.start, citations.c.end)
                .join(answers)
                .where(
                    answers.c.chat_id == row.chat_id,
                    answers.c.thread_id.is_not_distinct_from(row.thread_id),
                    answers.c.question == row.question if since is None else answers.c.id > since,
                    answers.c.id <= answer_id,
                )
                .order_by(citations.c.answer_id.desc(), citations.c.start.desc())
                .limit(_MOST_SHOWN)
            )
            return [(found.text_id, Span(found.start, found.end)) for found in connection.execute(quoted)]

    def shared_answer(self, key: str) -> StoredAnswer | None:
        """Return the answer behind a link; None where the key is unknown, or the user deleted the answer."""
        with self._database.begin() as connection:
            found = select(answers.c.id).where(answers.c.share_key == key, answers.c.question != "")
            id_ = connection.execute(found).scalar_one_or_none()
        return None if id_ is None else self.answer(id_)

    def citation(self, key: str) -> StoredCitation | None:
        """Return the citation of a button; None where the key is unknown."""
        wanted = (
            select(citations, answers.c.question, answers.c.chat_id, answers.c.thread_id, answers.c.created_at)
            .join(answers)
            .where(citations.c.key == key)
        )
        with self._database.begin() as connection:
            row = connection.execute(wanted).one_or_none()
            if row is None:
                return None
            of = {name: getattr(row, name) for name in ("question", "answer_id", "chat_id", "thread_id")}
            return replace(to_citation(row), **of)


def _new_key() -> str:
    return secrets.token_urlsafe(_KEY_BYTES)[:KEY_CHARS]


def to_columns(citation: Citation) -> dict[str, object]:
    """Return the column values of a citation."""
    source = citation.source
    return {
        "n": citation.n,
        "source_id": source.id,
        "text_id": source.text_id,
        "start": citation.span.start,
        "end": citation.span.end,
        "context_start": citation.context.start,
        "context_end": citation.context.end,
        "page": citation.page,
        "section": _pack(citation.section),
        "head": _pack_head(citation.head),
        "also": _pack(citation.also),
        "recognized": int(citation.recognized),
        "title": source.title,
        "author": source.author,
        "date": source.date,
        "location": source.location,
        "kind": source.kind,
        "link": citation.link,
        "quote": citation.quote,
    }


def to_citation(row: Row[Any]) -> StoredCitation:
    """Read a citation from its columns, without its answer."""
    return StoredCitation(
        key=row.key,
        n=getattr(row, "n", 1),
        source_id=row.source_id,
        text_id=row.text_id,
        span=Span(row.start, row.end),
        context=Span(row.context_start, row.context_end),
        title=row.title,
        author=row.author,
        date=row.date,
        location=row.location,
        kind=row.kind,
        link=row.link,
        quote=row.quote,
        page=row.page,
        section=_unpack(row.section),
        head=_unpack_head(row.head),
        also=_unpack(row.also),
        recognized=bool(row.recognized),
        created_at=utc_time(row.created_at),
    )


def _pack(words: Sequence[str]) -> str | None:
    return json.dumps(words, ensure_ascii=False) if words else None


def _unpack(packed: str | None) -> tuple[str, ...]:
    return tuple(json.loads(packed)) if packed else ()


def _pack_parts(parts: Sequence[Answer]) -> str | None:
    rows = [
        [part.question, part.mode, part.text, [citation.n for citation in part.citations], part.caveat]
        for part in parts
    ]
    return json.dumps(rows, ensure_ascii=False) if rows else None


def unpack_parts(packed: str | None) -> tuple[StoredPart, ...]:
    """Read the parts of an answer from their column."""
    rows = json.loads(packed) if packed else ()
    return tuple(StoredPart(asked, mode, text, tuple(numbers), caveat) for asked, mode, text, numbers, caveat in rows)


def _pack_head(head: HeadRow | None) -> str | None:
    return json.dumps([head.span.start, head.span.end, head.quote], ensure_ascii=False) if head else None


def _unpack_head(packed: str | None) -> HeadRow | None:
    if packed is None:
        return None
    start, end, quote = json.loads(packed)
    return HeadRow(Span(start, end), quote)
