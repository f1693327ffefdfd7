"""Fetch records: how each source's current version arrived, so that an unchanged source costs nothing."""

import json
import time
from dataclasses import dataclass

from sqlalchemy import Connection, select

from index.catalog.engines.statements import upsert
from index.catalog.schema import fetch_records
from index.types import Link, Validators


@dataclass(frozen=True, slots=True)
class FetchRecord:
    """How a source's current version arrived.

    Attributes:
        parser: The parser (``index.parsing.extraction.PARSER_VERSION``); another one may read the same bytes otherwise.
        digest: SHA-256 of the bytes and their declared type.
        validators: The HTTP validators.
        links: The links of the main text, also to pages that are not indexed.
    """

    parser: str
    digest: str
    validators: Validators
    links: tuple[Link, ...]


def read(connection: Connection, source_id: str) -> FetchRecord | None:
    """Return the fetch record of a source; None if there is none."""
    row = connection.execute(select(fetch_records).where(fetch_records.c.source_id == source_id)).one_or_none()
    if row is None:
        return None
    links = tuple(Link(target, words) for target, words in json.loads(row.links))
    return FetchRecord(row.reader, row.digest, Validators(row.etag, row.last_modified), links)


def write(connection: Connection, source_id: str, record: FetchRecord) -> None:
    """Replace the fetch record of a source."""
    columns = {
        "reader": record.parser,
        "digest": record.digest,
        "etag": record.validators.etag,
        "last_modified": record.validators.last_modified,
        "links": json.dumps([(link.target, link.text) for link in record.links], ensure_ascii=False),
        "checked_at": int(time.time()),
    }
    connection.execute(
        upsert(fetch_records).values(source_id=source_id, **columns).on_conflict_do_update(["source_id"], set_=columns)
    )
