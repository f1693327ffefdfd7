"""Documents of every format, damaged at random: one error at most, and no offset outside of the text."""

import json
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.errors import SourceError
from index.parsing.worker_pool import ParserPool
from index.types import Parsed, Raw
from tests.support.mutated_documents import check_document, mutate, printed_pages
from tests.support.office_files import flat_odf, odf, pptx, shape
from tests.support.pdf_files import Print, docx, epub, paragraph, pdf
from tests.support.workbooks import row, sheet, xlsx

WORDS = "The tower is of granite. It was lit in 1811, and its lamp could be seen for miles."
HTML = f"<html><head><title>Tower</title></head><body><h1>Tower</h1><p>{WORDS}</p><table><tr><td>1</td></tr></table>"
CELL = f"<table:table-cell><text:p>{WORDS}</text:p></table:table-cell>"
DOCUMENTS = {
    "pdf": pdf(
        [[Print(WORDS), Print("It stands on a reef.", y=650)], [Print(WORDS)]],
        info={"Title": "Tower"},
        fields=[("Mara", (150.0, 595.0, 300.0, 613.0))],
    ),
    "docx": docx(paragraph("Tower", style="T") + paragraph(WORDS), title="Tower"),
    "odt": odf(f'<text:h text:outline-level="1">Tower</text:h><text:p>{WORDS}</text:p>'),
    "fodt": flat_odf(f"<text:list><text:list-item><text:p>{WORDS}</text:p></text:list-item></text:list>"),
    "rtf": (
        rf"{{\rtf1\ansi{{\fonttbl{{\f0\fcharset128 A;}}}}\f0 Tower\'83A\par {WORDS}{{\footnote No.}}\u28783?\par"
        r"\trowd\cellx1\pard\intbl 1\cell\row{\mmath{\*\moMath{\mf{\mnum 1}{\mden 2}}}}}"
    ).encode(),
    "pptx": pptx([shape("Tower", kind="title") + shape(WORDS), shape(WORDS)], notes={0: shape("No.", kind="body")}),
    "xlsx": xlsx({"Tower": sheet(row(1, "Year", WORDS), row(2, 1811, 2.5))}, strings=["<t>a</t>"], codes=["0.0"]),
    "ods": odf(f"<table:table><table:table-row>{CELL}{CELL}</table:table-row></table:table>", kind="spreadsheet"),
    "csv": f'Year,Words\n1811,"{WORDS}"\n1812,"No"\n'.encode(),
    "notebook": json.dumps({"nbformat": 4, "cells": [{"cell_type": "markdown", "source": [WORDS]}]}).encode(),
    "epub": epub([f"<h1>One</h1><p>{WORDS}</p>", f"<p>{WORDS}</p>"]),
    "html": HTML.encode(),
    "html in utf-16": HTML.encode("utf-16"),
    "markdown": f"# Tower\n\n{WORDS} <b hidden>*x*</b>\n\n- one\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n".encode(),
    "subtitles": f"WEBVTT\n\n00:01.000 --> 00:02.000\n<v Mara>{WORDS}\n\n00:03.000 --> 00:04.000\nNo.\n".encode(),
    "mail": (
        f"From: Mara <m@example.org>\nDate: Mon, 3 Mar 2025 10:00:00 +0000\nMIME-Version: 1.0\n"
        f"Subject: =?utf-8?q?T=C3=A9?=\nContent-Type: multipart/alternative; boundary=b\n\n--b\n\n{WORDS}\n> No.\n--b\n"
        "Content-Type: text/html\n"
        f"Content-Transfer-Encoding: quoted-printable\n\n<p>{WORDS}</p>=20\n--b--\n"
    ).encode(),
    "plain": f"Tower\n\n{WORDS}\n\nГранит и 灯台.".encode(),
}
TYPES = {
    "html": "text/html",
    "html in utf-16": "text/html",
    "markdown": "text/markdown",
    "plain": "text/plain",
    "csv": "text/csv",
}


@pytest.fixture(scope="module")
def parser() -> Iterator[ParserPool]:
    """A parser as Pincite runs it."""
    with ParserPool(timeout_s=300.0, memory_bytes=1_500_000_000) as made:
        yield made


def document_or_reason(parser: ParserPool, raw: Raw) -> Parsed | str:
    """The document, or the message of its error."""
    try:
        return parser.parse(raw)
    except SourceError as error:
        return str(error)


@pytest.mark.parametrize("form", DOCUMENTS)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32), changes=st.integers(0, 40))
def test_a_damaged_document_is_read_or_costs_one_error(parser: ParserPool, form: str, seed: int, changes: int) -> None:
    """The text is canonical and every span, page and link in it is valid; else there is one error."""
    raw = Raw(f"/texts/{form}", mutate(DOCUMENTS[form], seed, changes), TYPES.get(form, "application/octet-stream"))
    document = document_or_reason(parser, raw)
    if isinstance(document, str):
        assert document.endswith(".")
        return
    check_document(document)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=st.binary(max_size=300))
def test_any_printed_page_is_read_or_costs_one_error(parser: ParserPool, lines: bytes) -> None:
    """Lines at any place of a page, in any script, with anything painted between them, break no promise."""
    document = document_or_reason(parser, Raw("/texts/pdf", printed_pages(lines), "application/pdf"))
    if isinstance(document, str):
        assert document.endswith(".")
        return
    check_document(document)
