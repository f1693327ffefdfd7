"""Word lists: each belongs to a module, is complete, repeats nothing and can be compiled."""

import importlib
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.answering.facts.languages import function_words
from bot.answering.facts.negation import clauses
from bot.answering.facts.quantities import build_number_lexicon, number_lexicon
from bot.answering.facts.word_matching import fold_word
from bot.answering.questions import source_details
from bot.answering.word_lists import fold_accents, join_forms, merge_words, read_word_list, strip_accents

ROOT = Path(__file__).parents[3]
ANSWERING = ROOT / "bot" / "answering"
FILES = {path.relative_to(ANSWERING).with_suffix("").as_posix(): path for path in ANSWERING.rglob("*.toml")}
BOT_LANGUAGES = frozenset({"en", "es", "pt", "de", "fr", "ru", "ar", "zh"})
SPACED = BOT_LANGUAGES - {"zh"}
NOT_BY_LANGUAGE = {
    "chinese_scripts",
    "facts/word_matching",
    "facts/naming/places",
    "facts/naming/readings",
    "facts/negation/polarity",
    "facts/relations/comparisons",
    "facts/relations/mentions",
    "facts/roles/concepts",
    "facts/roles/units",
    "facts/quantities/number_cjk",
    "facts/quantities/number_lexicon",
    "facts/quantities/number_lexicon_generated",
    "facts/negation/clauses",
    "facts/negation/korean",
    "facts/negation/verb_forms",
    "facts/quantities/month_names",
}
PARTIAL = {
    ("chat_language/answer_length", "duals"): {"ar"},
    ("facts/languages", "function_words"): SPACED,
    ("facts/naming/names", "before_a_name"): {"de"},
    ("facts/quantities/numbers", "attached_scales"): set(),
    ("facts/roles/additions", "clause"): SPACED - {"ar"},
    ("facts/predicates", "copula"): {"zh"},
    ("facts/predicates", "determiner"): {"de"},
    ("facts/roles/additions", "parted_prefix"): {"de"},
    ("facts/roles/word_order", "passive"): SPACED - {"ar"},
    ("facts/roles/word_order", "preposition"): SPACED - {"ar"},
    ("llm/replies/source_phrases", "inverting"): {"de"},
    ("llm/replies/source_phrases", "inverted_text"): {"de"},
    ("llm/prompt_injection", "openers"): {"en"},
    ("llm/prompt_injection", "role_changes"): {"en"},
    ("llm/prompt_injection", "parts"): set(),
    ("questions/suggestions", "endings"): set(),
    ("questions/suggestions", "grammar"): {"zh"},
    ("questions/suggestions", "no_topics"): {"ar"},
    ("quotes/bylines", "labels"): {"ar", "zh"},
    ("quotes/bylines", "pictures"): {"ar", "zh"},
    ("quotes/bylines", "prepositions"): {"ar", "zh"},
    ("quotes/bylines", "roles"): {"zh"},
} | {("questions/source_details", kind): SPACED for kind in read_word_list(source_details.__file__) if "words_" in kind}
"""Kinds that need no words, or none in the same form, in the other languages."""
LOWER_CASE = {
    "facts/languages": ("function_words",),
    "facts/naming/names": ("common", "before_a_name"),
    "facts/quantities/dates": ("decade_names", "range_words"),
    "facts/quantities/matching": ("approximate", "conjunctions"),
    "facts/quantities/numbers": ("range_words",),
    "questions/follow_ups": ("openings", "pronouns"),
}
REQUIRED_NEGATION = ("deny", "hint", "contrast", "without", "with")
FOLDED_NEGATION = (*REQUIRED_NEGATION, "grammar", "fail", "link")

every_file = pytest.mark.parametrize("name", sorted(FILES))


def read(name: str) -> dict[str, Any]:
    """Read a word list."""
    return tomllib.loads(FILES[name].read_text(encoding="utf-8"))


def arrays(node: object) -> Iterator[list[str]]:
    """Walk through all arrays of a word list."""
    if isinstance(node, dict):
        for value in node.values():
            yield from arrays(value)
    elif isinstance(node, list):
        yield node


def strings(node: object) -> Iterator[str]:
    """Walk through all strings of a word list."""
    if isinstance(node, dict):
        for value in node.values():
            yield from strings(value)
    elif isinstance(node, list):
        yield from node
    elif isinstance(node, str):
        yield node


@every_file
def test_a_word_list_belongs_to_a_module_and_describes_itself(name: str) -> None:
    """The module beside the file has its name, and comments at the top of the file name the module."""
    module = FILES[name].with_name(FILES[name].stem.removesuffix("_generated") + ".py")
    head = FILES[name].read_text(encoding="utf-8").split("\n\n", maxsplit=1)[0]
    assert module.exists()
    assert all(line.startswith("#") for line in head.splitlines())
    assert f"``{module.name}``" in head or f"``python -m {build_number_lexicon.__name__}``" in head


@every_file
def test_a_word_list_repeats_nothing(name: str) -> None:
    """No array has an entry twice, and no entry is empty."""
    for entries in arrays(read(name)):
        assert sorted(set(entries)) == sorted(entries)
        assert all(entry.strip() == entry != "" for entry in entries)


@every_file
def test_every_entry_compiles(name: str) -> None:
    """Entries are words or regular expressions, and a word is a regular expression too."""
    for entry in strings(read(name)):
        re.compile(entry)


@every_file
def test_every_kind_lists_the_languages_of_the_bot(name: str) -> None:
    """A kind says of each language which words it has, even if there are none."""
    if name not in NOT_BY_LANGUAGE:
        for kind, words in read(name).items():
            assert PARTIAL.get((name, kind), BOT_LANGUAGES) <= set(words), kind
            assert any(words.values()), kind


def test_exceptions_of_these_tests_are_needed() -> None:
    """Every file and kind that a test treats apart exists."""
    assert NOT_BY_LANGUAGE | set(LOWER_CASE) <= set(FILES)
    assert all(kind in read(name) for name, kind in PARTIAL)
    assert all(kind in read(name) for name, kinds in LOWER_CASE.items() for kind in kinds)


@pytest.mark.parametrize("name", sorted(LOWER_CASE))
def test_words_compared_in_lower_case_are_lower_case(name: str) -> None:
    """A word with a capital letter would never be found."""
    words = read(name)
    found = [word for kind in LOWER_CASE[name] for word in strings(words[kind]) if word != word.lower()]
    assert [] == found


def test_every_language_of_negation_has_every_kind() -> None:
    """Languages with blanks have six to eight kinds of words, Chinese and Japanese four; folded words are folded.

    Korean has a file of its own, and Vietnamese words keep their marks.
    """
    words = read("facts/negation/clauses")
    assert clauses.LANGUAGES == {*words, "ko"}
    for code, kinds in words.items():
        unspaced = code in {"zh", "ja"}
        expected = {"deny", "hint", "not_denying", "skip"} if unspaced else {*REQUIRED_NEGATION, "not_denying"}
        assert expected == set(kinds) - {"grammar", "backward", "fail", "link", "verb"}, code
        if not unspaced and code != "vi":
            folded = [word for kind in FOLDED_NEGATION for word in strings(kinds.get(kind))]
            assert [] == [word for word in folded if fold_word(word) != word], code


def test_every_language_of_number_words_has_every_kind() -> None:
    """A language has all kinds in the two files, words are lower case, and unsure words are number words.

    num2words writes neither Greek nor Hindi.
    """
    generated, written = read("facts/quantities/number_lexicon_generated"), read("facts/quantities/number_lexicon")
    assert number_lexicon.LANGUAGES == {*generated, *number_lexicon.UNGENERATED} == set(written)
    for code in written:
        assert code in number_lexicon.UNGENERATED or {"cardinals", "multipliers", "ordinals"} == set(generated[code])
        assert {"cardinals", "multipliers", "ordinals", "fractions", "periods", "words"} == set(written[code])
        words = [*strings(written[code]), *strings(generated.get(code))]
        assert [] == [word for word in words if word != word.lower()], code
        assert number_lexicon.load_unsure_words(code) <= set(number_lexicon.load_lexicon(code)), code


def test_the_two_files_of_number_words_share_no_word() -> None:
    """A word that num2words writes is not kept by hand too."""
    generated, written = read("facts/quantities/number_lexicon_generated"), read("facts/quantities/number_lexicon")
    for code, kinds in generated.items():
        for kind, rows in kinds.items():
            for value, forms in rows.items():
                kept = written[code][kind].get(value, [])
                assert set() == {fold_word(form) for form in forms} & {fold_word(form) for form in kept}, (
                    code,
                    kind,
                    value,
                )


def test_generated_number_words_are_what_the_script_builds() -> None:
    """The committed file is the output of the script."""
    assert build_number_lexicon.build() == build_number_lexicon.FILE.read_text(encoding="utf-8")


def test_function_words_of_an_unknown_language_are_those_of_all() -> None:
    """A language without a list of its own shares all lists."""
    assert function_words("en") | function_words("ru") < function_words("fi")


def test_forms_are_selected_by_blanks() -> None:
    """Chinese, Japanese and Korean are selected apart; words of all languages merge into one set."""
    forms = {"en": ["a", "b"], "zh": ["啊"]}
    found = [join_forms(forms), join_forms(forms, spaced=True), join_forms(forms, spaced=False)]
    assert ["(?:a|b|啊)", "(?:a|b)", "(?:啊)"] == found
    assert {"a", "b", "啊"} == merge_words(forms)


@pytest.mark.parametrize(
    ("written", "folded", "stripped"),
    [
        ("Qué", "Que", "Que"),
        ("Que\u0301", "Que\u0301", "Que"),
        ("ещё чай", "еще чай", "еще чай"),
        ("شكرًا", "شكرًا", "شكرا"),
        ("أهـلا", "اهـلا", "اهلا"),
        ("ガ", "ガ", "ガ"),
    ],
)
def test_accents_are_folded_and_signs_of_their_own_left_out(written: str, folded: str, stripped: str) -> None:
    """Folding keeps the length; stripping leaves out combining accents and Arabic vowels; й and ガ are letters."""
    assert (folded, stripped) == (fold_accents(written), strip_accents(written))
    assert len(written) == len(folded)


def test_no_word_list_is_read_before_a_text_needs_it() -> None:
    """Importing every module of answering reads no word list, and does not import the TOML parser."""
    modules = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for path in sorted(ANSWERING.rglob("*.py"))
        if path.name != "__init__.py"
    ]
    code = f"import sys, {', '.join(modules)}\nprint(bot.answering.word_lists.read_word_list.cache_info().currsize)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert "0" == ran.stdout.strip()


def test_a_word_list_is_read_once() -> None:
    """Reading it again returns the same object."""
    module = importlib.import_module("bot.answering.questions.intent")
    assert read_word_list(str(module.__file__)) is read_word_list(str(module.__file__))
