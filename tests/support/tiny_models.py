"""Models of a few hundred bytes in the files that fastembed reads, so that its own code runs without a network."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import onnx
from onnx import helper

INT64, FLOAT = onnx.TensorProto.INT64, onnx.TensorProto.FLOAT

SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]")


def write_cross_encoder(folder: Path, words: str, file: str = "model.onnx") -> None:
    """A cross-encoder whose score is how often a word of the question and one of the sentence are the same."""
    _write_tokenizer(folder, words)
    nodes = [
        helper.make_node("Unsqueeze", ["input_ids", "two"], ["across"]),
        helper.make_node("Unsqueeze", ["input_ids", "one"], ["down"]),
        helper.make_node("Equal", ["across", "down"], ["same"]),
        helper.make_node("Cast", ["same"], ["shared"], to=FLOAT),
        helper.make_node("Cast", ["token_type_ids"], ["second"], to=FLOAT),
        helper.make_node("Sub", ["unit", "second"], ["first"]),
        helper.make_node("Unsqueeze", ["first", "two"], ["questions"]),
        helper.make_node("Unsqueeze", ["second", "one"], ["sentences"]),
        helper.make_node("Mul", ["shared", "questions"], ["of_question"]),
        helper.make_node("Mul", ["of_question", "sentences"], ["of_both"]),
        helper.make_node("ReduceSum", ["of_both", "axes"], ["summed"], keepdims=0),
        helper.make_node("Unsqueeze", ["summed", "one"], ["logits"]),
    ]
    constants = [
        helper.make_tensor("one", INT64, [1], [1]),
        helper.make_tensor("two", INT64, [1], [2]),
        helper.make_tensor("axes", INT64, [2], [1, 2]),
        helper.make_tensor("unit", FLOAT, [1], [1.0]),
    ]
    _save(folder / file, nodes, constants, ("logits", ["texts", 1]), inputs=("input_ids", "token_type_ids"))


def write_embedder(folder: Path, words: str, file: str = "onnx/model.onnx") -> None:
    """An embedder with a direction for each word, which are in order behind the four special tokens."""
    _write_tokenizer(folder, words)
    size = len(SPECIAL) + len(words.split())
    table = [float(row == column) for row in range(size) for column in range(size)]
    nodes = [helper.make_node("Gather", ["table", "input_ids"], ["last_hidden_state"])]
    constants = [helper.make_tensor("table", FLOAT, [size, size], table)]
    _save(folder / file, nodes, constants, ("last_hidden_state", ["texts", "tokens", size]), inputs=("input_ids",))


def fetched(cache: Path, repository: str) -> Path:
    """The folder in which Hugging Face's client keeps what it fetched of a repository."""
    kept = cache / ("models--" + repository.replace("/", "--"))
    revision = "0" * 40
    (kept / "refs").mkdir(parents=True)
    (kept / "refs" / "main").write_text(revision)
    return kept / "snapshots" / revision


def _write_tokenizer(folder: Path, words: str) -> None:
    vocabulary = {word: id_ for id_, word in enumerate([*SPECIAL, *words.split()])}
    special = {token: {"id": token, "ids": [vocabulary[token]], "tokens": [token]} for token in ("[CLS]", "[SEP]")}
    cls, sep = ({"SpecialToken": {"id": token, "type_id": 0}} for token in ("[CLS]", "[SEP]"))
    first, second = ({"Sequence": {"id": id_, "type_id": type_}} for id_, type_ in (("A", 0), ("B", 1)))
    tokenizer: dict[str, Any] = {
        "version": "1.0",
        "added_tokens": [],
        "normalizer": {"type": "Lowercase"},
        "pre_tokenizer": {"type": "Whitespace"},
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [cls, first, sep],
            "pair": [cls, first, sep, second, sep],
            "special_tokens": special,
        },
        "decoder": None,
        "model": {"type": "WordLevel", "vocab": vocabulary, "unk_token": "[UNK]"},
    }
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer))
    (folder / "tokenizer_config.json").write_text(json.dumps({"model_max_length": 64, "pad_token": "[PAD]"}))
    (folder / "config.json").write_text(json.dumps({"pad_token_id": 0}))


def _save(
    path: Path,
    nodes: Sequence[onnx.NodeProto],
    constants: Sequence[onnx.TensorProto],
    output: tuple[str, Sequence[str | int]],
    *,
    inputs: Sequence[str],
) -> None:
    taken = [helper.make_tensor_value_info(name, INT64, ["texts", "tokens"]) for name in inputs]
    given = helper.make_tensor_value_info(output[0], FLOAT, output[1])
    graph = helper.make_graph(nodes, "tiny", taken, [given], constants)
    path.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9), path)
