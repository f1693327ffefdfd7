"""Names of people are told from those of places, ships and organizations."""

import pytest

from bot.answering.questions.prominent_names import find_people


@pytest.mark.parametrize(
    ("language", "texts", "people"),
    [
        (
            "en",
            [
                "The Grey Heron ran aground off Tollan Point, near Port Callan.",
                "The captain, Helen Brandt, called Idris Vale of Harbour Lines.",
            ],
            ["Helen Brandt", "Idris Vale"],
        ),
        ("en", ["Ada Lang sailed with HMS Brannoc and saw New York.", "New York was cold."], ["Ada Lang"]),
        (
            "es",
            ["La cocinera Remedios Albiol vivió en Puerto Lindar.", "Cerca de Casa Vieja nació ella."],
            ["Remedios Albiol"],
        ),
        ("ru", ["Там Вера Стожарова работала на Новой Земле.", "Она жила в селе Нижняя Лумба."], ["Вера Стожарова"]),
        ("en", ["The boat went to Tollan Point."], ["Tollan Point"]),
    ],
)
def test_people_are_found_among_names(language: str, texts: list[str], people: list[str]) -> None:
    """Words in and before a name tell that it is no person's; a text that names nobody has its other names."""
    assert people == find_people(texts, language)
