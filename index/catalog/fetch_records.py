"""How each source's current version arrived: what it can be recognised by, so that an unchanged one costs nothing."""

import json
import time
from dataclasses import dataclass

from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert as upsert

from index.catalog.schema import receipts
from index.types import Link, Validators


@dataclass(frozen=True, slots=True)
class FetchRecord:
    """How a source arrived.

    Attributes:
        reader: What read it (``index.parsing.extraction.NAME``); another one may read the same bytes differently.
        digest: Of the bytes and their declared type.
        validators: What the server recognises it by.
        links: Of its main text, also those that are not indexed.
    """

    reader: str
    digest: str
    validators: Validators
    links: tuple[Link, ...]


def read(connection: Connection, source_id: str) -> FetchRecord | None:
    """The receipt of a source; None where it has none."""
    row = connection.execute(select(receipts).where(receipts.c.source_id == source_id)).one_or_none()
    if row is None:
        return None
    links = tuple(Link(target, words) for target, words in json.loads(row.links))
    return FetchRecord(row.reader, row.digest, Validators(row.etag, row.last_modified), links)


def write(connection: Connection, source_id: str, receipt: FetchRecord) -> None:
    """Replace the receipt of a source."""
    columns = {
        "reader": receipt.reader,
        "digest": receipt.digest,
        "etag": receipt.validators.etag,
        "last_modified": receipt.validators.last_modified,
        "links": json.dumps([(link.target, link.words) for link in receipt.links], ensure_ascii=False),
        "checked_at": int(time.time()),
    }
    connection.execute(
        upsert(receipts).values(source_id=source_id, **columns).on_conflict_do_update(["source_id"], set_=columns)
    )
