"""Opposites: a sentence with one member of a pair supports no statement with the other, in every language."""

import pytest

from bot.answering.facts import Evidence, check_statement

FALSE = [
    ("en", "The guild exports hops.", "The guild imports hops."),
    ("en", "The court found the miller guilty.", "The court acquitted the miller."),
    ("en", "The stall is outside the wall.", "The stall is inside the wall."),
    ("en", "The divers found the bell.", "The divers searched for the bell in vain."),
    ("en", "The bridge is permanent.", "The bridge is temporary."),
    ("es", "El muro es seguro para los niños.", "El muro es peligroso para los niños."),
    ("pt", "O gremio demoliu o moinho.", "O gremio construiu o moinho."),
    ("de", "Die Zunft baute die Mühle.", "Die Zunft hat die Mühle abgerissen."),
    ("fr", "La mairie retira sa plainte.", "La mairie déposa une plainte."),
    ("it", "La guida trovò la campana.", "La guida cercò invano la campana."),
    ("nl", "De bond importeert de meeste appels.", "De bond exporteert de meeste appels en importeert geen fruit."),
    ("pl", "Rada przyznała dotację.", "Rada odrzuciła prośbę o dotację."),
    ("ru", "Бригадир заметил трещину.", "Бригадир проглядел трещину."),
    ("uk", "Гільдія звільнила сторожа.", "Гільдія найняла сторожа."),
    ("sv", "Gillet sålde kvarnen.", "Gillet köpte kvarnen."),
    ("tr", "Lonca değirmeni sattı.", "Lonca değirmeni satın aldı."),
    ("ar", "سحب المجلس الشكوى.", "قدم المجلس الشكوى."),
    ("zh", "上午参观收费。", "上午参观免费，下午收费。"),
    ("zh", "检察官宣布他有罪。", "检察官宣布他无罪。"),
    ("ja", "組合は米を輸出している。", "組合は米を輸入している。"),
    ("cs", "Rada žádost schválila.", "Rada žádost zamítla."),
    ("hu", "A tanács elfogadta a kérést.", "A tanács elutasította a kérést."),
    ("ro", "Prețul biletului a scăzut.", "Prețul biletului a crescut."),
    ("el", "Το μουσείο είναι κλειστό την Κυριακή.", "Το μουσείο είναι ανοιχτό την Κυριακή."),
    ("hi", "टिकट का दाम घटा।", "टिकट का दाम बढ़ा।"),
    ("fa", "قیمت بلیت کاهش یافت.", "قیمت بلیت افزایش یافت."),
    ("ko", "법원은 요청을 기각했다.", "법원은 요청을 승인했다."),
    ("da", "Byen solgte møllen.", "Byen købte møllen."),
    ("no", "Rådet avviste planen.", "Rådet godkjente planen."),
    ("fi", "Neuvosto hylkäsi suunnitelman.", "Neuvosto hyväksyi suunnitelman."),
    ("id", "Harga tiket turun.", "Harga tiket naik."),
    ("en", "The guild bought the mill from Lang.", "The guild sold the mill to Lang."),
    ("zh", "档案馆借给基金会八万欧元。", "基金会借给档案馆八万欧元。"),
    ("ja", "組合は市長を訴えた。", "市長は組合を訴えた。"),
    ("nl", "Langer versloeg Ortiz.", "Ortiz versloeg Langer in de finale."),
    ("fr", "Des habitants ont protesté contre la vente.", "Personne n'a protesté contre la vente."),
    ("ru", "Суд оставил штраф мельнику в силе.", "Суд отменил штраф мельнику."),
    ("ru", "Сборная проиграла.", "Матч закончился вничью."),
    ("ru", "Вход на мельницу платный.", "Вход на мельницу бесплатный."),
    ("zh", "磨坊已经修复。", "磨坊已经拆除。"),
    ("zh", "行会把磨坊卖给市政府。", "行会把磨坊捐赠给市政府。"),
    ("zh", "行会公布了账目。", "行会隐瞒了账目。"),
    ("ar", "أيدت المحكمة الغرامة.", "ألغت المحكمة الغرامة."),
    ("ar", "باع النادي الطاحونة للمدينة.", "تبرع النادي بالطاحونة للمدينة."),
    ("uk", "Гільдія провела ярмарок, він відбувся в травні.", "Гільдія скасувала ярмарок."),
    ("pl", "Cech zburzył młyn.", "Cech odrestaurował młyn."),
    ("ja", "組合は水車を売却した。", "組合は水車を寄贈した。"),
    ("tr", "Belediye değirmeni onardı.", "Belediye değirmeni yıktırdı, değirmen yıkıldı."),
    ("hi", "समिति ने मेला आयोजित किया।", "समिति ने मेला रद्द कर दिया।"),
    ("ko", "조합은 방앗간을 매각했다.", "조합은 방앗간을 기증했다."),
    ("fa", "شورا جشن را برگزار کرد.", "شورا جشن را لغو کرد."),
    ("ru", "Цена муки выросла до 40 рублей.", "Цена муки рухнула до 40 рублей."),
    ("zh", "面粉价格飙升到四十元。", "面粉价格跌落到四十元。"),
    ("ar", "قفز السعر إلى 40 دينارا.", "هوى السعر إلى 40 دينارا."),
    ("uk", "Ціна борошна підскочила до 40 гривень.", "Ціна борошна просіла до 40 гривень."),
    ("pl", "Cena mąki podskoczyła do 40 złotych.", "Cena mąki stopniała do 40 złotych."),
    ("ja", "小麦粉の値段は四十円に急騰した。", "小麦粉の値段は四十円に落ち込んだ。"),
    ("tr", "Un fiyatı 40 liraya fırladı.", "Un fiyatı 40 liraya geriledi, geriliyor."),
    ("hi", "आटे का दाम उछलकर 40 रुपये हुआ।", "आटे का दाम लुढ़ककर 40 रुपये हुआ।"),
    ("ko", "밀가루 값이 40원으로 급등했다.", "밀가루 값이 40원으로 급락했다."),
    ("fa", "بهای آرد به 40 ریال جهش کرد.", "بهای آرد به 40 ریال سقوط کرد."),
]
TRUE = [
    ("en", "The divers did not find the bell.", "The divers searched for the bell in vain."),
    ("en", "The miller was not guilty.", "The court acquitted the miller."),
    ("en", "The guild exports hops.", "The guild exports hops and imports malt."),
    ("en", "The divers found no bell.", "No trace of the bell was found by the divers."),
    ("en", "Lang bought the mill from the guild.", "The guild sold the mill to Lang."),
    ("en", "The bank lent the guild 40 pounds.", "The guild borrowed 40 pounds from the bank."),
    ("zh", "八万欧元由基金会借给档案馆。", "基金会借给档案馆八万欧元。"),
    ("ja", "市長が組合を訴えた。", "市長は組合を訴えた。"),
    ("pl", "Nocą kolejka nie jeździ.", "Kolejka nie kursuje nocą."),
    ("zh", "下午参观收费。", "上午参观免费，下午参观收费。"),
    ("cs", "Rada žádost neschválila.", "Rada žádost zamítla."),
    ("ko", "법원은 요청을 받아들이지 않았다.", "법원은 요청을 기각했다."),
    ("nl", "De bond importeert geen fruit.", "De bond exporteert de meeste appels en importeert geen fruit."),
    ("hi", "अदालत ने अर्ज़ी खारिज की।", "अदालत ने अर्ज़ी स्वीकार नहीं की।"),
    ("pl", "Sklep zamyka się o ósmej wieczorem.", "Sklep jest otwarty od dziewiątej rano do ósmej wieczorem."),
    ("ru", "Мельницу восстановили.", "Разрушенную мельницу восстановили."),
    ("uk", "Млин не згорів.", "Млин уцілів."),
    ("zh", "比赛没有取消。", "比赛如期举行。"),
    ("ar", "لم تنشر الشركة التقرير.", "أخفت الشركة التقرير."),
]


@pytest.mark.parametrize(("language", "statement", "sentence"), FALSE)
def test_the_other_member_of_a_pair_is_contradicted(language: str, statement: str, sentence: str) -> None:
    """The sentence has the opposite only."""
    found = check_statement(statement, Evidence((sentence,), language=language), language=language)
    assert any(mismatch.contradicts for mismatch in found)


@pytest.mark.parametrize(("language", "statement", "sentence"), TRUE)
def test_a_denied_opposite_agrees(language: str, statement: str, sentence: str) -> None:
    """Nothing is contradicted."""
    found = check_statement(statement, Evidence((sentence,), language=language), language=language)
    assert [] == [mismatch for mismatch in found if mismatch.contradicts]
