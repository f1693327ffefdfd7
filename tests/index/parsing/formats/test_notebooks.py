"""Notebooks: texts, code and the words that the code put out."""

import json
from collections.abc import Mapping

import pytest

from index.errors import EmptyError, UnsupportedError
from index.parsing.extraction import extract
from index.types import Document, Raw


def read(*cells: dict[str, object], **fields: object) -> Document:
    """The document of a notebook with these cells."""
    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells, **fields}
    return extract(Raw("/texts/reef.ipynb", json.dumps(notebook).encode(), "application/octet-stream"))


def code(source: str, *outputs: Mapping[str, object], **metadata: object) -> dict[str, object]:
    """A cell of code with what it put out."""
    return {"cell_type": "code", "source": source.splitlines(keepends=True), "outputs": outputs, "metadata": metadata}


def text(source: str) -> dict[str, object]:
    """A cell of Markdown."""
    return {"cell_type": "markdown", "source": source}


def shown(**data: object) -> dict[str, object]:
    """An output by its types, whose names have "_" for "/"."""
    return {"output_type": "display_data", "data": {kind.replace("_", "/", 1): words for kind, words in data.items()}}


def test_cells_are_read_in_order() -> None:
    """Headings, code with its indentation, printed words and the error follow one another."""
    printed = {"output_type": "stream", "text": ["lit ", "\x1b[31mred\x1b[0m\n"]}
    error = {"output_type": "error", "ename": "KeyError", "evalue": "'oil'", "traceback": ["…"]}
    document = read(text("# The reef\n\nIt was *lit*."), code("for lamp in lamps:\n    light(lamp)", printed, error))
    blocks = ["It was lit.", "for lamp in lamps:\n    light(lamp)", "lit red", "KeyError: 'oil'"]
    assert ("The reef", blocks) == (document.title, document.text.split("\n\n"))


def test_tables_and_texts_that_code_puts_out() -> None:
    """A table in HTML is rows, a text in Markdown is read as one, and a picture's name is not shown."""
    rows = "<tr><th>Lamp</th><th>Year</th></tr>\n\n<tr><td>Oil</td><td>1811</td></tr>"
    table = f"<div>\n<style>td {{}}</style>\n<table>{rows}</table></div>"
    document = read(
        code("a", shown(text_html=table, text_plain="Lamp Year")),
        code("b", shown(text_markdown="It is **lit**.")),
        code("c", shown(image_png="iVBO", text_plain="<Figure size 640x480>")),
    )
    assert ["a", "Lamp | Year\nOil | 1811", "b", "It is lit.", "c"] == document.text.split("\n\n")


def test_what_a_notebook_hides_is_not_read() -> None:
    """Collapsed code and outputs are not shown."""
    printed = {"output_type": "stream", "text": "lit"}
    document = read(
        text("The reef."),
        code("hidden", printed, jupyter={"source_hidden": True}),
        code("shown", printed, jupyter={"outputs_hidden": True}),
    )
    assert ["The reef.", "lit", "shown"] == document.text.split("\n\n")


def test_notebook_of_the_older_format() -> None:
    """Its cells are in a worksheet, and its code and outputs have other names."""
    cells = [
        {"cell_type": "heading", "level": 2, "source": "The reef"},
        {"cell_type": "code", "input": "light()", "outputs": [{"output_type": "pyout", "text": ["lit"]}]},
    ]
    document = read(nbformat=3, cells=[], worksheets=[{"cells": cells}])
    assert ["The reef", "light()", "lit"] == document.text.split("\n\n")


def test_damaged_and_empty_notebooks_are_refused() -> None:
    """A file that ends in its middle is damaged; one without cells has no text."""
    with pytest.raises(UnsupportedError, match=r"reef\.ipynb is damaged or incomplete"):
        extract(Raw("/texts/reef.ipynb", b'{"nbformat": 4, "cells": [', "application/octet-stream"))
    with pytest.raises(EmptyError, match="has no text to read"):
        read()
