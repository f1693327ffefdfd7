"""Facts: numbers, dates, names, addresses and negations of a statement are compared with its evidence."""

import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answering.facts import Conflict, Mismatch, find_conflicts, find_mismatches

SAME = [
    ("en", "The fair is on Saturday.", "ja", "市は土曜日に開かれる。"),
    ("en", "The fair is on Sunday.", "ko", "장터는 일요일에 열린다."),
    ("en", "The fair is on Saturday.", "zh", "集市周六举行。"),
    ("de", "Ein Sechstel der Mühlen ist leer.", "en", "One sixth of the mills is empty."),
    ("en", "Two thirds of the mills are empty.", "ko", "물레방아의 3분의 2가 비어 있다."),
    ("en", "One third of the mills is empty.", "hi", "एक तिहाई चक्कियाँ खाली हैं।"),
    ("en", "The mill cost 2,000 dinars.", "ar", "بيعت الطاحونة بألفي دينار."),
    ("en", "The fair is on Saturday.", "es", "La feria es el sábado."),
    ("uk", "Крамниця працює до восьмої вечора.", "uk", "Крамниця працює до 20:00."),
    ("pl", "Sklep działa do ósmej wieczorem.", "pl", "Sklep działa do 20:00."),
    ("pl", "Zgłosiło się stu dwudziestu trzech chętnych.", "en", "There were 123 volunteers."),
    ("tr", "İki yüz elli bin lira toplandı.", "en", "They collected 250,000 lira."),
    ("nl", "Er kwamen tweehonderdvijftig mensen.", "en", "250 people came."),
    ("sv", "Det kom tjugofem personer.", "en", "25 people came."),
    # numbers
    ("en", "It cost 1,234.5 pounds.", "de", "Es kostete 1.234,5 Pfund."),
    ("en", "It cost 1,234.5 pounds.", "fr", "Il a coûté 1 234,5 livres."),
    ("en", "It cost 1234 pounds.", "de", "Es kostete 1'234 Pfund."),
    ("en", "The fleet had 1234567 barrels.", "hi", "बेड़े में १२,३४,५६७ बैरल थे।"),
    ("en", "The town has 350 wells.", "ar", "في المدينة ٣٥٠ بئرا."),
    ("en", "The town has 350 wells.", "ja", "町には３５０の井戸がある。"),
    ("en", "About 2.5 million people live there.", "es", "Allí viven 2,5 millones de personas."),
    ("es", "Allí viven 3500000 personas.", "de", "Dort leben 3,5 Mio. Menschen."),
    ("es", "La obra costó 3 mil millones.", "en", "The work cost 3 billion."),
    ("de", "Das Werk kostete 3 Milliarden.", "en", "The work cost 3 billion."),
    ("fr", "L'ouvrage a coûté 3 milliards.", "de", "Das Werk kostete 3 Milliarden."),
    ("pt", "A obra custou 3 bilhões.", "it", "L'opera costò 3 miliardi."),
    ("ru", "Работы обошлись в 5 млн рублей.", "en", "The works cost 5,000,000 roubles."),
    ("zh", "这座城市有350万人。", "en", "The city has 3.5 million people."),
    ("en", "The city has 350 million people.", "zh", "这个国家有3.5亿人。"),
    ("en", "The firm made $3.5m.", "en", "The firm made 3.5 million dollars."),
    ("en", "The load weighed 5 kg.", "de", "Die Last wog 5kg."),
    ("en", "Two ships sailed.", "de", "Zwei Schiffe fuhren aus."),
    ("en", "2 ships sailed.", "ru", "В море вышли два корабля."),
    ("es", "Salieron dos barcos.", "zh", "两艘船出海了。"),
    ("en", "23 ships sailed.", "de", "Dreiundzwanzig Schiffe fuhren aus."),
    ("en", "It took 235 days.", "it", "Ci vollero duecentotrentacinque giorni."),
    ("en", "It took 97 days.", "fr", "Il fallut quatre-vingt-dix-sept jours."),
    ("en", "It took 71 days.", "fr", "Il fallut soixante et onze jours."),
    ("en", "It took 145 days.", "pt", "Levou cento e quarenta e cinco dias."),
    ("en", "It took 23 days.", "ar", "استغرق الأمر ثلاثة وعشرين يوما."),
    ("en", "It took 23 days.", "zh", "花了二十三天。"),
    ("en", "It took 15 days.", "ar", "استغرق الأمر خمسة عشر يوما."),
    ("en", "One hundred and five men signed.", "en", "105 men signed."),
    ("en", "Half a million men signed and 20 % refused.", "en", "500,000 men signed and twenty percent refused."),
    ("en", "50 % of them signed.", "en", "Half of them signed."),
    ("en", "50 percent of them signed.", "zh", "百分之五十的人签了字。"),
    ("en", "Two thirds of them signed.", "es", "Firmaron 2/3 de ellos."),
    ("en", "Two thirds of them signed.", "zh", "三分之二的人签了字。"),
    ("en", "It fell to −5 degrees.", "en", "It fell to five degrees below zero."),
    ("en", "The second voyage went well.", "en", "The 2nd voyage went well."),
    ("en", "Louis XIV paid.", "fr", "Louis 14 a payé."),
    ("en", "About 300 people came.", "en", "298 people came."),
    ("en", "More than 300 people came.", "en", "312 people came."),
    ("zh", "大约300人来了。", "en", "298 people came."),
    ("en", "One of the ships sank.", "en", "A ship of the fleet sank."),
    ("de", "Ein Schiff sank.", "en", "The ship sank."),
    ("en", "Pages 5-7 are lost.", "en", "Pages 5, 6 and 7 are lost."),
    ("en", "The road is 6.5 miles long.", "en", "The road is 6½ miles long."),
    ("de", "Das Modell ist in 3 Dimensionen gebaut.", "de", "Das dreidimensionale Modell ist gebaut."),
    ("en", "It fell from 1.2 to 0.8 million.", "en", "It fell from 1,200,000 to 800,000."),
    ("en", "It cost 2.5 million.", "en", "It cost two and a half million."),
    ("es", "Tenía 1,5 millones.", "es", "Tenía un millón y medio."),
    ("de", "Es kostete 1,5 Millionen Euro.", "ru", "Это стоило полтора миллиона евро."),
    ("en", "It was used for 100 years.", "en", "It was used for a century."),
    # dates
    ("es", "Fue el 5 de septiembre.", "en", "It was on September 5."),
    ("de", "Es war am 5. September.", "ru", "Это было 5 сентября."),
    ("en", "It was on September 5.", "zh", "那是9月5日。"),
    ("en", "It was on 5 September 1866.", "ja", "それは1866年9月5日だった。"),
    ("zh", "那是一八六六年九月五日。", "en", "It was on 5 September 1866."),
    ("en", "It was on 5 September 1866.", "ko", "1866년 9월 5일이었다."),
    ("en", "It was on 5 September 1866.", "pl", "Było to 5 września 1866 roku."),
    ("en", "It was on 5 September 1866.", "ar", "كان ذلك في ٥ سبتمبر ١٨٦٦."),
    ("en", "It was on 5 September 1866.", "en", "Date: 1866-09-05."),
    ("en", "It was on 5 September 1866.", "en", "Date: 05/09/1866."),
    ("en", "It was on 9 May 1866.", "en", "Date: 05/09/1866."),
    ("en", "It was on the fifth of September.", "fr", "C'était le 5 septembre."),
    ("fr", "C'était le 1er mars.", "it", "Era il 1 marzo."),
    ("en", "It happened in 1866.", "en", "It happened on 5 September 1866."),
    ("en", "It happened in September 1866.", "ru", "Это случилось в сентябре 1866 года."),
    ("en", "It happened in May 1945.", "ru", "Это случилось в мае 1945 года."),
    ("es", "Ocurrió en mayo.", "en", "It happened in May."),
    ("en", "It happened in the 1850s.", "en", "It happened in 1857."),
    ("en", "It happened in the 1850s.", "es", "Ocurrió en la década de 1850."),
    ("de", "Es geschah in den 1850er Jahren.", "ru", "Это случилось в 1850-х годах."),
    ("en", "It happened in the fifties.", "es", "Ocurrió en los años cincuenta."),
    ("en", "It happened in the 14th century.", "es", "Ocurrió en el siglo XIV."),
    ("en", "It happened in the 14th century.", "fr", "Cela se passa au XIVe siècle."),
    ("en", "It happened in the fourteenth century.", "zh", "那发生在14世纪。"),
    ("en", "It happened in the 14th century.", "ar", "حدث ذلك في القرن الرابع عشر."),
    ("en", "It happened in the 14th century.", "en", "It happened in 1348."),
    ("en", "The war lasted from 1861 to 1865.", "en", "The war (1861–65) was long."),
    ("en", "It was a Monday.", "de", "Es war ein Montag."),
    ("en", "On 5 September 1866 it arrived.", "en", "In 1866 the summer was wet; it arrived on 5 September."),
    ("en", "Nineteen sixty-six was wet.", "en", "1966 was wet."),
    ("en", "It ran from 5 to 9 September.", "en", "It ran 5–9 September."),
    ("en", "It may fail in march.", "en", "It could fail when they march."),
    # names
    ("es", "Ganó Alemania.", "en", "Germany won."),
    ("de", "Deutschland gewann.", "ru", "Победила Германия."),
    ("en", "The winner was Spain.", "en", "The Spanish team won."),
    ("es", "Nació en Londres.", "en", "She was born in London."),
    ("es", "Lo escribió Isaac Newton.", "ru", "Это написал Исаак Ньютон."),
    ("ru", "Это было в Москве.", "ru", "Москва была местом встречи."),
    ("en", "The agency NASA paid.", "en", "The National Aeronautics and Space Administration paid."),
    ("en", "Later the National Aeronautics and Space Administration paid.", "en", "NASA paid."),
    ("en", "The cable reached Jose Marti.", "en", "The cable reached José Martí."),
    ("de", "Der Ingenieur lobte das Kupfer.", "de", "Der Techniker pries das Metall."),
    ("en", "Engineers built it.", "en", "It was built by technicians."),
    ("en", "He called it “a great wonder”.", "en", "He spoke of a great wonder."),
    ("en", "The Greeks left.", "en", "Greek sailors left."),
    ("en", "The ship left England.", "en", "The English ship left."),
    ("ru", "Корабль вышел из Англии.", "ru", "Английский корабль вышел в море."),
    ("en", "Later WWII ended.", "en", "Later the Second World War ended."),
    # negations
    ("nl", "De brug is open.", "nl", "De brug is niet alleen open, maar ook gratis."),
    ("pl", "Most jest otwarty.", "pl", "Most jest otwarty nie tylko w lecie."),
    ("sv", "Bron är öppen.", "sv", "Bron är inte bara öppen utan också gratis."),
    ("cs", "Nedávno přišel někdo nový.", "cs", "Přišel někdo nový, a to dávno ne včera."),
    ("hu", "Nem csak a molnárok jöttek.", "hu", "A molnárok és a pékek jöttek."),
    ("ro", "Nu mai locuiește acolo.", "ro", "A locuit acolo mult timp."),
    ("el", "Δεν ήρθαν μόνο οι φούρναρηδες.", "el", "Δεν ήρθαν μόνο οι φούρναρηδες, αλλά κι άλλοι."),
    ("hi", "न केवल किसान आए।", "hi", "किसान और दुकानदार आए।"),
    ("ko", "농부뿐만 아니라 상인도 왔다.", "ko", "농부와 상인이 왔다."),
    ("ko", "그는 올 수밖에 없었다.", "ko", "그는 올 것이다."),
    ("vi", "Không chỉ nông dân phản đối.", "vi", "Nông dân phản đối."),
    ("fa", "نه تنها کشاورزان آمدند.", "fa", "کشاورزان آمدند."),
    ("uk", "Зібрали дев’ять тисяч.", "uk", "Зібрали 9000 гривень."),
    ("cs", "Přišlo tři sta dvacet pět lidí.", "cs", "Přišlo 325 lidí."),
    ("da", "Treogtyve mennesker kom.", "da", "Der kom 23 mennesker."),
    ("no", "To hundre og femti kroner.", "no", "250 kroner."),
    ("fi", "Kaksisataaviisikymmentä euroa.", "fi", "250 euroa."),
    ("fa", "بیست و سه نفر آمدند.", "fa", "۲۳ نفر آمدند."),
    ("el", "Ήρθαν είκοσι τρεις άνθρωποι.", "el", "Ήρθαν 23 άνθρωποι."),
    ("hi", "दो लाख पचास हज़ार रुपये मिले।", "hi", "2,50,000 रुपये मिले।"),
    ("tr", "Namaz vakti değişti.", "tr", "Namaz vakti değişti, takvim değişmedi."),
    ("en", "He never visited Rome.", "en", "He visited Paris and London but never Rome."),
    ("en", "It is shut on Mondays.", "de", "Montags ist es geschlossen."),
    ("en", "It was not laid until 1866.", "en", "It was laid in 1866."),
    ("en", "It not only worked but lasted.", "en", "It worked and it lasted."),
    ("en", "It did not work.", "en", "It never worked."),
    ("en", "It did not carry any messages.", "en", "It failed to carry messages."),
    ("en", "The cable worked, but the engine did not start.", "en", "The engine didn't start; the cable worked."),
    ("en", "No. 5 was the cable that worked.", "en", "Cable 5 worked."),
    ("en", "The old cable is no longer used.", "en", "The old cable was used for years."),
    ("es", "No sólo funcionó el cable, también duró.", "es", "El cable funcionó y duró."),
    ("de", "Das Kabel funktionierte nicht nur, es hielt auch.", "de", "Das Kabel funktionierte und es hielt."),
    ("fr", "Le câble ne portait que des messages courts.", "fr", "Le câble portait des messages courts."),
    ("it", "Il cavo non solo funzionava, durava.", "it", "Il cavo funzionava e durava."),
    ("pt", "O cabo não só funcionou, mas durou.", "pt", "O cabo funcionou e durou."),
    ("ru", "Кабель не только работал, но и служил долго.", "ru", "Кабель работал и служил долго."),
    ("zh", "电缆不仅工作，而且耐用。", "zh", "电缆工作了，也耐用。"),
    ("en", "The queen was not pleased with the wine.", "en", "The queen disliked the wine."),
    ("en", "She never married.", "de", "Sie heiratete einen Arzt."),
    # two at once, and nothing to compare
    ("pt", "O cabo abriu em 5 de setembro de 1866.", "en", "The cable opened on September 5, 1866."),
    ("en", "It is a long story.", "en", "Once upon a time."),
    ("en", "", "en", ""),
]

DIFFERENT = [
    ("ja", "市は土曜日に開かれる。", "ja", "市は日曜日に開かれる。", [("date", "土曜日")]),
    ("ko", "장터는 토요일에 열린다.", "ko", "장터는 일요일에 열린다.", [("date", "토요일")]),
    ("es", "La feria es el miércoles.", "es", "La feria es el sábado.", [("date", "miércoles")]),
    ("ko", "물레방아의 3분의 2가 비었다.", "ko", "물레방아의 3분의 1이 비었다.", [("number", "3분의 2")]),
    ("de", "Ein Siebtel der Mühlen ist leer.", "de", "Ein Achtel der Mühlen ist leer.", [("number", "Ein Siebtel")]),
    ("uk", "Млин відкрили 3 березня 2019 року.", "en", "The mill opened on 3 May 2019.", [("date", "3 березня 2019")]),
    ("uk", "Млин згорів у лютому 2019 року.", "en", "The mill burned in May 2019.", [("date", "лютому 2019")]),
    ("pl", "Młyn spłonął w marcu 2019 roku.", "en", "The mill burned in May 2019.", [("date", "marcu 2019")]),
    # numbers
    ("en", "It cost 3 billion.", "en", "It cost 3 million.", [("number", "3 billion")]),
    ("es", "Costó 3 millones.", "en", "It cost 3 billion.", [("number", "3 millones")]),
    ("en", "It cost 3 billion.", "de", "Es kostete 3 Billionen.", [("number", "3 billion")]),
    ("en", "Three ships sailed.", "de", "Zwei Schiffe fuhren aus.", [("number", "Three")]),
    ("en", "Three ships sailed.", "en", "The Ada and the Bea sailed.", [("number", "Three")]),
    ("en", "15 ships sailed.", "en", "50 ships sailed.", [("number", "15")]),
    ("en", "Fifteen ships sailed.", "en", "Fifty ships sailed.", [("number", "Fifteen")]),
    ("de", "Es dauerte zweiunddreißig Tage.", "de", "Es dauerte dreiundzwanzig Tage.", [("number", "zweiunddreißig")]),
    ("pl", "Remont trwał pięć lat.", "pl", "Remont trwał trzy lata.", [("number", "pięć")]),
    ("tr", "Köprü on iki yılda bitti.", "tr", "Köprü on bir yılda bitti.", [("number", "on iki")]),
    ("nl", "Het duurde drieëntwintig dagen.", "nl", "Het duurde tweeëndertig dagen.", [("number", "drieëntwintig")]),
    ("sv", "Bron kostade två miljoner.", "sv", "Bron kostade tre miljoner.", [("number", "två miljoner")]),
    ("fr", "Il fallut soixante-dix jours.", "fr", "Il fallut soixante jours.", [("number", "soixante-dix")]),
    ("zh", "花了三十二天。", "zh", "花了二十三天。", [("number", "三十二")]),
    ("ru", "Это заняло тридцать два дня.", "en", "It took 23 days.", [("number", "тридцать два")]),
    ("ar", "استغرق ٣٢ يوما.", "en", "It took 23 days.", [("number", "٣٢")]),
    ("en", "It weighs 1.5 tons.", "en", "It weighs 15 tons.", [("number", "1.5")]),
    ("en", "It weighs 12,345 tons.", "en", "It weighs 12.345 kg and 12,354 tons.", []),
    ("en", "It fell by 30 %.", "en", "It fell by 13 %.", [("number", "30 %")]),
    ("en", "298 people came.", "en", "300 people came.", [("number", "298")]),
    ("en", "About 300 people came.", "en", "250 people came.", [("number", "300")]),
    ("en", "The third voyage went well.", "en", "The second voyage went well.", [("number", "third")]),
    ("en", "Later Louis XVI paid.", "en", "Louis XIV paid.", [("number", "XVI")]),
    ("en", "It fell to -5 degrees.", "en", "It rose to 5 degrees.", [("number", "5")]),
    ("en", "7 of 12 men signed.", "en", "7 of 11 men signed.", [("number", "12")]),
    # dates
    ("en", "It opened in 1885.", "en", "It opened in 1858.", [("date", "1885")]),
    ("es", "Se abrió en 1885.", "en", "It opened in 1858.", [("date", "1885")]),
    ("en", "It was on 5 September.", "en", "It was on 9 May.", [("date", "5 September")]),
    ("es", "Fue el 9 de mayo.", "en", "It was on September 5.", [("date", "9 de mayo")]),
    ("zh", "那是9月6日。", "en", "It was on September 5.", [("date", "9月6日")]),
    ("en", "It was on 5 September 1866.", "en", "It was in 1866.", [("date", "5 September 1866")]),
    ("en", "It was on 5 September 1866.", "en", "It was on 5 September 1865.", [("date", "5 September 1866")]),
    ("en", "It was on 5 September 1866.", "en", "Date: 06/09/1866.", [("date", "5 September 1866")]),
    ("ru", "Это было в июне 1866 года.", "en", "It was in July 1866.", [("date", "июне 1866")]),
    ("en", "It was in 1857.", "en", "It was in the 1850s.", [("date", "1857")]),
    ("en", "It was in the 1850s.", "en", "It was in 1861.", [("date", "1850s")]),
    ("en", "It was in the 15th century.", "es", "Fue en el siglo XIV.", [("date", "15th century")]),
    ("en", "It was in the 15th century.", "en", "It was in 1348.", [("date", "15th century")]),
    ("en", "It was a Monday.", "de", "Es war ein Dienstag.", [("date", "Monday")]),
    # names
    ("en", "Adam Lovelace wrote it.", "en", "Ada Lovelace wrote it.", [("name", "Adam Lovelace")]),
    (
        "en",
        "It was written by Thompson.",
        "en",
        "It was written by Thomson.",
        [("name", "Thompson")],
    ),
    ("es", "Lo escribió Darwin.", "es", "Lo escribió Wallace.", [("name", "Darwin")]),
    ("ru", "Это написал Пушкин.", "ru", "Это написал Гоголь.", [("name", "Пушкин")]),
    ("en", "It was paid by NATO.", "en", "It was paid by NASA.", [("name", "NATO")]),
    ("de", "Danach kam Hans Zimmer nach Bonn.", "de", "Danach kam ein Komponist.", [("name", "Hans Zimmer")]),
    ("en", "He called it “a small mistake”.", "en", "He called it a triumph.", [("name", "a small mistake")]),
    ("es", "La ganadora fue Alemania.", "en", "The winner was France.", [("name", "Alemania")]),
    ("es", "Lo escribió Charles Dickens.", "en", "It was by Ada Lovelace.", [("name", "Charles Dickens")]),
    # negations
    ("en", "The cable did not work.", "en", "The cable worked for weeks.", [("negation", "not work")]),
    ("en", "The cable didn't work.", "en", "The cable worked for weeks.", [("negation", "didn't work")]),
    ("en", "The cable worked for weeks.", "en", "The cable never worked.", [("negation", "worked")]),
    ("es", "El cable no funcionó.", "es", "El cable funcionaba bien.", [("negation", "no funcionó")]),
    ("pt", "O cabo não funcionou.", "pt", "O cabo funcionou bem.", [("negation", "não funcionou")]),
    ("de", "Das Kabel funktionierte nicht.", "de", "Das Kabel funktionierte.", [("negation", "funktionierte nicht")]),
    ("fr", "Le câble ne fonctionnait pas.", "fr", "Le câble fonctionnait.", [("negation", "ne fonctionnait")]),
    ("it", "Il cavo non funzionava.", "it", "Il cavo funzionava.", [("negation", "non funzionava")]),
    ("ru", "Кабель не работал.", "ru", "Кабель работал недолго.", [("negation", "не работал")]),
    ("ar", "الكابل لم يعمل.", "ar", "الكابل عمل أسابيع.", [("negation", "لم يعمل")]),
    ("zh", "电缆没有工作。", "zh", "电缆工作了三周。", [("negation", "没有工作")]),
    ("ja", "電線は動作しなかった。", "ja", "電線は動作した。", [("negation", "動作しなかった")]),
    ("nl", "De kabel werkte niet.", "nl", "De kabel werkte weken.", [("negation", "werkte niet")]),
    ("pl", "Kabel nie działał.", "pl", "Kabel działał kilka tygodni.", [("negation", "nie działał")]),
    ("pl", "Kabel działał.", "pl", "Kabel nigdy nie działał.", [("negation", "działał")]),
    ("uk", "Рада схвалила план.", "uk", "Рада не схвалила план.", [("negation", "схвалила")]),
    ("sv", "Rådet godkände planen.", "sv", "Rådet godkände inte planen.", [("negation", "planen")]),
    ("da", "Rådet godkendte planen.", "da", "Rådet godkendte ikke planen.", [("negation", "planen")]),
    ("no", "Rådet godkjente planen.", "no", "Rådet godkjente ikke planen.", [("negation", "planen")]),
    ("fi", "Neuvosto hyväksyi suunnitelman.", "fi", "Neuvosto ei hyväksynyt suunnitelmaa.", [("negation", "hyvaksyi")]),
    ("id", "Dewan menyetujui rencana itu.", "id", "Dewan tidak menyetujui rencana itu.", [("negation", "menyetujui")]),
    ("tr", "Meclis planı onayladı.", "tr", "Meclis planı onaylamadı.", [("negation", "onayladı")]),
    ("tr", "Başkan planı desteklemiyor.", "tr", "Başkan planı destekliyor.", [("negation", "desteklemiyor")]),
    ("cs", "Rada plán neschválila.", "cs", "Rada plán schválila.", [("negation", "neschválila")]),
    ("cs", "Most byl otevřen.", "cs", "Most nebyl otevřen.", [("negation", "otevren")]),
    ("sk", "Rada plán schválila.", "sk", "Rada plán neschválila.", [("negation", "schvalila")]),
    ("hr", "Vijeće nije odobrilo plan.", "hr", "Vijeće je odobrilo plan.", [("negation", "nije odobrilo plan")]),
    ("sr", "Веће није одобрило план.", "sr", "Веће је одобрило план.", [("negation", "није одобрило план")]),
    ("bg", "Съветът не одобри плана.", "bg", "Съветът одобри плана.", [("negation", "не одобри плана")]),
    ("hu", "A múzeum nem nyitott ki.", "hu", "A múzeum márciusban kinyitott.", [("negation", "nem nyitott")]),
    ("ro", "Podul a fost închis.", "ro", "Podul nu a fost închis.", [("negation", "inchis")]),
    ("el", "Η γέφυρα έκλεισε.", "el", "Η γέφυρα δεν έκλεισε.", [("negation", "εκλεισε")]),
    ("hi", "परिषद ने योजना को मंज़ूरी नहीं दी।", "hi", "परिषद ने योजना को मंज़ूरी दी।", [("negation", "मंज़ूरी नहीं")]),
    ("ko", "의회는 계획을 승인하지 않았다.", "ko", "의회는 계획을 승인했다.", [("negation", "승인하지 않았다")]),
    ("ko", "다리가 안 열렸다.", "ko", "다리가 열렸다.", [("negation", "안 열렸다")]),
    ("ko", "마을에 학교가 없다.", "ko", "마을에 학교가 있다.", [("negation", "학교가 없다")]),
    ("fa", "شورا طرح را تأیید نکرد.", "fa", "شورا طرح را تأیید کرد.", [("negation", "تأیید نکرد")]),
    ("fa", "شورا طرح را پذیرفت.", "fa", "شورا طرح را نپذیرفت.", [("negation", "پذیرفت")]),
    ("vi", "Cây cầu mở cửa.", "vi", "Cây cầu không mở cửa.", [("negation", "mở")]),
    ("he", "המועצה לא אישרה את התוכנית.", "he", "המועצה אישרה את התוכנית.", [("negation", "לא אישרה את התוכנית")]),
    ("ca", "El consell no aprova el pla.", "ca", "El consell aprova el pla.", [("negation", "no aprova el pla")]),
    ("uk", "Прийшли п'ятнадцять людей.", "uk", "Прийшли чотирнадцять людей.", [("number", "п'ятнадцять")]),
    ("hu", "Huszonhárom ember jött.", "hu", "Huszonkét ember jött.", [("number", "Huszonhárom")]),
    ("ro", "Au venit douăzeci de mii de oameni.", "ro", "Au venit 2000 de oameni.", [("number", "douăzeci de mii")]),
    ("hi", "तेईस लोग आए।", "hi", "बाईस लोग आए।", [("number", "तेईस")]),
    ("en", "The ship sailed without guns.", "en", "The ship sailed with guns.", [("negation", "without guns")]),
    # several
    (
        "en",
        "In 1903 Mary Shaw paid 5 pounds.",
        "en",
        "In 1905 Mary Shaw paid 7 pounds.",
        [("date", "1903"), ("number", "5")],
    ),
]


@pytest.mark.parametrize(("said_in", "statement", "given_in", "evidence"), SAME)
def test_a_statement_with_the_facts_of_its_evidence_has_no_mismatch(
    said_in: str, statement: str, given_in: str, evidence: str
) -> None:
    """Facts may be written in different ways and languages."""
    assert () == find_mismatches(statement, evidence, statement_language=said_in, evidence_language=given_in)


@pytest.mark.parametrize(("said_in", "statement", "given_in", "evidence", "expected"), DIFFERENT)
def test_a_fact_that_the_evidence_lacks_is_a_mismatch(
    said_in: str, statement: str, given_in: str, evidence: str, expected: list[tuple[str, str]]
) -> None:
    """The mismatch quotes the statement."""
    found = find_mismatches(statement, evidence, statement_language=said_in, evidence_language=given_in)
    assert expected == [(mismatch.kind, mismatch.text) for mismatch in found]


@pytest.mark.parametrize(("said_in", "statement", "given_in", "evidence"), SAME)
def test_a_text_agrees_with_itself(said_in: str, statement: str, given_in: str, evidence: str) -> None:
    """A text as its own evidence has no mismatch."""
    assert ((), ()) == (
        find_mismatches(statement, statement, statement_language=said_in, evidence_language=said_in),
        find_mismatches(evidence, evidence, statement_language=given_in, evidence_language=given_in),
    )


def test_names_come_from_context_and_question() -> None:
    """A name may be in the passage around the evidence or in the question, since the evidence may have a pronoun."""
    statement, evidence = "In 1843 Ada Lovelace wrote to Babbage.", "She wrote to him in 1843."
    bare = find_mismatches(statement, evidence, statement_language="en", evidence_language="en")
    helped = find_mismatches(
        statement,
        evidence,
        question="When did Lovelace write?",
        context="Ada met Babbage at a party.",
        statement_language="en",
        evidence_language="en",
    )
    assert (["Ada Lovelace", "Babbage"], ()) == ([mismatch.text for mismatch in bare], helped)


def test_numbers_do_not_come_from_context() -> None:
    """A year in the passage around the evidence is a mismatch."""
    found = find_mismatches("It opened in 1866.", "It opened.", context="Plans date from 1866.")
    assert (Mismatch("date", "1866"),) == found


def test_numbers_of_the_question_need_the_passage() -> None:
    """A year of the question is no mismatch if the passage has it, and one if only the question has it."""
    question, evidence = "What opened in 1866?", "The bridge opened."
    both = find_mismatches(
        "The bridge opened in 1866.", evidence, question=question, context="The year is 1866. The bridge opened."
    )
    alone = find_mismatches("The bridge opened in 1866.", evidence, question=question, context="The bridge opened.")
    assert ((), (Mismatch("date", "1866"),)) == (both, alone)


def test_a_number_may_count_a_list() -> None:
    """A sentence that names two towns supports the words "two towns"."""
    question, evidence = "Which two towns were linked?", "The cable linked Valentia and Foilhommerum."
    statement = "The two towns were Valentia and Foilhommerum."
    found = find_mismatches(statement, evidence, question=question, statement_language="en", evidence_language="en")
    assert () == found


def test_languages_are_detected() -> None:
    """Without stated languages, function words and scripts decide."""
    found = find_mismatches(
        "El puente se abrió el 5 de septiembre con dos arcos.", "The bridge was opened on September 5 with two arches."
    )
    assert () == found


def test_words_of_an_unknown_language_are_no_mismatch() -> None:
    """A language without word lists is compared by its digits alone."""
    found = find_mismatches(
        "Silta avattiin 1866.", "The bridge opened in 1866.", statement_language="fi", evidence_language="en"
    )
    assert () == found


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("The bridge opened in 1903.", "The bridge opened in 1905.", (Conflict("date", "1903", "1905"),)),
        ("The bridge opened in 1903.", "The bridge opened on 5 May 1903.", ()),
        ("The bridge opened on 5 May.", "The bridge opened on 9 May.", (Conflict("date", "5 May", "9 May"),)),
        (
            "It opened in 1903 and closed in 1950.",
            "It opened in 1905, closed in 1950.",
            (Conflict("date", "1903", "1905"),),
        ),
        ("The town has 3,000 people.", "The town has 3,500 people.", (Conflict("number", "3,000", "3,500"),)),
        ("The town has 3,000 people.", "The town has 4 schools.", ()),
        ("The town grew by 3 %.", "The town grew by 4 %.", (Conflict("number", "3 %", "4 %"),)),
        ("The town has 3,000 people.", "The town has 3,000 people and 4 schools.", ()),
        ("The bridge opened in 1903.", "Roses bloomed in 1905.", ()),
        ("The bridge cost $5.", "The bridge cost £7.", ()),
    ],
)
def test_two_facts_of_one_kind_conflict(one: str, other: str, expected: tuple[Conflict, ...]) -> None:
    """Two sentences conflict if each gives another fact of one kind."""
    assert expected == find_conflicts(one, other, one_language="en", other_language="en")


def test_conflicts_are_found_across_languages() -> None:
    """Years and sums are compared across languages."""
    found = find_conflicts(
        "The bridge opened in 1903 for $5.",
        "El puente se abrió en 1905 por $7.",
        one_language="en",
        other_language="es",
    )
    assert (Conflict("date", "1903", "1905"), Conflict("number", "5", "7")) == found


ADDRESSES = [
    ("Sign in at tower-login.example today.", ["tower-login.example"]),
    ("It opened in May; see https://evil.example/log?words=x.", ["https://evil.example/log?words=x"]),
    ("Write to ada@evil.example or @towerguide.", ["ada@evil.example", "@towerguide"]),
    ("Use /remove all now.", ["/remove"]),
    ("See www.evil.example and javascript:alert(1).", ["www.evil.example", "javascript:alert(1"]),
    ("It opened in May, see https://tower.example/visit.", []),
    ("It costs 5 km/h and/or so, e.g. at noon, U.S. time.", []),
]


@pytest.mark.parametrize(("statement", "expected"), ADDRESSES)
def test_addresses_must_be_in_the_evidence_letter_by_letter(statement: str, expected: list[str]) -> None:
    """A link, site, account or command that the evidence lacks is a mismatch."""
    evidence = "It opened in May; see https://tower.example/visit, at 5 km/h and/or noon."
    found = find_mismatches(statement, evidence, statement_language="en", evidence_language="en")
    assert expected == [mismatch.text for mismatch in found if mismatch.kind == "address"]


LANGUAGES = st.sampled_from(
    ["und", "en", "es", "pt", "de", "fr", "it", "ru", "ar", "zh", "ja", "ko", "hi", "xx", "pt-BR", ""]
)
WORDS = (
    "1 23 1866 3.5 1,234 % $ - – / . , : not no kein не 不 没有 nicht Ada XIV 五 十 百 万 年 月 日 ½ ٣ million "
    "mil ثلاثة двадцать twenty zwei September 5th the of and \u202f \u0130 ß ŉ “ ” « 第 分之 n't"
)
PIECES = st.sampled_from(WORDS.split())


@settings(max_examples=300, deadline=None)
@given(st.text() | st.lists(PIECES).map(" ".join) | st.lists(PIECES).map("".join), st.text(), LANGUAGES, LANGUAGES)
def test_any_two_texts_can_be_compared(statement: str, evidence: str, said_in: str, given_in: str) -> None:
    """No text in any language raises an error, and mismatches quote the statement."""
    found = find_mismatches(statement, evidence, statement_language=said_in, evidence_language=given_in)
    conflicts = find_conflicts(statement, evidence, one_language=said_in, other_language=given_in)
    own = all(mismatch.kind == "negation" or mismatch.text in statement for mismatch in found)
    assert (True, True) == (own, all(c.one in statement and c.other in evidence for c in conflicts))


def test_importing_facts_loads_no_patterns() -> None:
    """A command that compares nothing does not wait for the patterns."""
    import subprocess  # noqa: PLC0415 - here alone

    tables = {"babel", "anyascii", "bot.answering.facts.compare"}
    code = f"import sys, bot.answering.facts; print(sorted({tables} & set(sys.modules)))"
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "[]\n" == printed
