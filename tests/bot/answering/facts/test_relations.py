"""Relations: two parties of a statement must be on the sides where the evidence has them, told from either side."""

import pytest

from bot.answering.facts import Evidence, check_statement

EXCHANGED = [
    # told from the other side
    ("en", "The bishop sold a horse to Lang.", "Lang sold a horse to the bishop."),
    ("en", "Lang bought the mill from Ortiz.", "Lang sold the mill to Ortiz and bought a boat."),
    ("de", "Der Bischof kaufte von Lang ein Pferd.", "Lang kaufte vom Bischof ein Pferd."),
    ("fr", "Lang a acheté la barque à Ortiz.", "Lang a vendu la barque à Ortiz."),
    ("ru", "Громова купила мельницу у Лапина.", "Громова продала Лапину мельницу."),
    ("ar", "باعت ليلى الطاحونة لسامر.", "اشترت ليلى الطاحونة من سامر."),
    ("zh", "王平把马卖给了李海。", "李海把马卖给了王平。"),
    ("ja", "石川は中村に舟を売った。", "中村は石川に舟を売った。"),
    ("ko", "김민수는 박지훈에게 배를 팔았다.", "박지훈은 김민수에게 배를 팔았다."),
    ("hi", "रवि ने सुरेश को घोड़ा बेचा।", "सुरेश ने रवि को घोड़ा बेचा।"),
    ("tr", "Ahmet değirmeni Kemal'e sattı.", "Kemal değirmeni Ahmet'e sattı."),
    # pupil and teacher
    ("en", "Ida Brand was the teacher of Otto Lang.", "Otto Lang taught the young Ida Brand to weave."),
    ("es", "Otto Lang fue alumno de Ida Brand.", "El arpista Otto Lang fue maestro de Ida Brand."),
    ("pl", "Otto Lang był uczniem Idy Brand.", "Otto Lang uczył Idę Brand."),
    ("ja", "石川は中村の弟子だった。", "石川は弟子の中村に舟を譲った。"),
    ("ko", "박지훈은 김민수의 제자였다.", "박지훈은 제자 김민수에게 배를 팔았다."),
    ("pt", "Os turistas resgataram o vigia.", "O vigia resgatou os turistas."),
    ("sv", "Lang räddade Ortiz.", "Ortiz räddade Lang."),
    # comparisons
    ("en", "The chapel is older than the mill.", "The mill is older than the chapel."),
    ("en", "The chapel is taller than the mill.", "The chapel is only half as tall as the mill."),
    ("en", "The northern pier is longer than the southern one.", "The southern pier is longer than the northern one."),
    ("de", "Die Mühle ist breiter als die Kapelle.", "Die Mühle ist schmaler als die Kapelle."),
    ("fr", "Le moulin est plus large que la chapelle.", "La chapelle est plus large que le moulin."),
    ("es", "Vendieron más trigo que lana.", "Vendieron más lana que trigo."),
    ("it", "Il mulino è più alto della cappella.", "La cappella è più alta del mulino."),
    ("ru", "Мельница старше часовни.", "Часовня старше мельницы."),
    ("sv", "Kvarnen är äldre än kapellet.", "Kapellet är äldre än kvarnen."),
    ("zh", "磨坊比教堂高。", "教堂比磨坊高。"),
    ("ja", "水車は教会より古い。", "教会は水車より古い。"),
    ("ko", "방앗간은 예배당보다 높다.", "예배당은 방앗간보다 높다."),
    # place, order and cause
    ("pt", "O moinho fica a sul da capela.", "O moinho fica a norte da capela."),
    ("en", "The feast began before the bell fell.", "The bell fell before the feast began."),
    ("en", "The flood was caused by the landslide.", "The flood caused the landslide."),
    ("de", "Der Damm brach, weil das Lager brannte.", "Das Lager brannte, weil der Damm brach."),
    # what only one part of the sentence says
    ("en", "Lang won gold in 2011.", "Lang won silver in 2011 and gold in 2015."),
    ("fr", "Le musée ferme à 8 heures.", "Le musée ouvre à 8 heures et ferme à 17 heures."),
]

SAME = [
    ("en", "The bishop bought a horse from Lang.", "Lang sold a horse to the bishop."),
    ("en", "A boat was bought by Lang.", "Lang sold the mill to Ortiz and bought a boat."),
    ("de", "Der Bischof verkaufte Lang ein Pferd.", "Lang kaufte vom Bischof ein Pferd."),
    ("fr", "Ortiz a acheté la barque à Lang.", "Lang a vendu la barque à Ortiz."),
    ("ru", "Лапин купил мельницу у Громовой.", "Громова продала Лапину мельницу."),
    ("zh", "马被李海卖给了王平。", "李海把马卖给了王平。"),
    ("ko", "김민수는 박지훈에게서 배를 샀다.", "박지훈은 김민수에게 배를 팔았다."),
    ("de", "Laut Brand rettete Lang den Saal.", "Lang habe den Saal gerettet, sagte Brand."),
    ("en", "Ida Brand was the pupil of Otto Lang.", "Otto Lang taught the young Ida Brand to weave."),
    ("en", "The chapel is younger than the mill.", "The mill is older than the chapel."),
    ("en", "The mill is twice as tall as the chapel.", "The chapel is only half as tall as the mill."),
    ("en", "The northern pier is shorter than the southern one.", "The southern pier is longer than the northern one."),
    ("de", "Die Kapelle ist schmaler als die Mühle.", "Die Mühle ist breiter als die Kapelle."),
    ("es", "Vendieron menos trigo que lana.", "Vendieron más lana que trigo."),
    ("ru", "Мельница моложе часовни.", "Часовня старше мельницы."),
    ("sv", "Kvarnen är yngre än kapellet.", "Kapellet är äldre än kvarnen."),
    ("zh", "磨坊比教堂矮。", "教堂比磨坊高。"),
    ("pt", "A capela fica a sul do moinho.", "O moinho fica a norte da capela."),
    ("en", "The feast began after the bell fell.", "The bell fell before the feast began."),
    ("en", "The landslide was caused by the flood.", "The flood caused the landslide."),
    ("en", "Lang won gold in 2015.", "Lang won silver in 2011 and gold in 2015."),
    ("fr", "Le musée ferme à 17 heures.", "Le musée ouvre à 8 heures et ferme à 17 heures."),
]

ACROSS = [
    ("Ravi sold the horse to Suresh.", "सुरेश ने रवि को घोड़ा बेचा।", "hi", True),
    ("Ravi bought the horse from Suresh.", "सुरेश ने रवि को घोड़ा बेचा।", "hi", False),
    ("The farmer Lapin rescued Gromova.", "Громова спасла Лапина.", "ru", True),
    ("Lapin succeeded Gromova.", "Громова сменила Лапина.", "ru", True),
    ("Gromova succeeded Lapin.", "Громова сменила Лапина.", "ru", False),
    ("Gromova bought the mill from Lapin.", "Громова продала Лапину мельницу.", "ru", True),
    ("Lapin bought the mill from Gromova.", "Громова продала Лапину мельницу.", "ru", False),
    ("The northern tower is taller than the southern one.", "Южная башня выше северной.", "ru", True),
    ("The southern tower is taller than the northern one.", "Южная башня выше северной.", "ru", False),
]


def contradicts(statement: str, language: str, evidence: str, source_language: str) -> bool:
    """Return whether the evidence says otherwise."""
    found = check_statement(statement, Evidence((evidence,), language=source_language), language=language)
    return any(mismatch.contradicts for mismatch in found)


@pytest.mark.parametrize(("language", "statement", "evidence"), EXCHANGED)
def test_exchanged_parties_contradict(language: str, statement: str, evidence: str) -> None:
    """A statement that exchanges who gave and who got, or which is longer, is contradicted."""
    assert contradicts(statement, language, evidence, language)


@pytest.mark.parametrize(("language", "statement", "evidence"), SAME)
def test_a_relation_told_from_its_other_side_is_no_contradiction(language: str, statement: str, evidence: str) -> None:
    """What one bought is what another one sold, and the longer one is longer than the shorter one."""
    assert not contradicts(statement, language, evidence, language)


@pytest.mark.parametrize(("statement", "evidence", "language", "expected"), ACROSS)
def test_relations_are_compared_across_languages(statement: str, evidence: str, language: str, expected: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """Names and words such as "northern" tell the parties in every language."""
    assert expected == contradicts(statement, "en", evidence, language)
