"""Names by their sound, in two scripts."""

import pytest

from bot.answering.facts import Evidence, check_statement
from bot.answering.facts.naming.sounds import sounds_like
from bot.answering.facts.word_matching import fold_word

SAME = [
    ("Laila", "ليلى"),
    ("Haddad", "حداد"),
    ("Cairo", "القاهرة"),
    ("Mansour", "والمنصور"),
    ("Yosef", "יוסף"),
    ("Haifa", "בחיפה"),
    ("Rao", "राव"),
    ("Gandhi", "गांधी"),
    ("Busan", "부산에서"),
    ("Kim", "김민수"),
    ("Harlow", "Харлоу"),
    ("Wright", "Райт"),
    ("Johnson", "Джонсон"),
    ("Voigt", "Фойгт"),
    ("Michael", "مايكل"),
]
OTHER = [("Fatima", "ليلى"), ("Cohen", "לוי"), ("Priya", "सुनीता"), ("Seoul", "부산에서"), ("Anderson", "Райт")]


@pytest.mark.parametrize(("latin", "foreign"), SAME)
def test_a_name_is_the_same_in_two_scripts(latin: str, foreign: str) -> None:
    """Vowels that a script does not write, and words that it joins to a name, do not matter."""
    assert sounds_like(fold_word(latin), fold_word(foreign))
    assert sounds_like(fold_word(foreign), fold_word(latin))


@pytest.mark.parametrize(("latin", "foreign"), OTHER)
def test_another_name_is_not(latin: str, foreign: str) -> None:
    """Names with other consonants differ."""
    assert not sounds_like(fold_word(latin), fold_word(foreign))


@pytest.mark.parametrize(
    ("language", "evidence", "statement", "others"),
    [
        ("ar", "وقعت المهندسة ليلى حداد العقد.", "The engineer Laila Haddad signed the contract.", "Sonia Benali"),
        ("hi", "डॉक्टर सुनीता राव ने अस्पताल खोला।", "Doctor Sunita Rao opened the hospital.", "Priya Sharma"),
        ("he", "הארכיטקטית רות לוי תכננה את הספרייה.", "The architect Ruth Levi designed the library.", "Ingrid Olsen"),
    ],
)  # fmt: skip
def test_a_statement_names_people_of_another_script(language: str, evidence: str, statement: str, others: str) -> None:
    """The name of the evidence is no mismatch, and that of somebody else is one."""
    given = Evidence((evidence,), language=language)
    name = " ".join(statement.split()[2:4] if statement.startswith("The") else statement.split()[1:3])

    assert () == check_statement(statement, given, language="en")
    assert {"name"} == {one.kind for one in check_statement(statement.replace(name, others), given, language="en")}
