"""Number words of the languages the bot speaks, folded (no case, no marks): value, then every form."""

# Cardinals up to 99, hundreds that are one word, and the words that multiply. Compounds ("zweiundvierzig",
# "duecentotrenta") are cut into these by the reader.
CARDINALS = {
    "en": """0 zero nought; 1 one; 2 two both; 3 three; 4 four; 5 five; 6 six; 7 seven; 8 eight; 9 nine; 10 ten; 11
        eleven; 12 twelve dozen; 13 thirteen; 14 fourteen; 15 fifteen; 16 sixteen; 17 seventeen; 18 eighteen; 19
        nineteen; 20 twenty; 30 thirty; 40 forty; 50 fifty; 60 sixty; 70 seventy; 80 eighty; 90 ninety""",
    "es": """0 cero; 1 un uno una; 2 dos ambos ambas; 3 tres; 4 cuatro; 5 cinco; 6 seis; 7 siete; 8 ocho; 9 nueve; 10
        diez; 11 once; 12 doce docena; 13 trece; 14 catorce; 15 quince; 16 dieciseis; 17 diecisiete; 18
        dieciocho; 19 diecinueve; 20 veinte; 21 veintiun veintiuno veintiuna; 22 veintidos; 23 veintitres; 24
        veinticuatro; 25 veinticinco; 26 veintiseis; 27 veintisiete; 28 veintiocho; 29 veintinueve; 30 treinta;
        40 cuarenta; 50 cincuenta; 60 sesenta; 70 setenta; 80 ochenta; 90 noventa; 200 doscientos doscientas;
        300 trescientos trescientas; 400 cuatrocientos cuatrocientas; 500 quinientos quinientas; 600 seiscientos
        seiscientas; 700 setecientos setecientas; 800 ochocientos ochocientas; 900 novecientos novecientas""",
    "pt": """0 zero; 1 um uma; 2 dois duas ambos ambas; 3 tres; 4 quatro; 5 cinco; 6 seis; 7 sete; 8 oito; 9 nove; 10
        dez; 11 onze; 12 doze duzia; 13 treze; 14 catorze quatorze; 15 quinze; 16 dezesseis dezasseis; 17
        dezessete dezassete; 18 dezoito; 19 dezenove dezanove; 20 vinte; 30 trinta; 40 quarenta; 50 cinquenta;
        60 sessenta; 70 setenta; 80 oitenta; 90 noventa; 200 duzentos duzentas; 300 trezentos trezentas; 400
        quatrocentos quatrocentas; 500 quinhentos quinhentas; 600 seiscentos seiscentas; 700 setecentos
        setecentas; 800 oitocentos oitocentas; 900 novecentos novecentas""",
    "de": """0 null; 1 ein eins eine einen einem einer eines; 1.5 anderthalb eineinhalb; 2 zwei zwo beide beiden
        beider; 3 drei dreier; 4 vier; 5 funf; 6 sechs; 7 sieben; 8 acht; 9 neun; 10 zehn; 11 elf; 12 zwolf
        dutzend; 13 dreizehn; 14 vierzehn; 15 funfzehn; 16 sechzehn; 17 siebzehn; 18 achtzehn; 19 neunzehn; 20
        zwanzig; 30 dreissig; 40 vierzig; 50 funfzig; 60 sechzig; 70 siebzig; 80 achtzig; 90 neunzig""",
    "fr": """0 zero; 1 un une; 2 deux; 3 trois; 4 quatre; 5 cinq; 6 six; 7 sept; 8 huit; 9 neuf; 10 dix dizaine; 11
        onze; 12 douze douzaine; 13 treize; 14 quatorze; 15 quinze quinzaine; 16 seize; 20 vingt vingts
        vingtaine; 30 trente trentaine; 40 quarante quarantaine; 50 cinquante cinquantaine; 60 soixante
        soixantaine; 70 septante; 80 huitante octante; 90 nonante""",
    "it": """0 zero; 1 un uno una; 2 due entrambi entrambe; 3 tre; 4 quattro; 5 cinque; 6 sei; 7 sette; 8 otto; 9
        nove; 10 dieci decina; 11 undici; 12 dodici dozzina; 13 tredici; 14 quattordici; 15 quindici; 16 sedici;
        17 diciassette; 18 diciotto; 19 diciannove; 20 venti vent; 30 trenta trent; 40 quaranta quarant; 50
        cinquanta cinquant; 60 sessanta sessant; 70 settanta settant; 80 ottanta ottant; 90 novanta novant""",
    "ru": """0 ноль нуль ноля; 1.5 полтора полторы полутора; 1 один одна одно одного одной одну одним одном; 2 два
        две двух двум двумя оба обе обоих обеих; 3 три трех трем тремя; 4 четыре четырех четырем четырьмя; 5
        пять пяти пятью; 6 шесть шести шестью; 7 семь семи семью; 8 восемь восьми восемью; 9 девять девяти
        девятью; 10 десять десяти десятью десяток; 11 одиннадцать одиннадцати; 12 двенадцать двенадцати дюжина;
        13 тринадцать тринадцати; 14 четырнадцать четырнадцати; 15 пятнадцать пятнадцати; 16 шестнадцать
        шестнадцати; 17 семнадцать семнадцати; 18 восемнадцать восемнадцати; 19 девятнадцать девятнадцати; 20
        двадцать двадцати; 30 тридцать тридцати; 40 сорок сорока; 50 пятьдесят пятидесяти; 60 шестьдесят
        шестидесяти; 70 семьдесят семидесяти; 80 восемьдесят восьмидесяти; 90 девяносто девяноста; 200 двести
        двухсот; 300 триста трехсот; 400 четыреста четырехсот; 500 пятьсот пятисот; 600 шестьсот шестисот; 700
        семьсот семисот; 800 восемьсот восьмисот; 900 девятьсот девятисот""",
    "ar": """0 صفر; 1 واحد واحده; 2 اثنان اثنين اثنتان اثنتين اثنا اثني كلا كلتا; 3 ثلاثه ثلاث; 4 اربعه اربع; 5 خمسه
        خمس; 6 سته ست; 7 سبعه سبع; 8 ثمانيه ثماني ثمان; 9 تسعه تسع; 10 عشره عشر; 20 عشرون عشرين; 30 ثلاثون
        ثلاثين; 40 اربعون اربعين; 50 خمسون خمسين; 60 ستون ستين; 70 سبعون سبعين; 80 ثمانون ثمانين; 90 تسعون
        تسعين; 200 مئتان مئتين مائتان مائتين; 2000 الفان الفين; 2000000 مليونان مليونين""",
}

MULTIPLIERS = {
    "en": """100 hundred hundreds; 1e3 thousand thousands k; 1e6 million millions mn mln; 1e9 billion billions bn
        bln; 1e12 trillion trillions tn trn""",
    "es": "100 cien ciento cientos centenar centenares; 1e3 mil miles millar millares; 1e6 millon millones mill; "
    "1e9 millardo millardos; 1e12 billon billones",
    "pt": "100 cem cento centenas; 1e3 mil milhar milhares; 1e6 milhao milhoes mi; 1e9 bilhao bilhoes bi; "
    "1e12 trilhao trilhoes biliao bilioes",
    "de": "100 hundert hunderte; 1e3 tausend tausende tsd; 1e6 million millionen mio; 1e9 milliarde milliarden mrd; "
    "1e12 billion billionen bio",
    "fr": "100 cent cents centaine centaines; 1e3 mille millier milliers; 1e6 million millions mio; "
    "1e9 milliard milliards md mds mrd; 1e12 billion billions",
    "it": "100 cento centinaio centinaia cent; 1e3 mille mila migliaio migliaia; 1e6 milione milioni mln; "
    "1e9 miliardo miliardi mld mrd; 1e12 bilione bilioni",
    "ru": "100 сто ста сотня сотни сотен; 1e3 тысяча тысячи тысяч тысяче тысячам тысячами тысячу тыс; "
    "1e6 миллион миллиона миллионов миллионам миллионами миллионах млн; "
    "1e9 миллиард миллиарда миллиардов миллиардам миллиардами миллиардах млрд; 1e12 триллион триллиона триллионов трлн",
    "ar": "100 مئه مائه ميه مئات; 1e3 الف الاف الفا; 1e6 مليون ملايين مليونا; 1e9 مليار مليارات بليون; 1e12 تريليون",
}

# First is mostly no number ("first used"): nobody needs to find it.
ORDINALS = {
    "en": """1 first; 2 second; 3 third; 4 fourth; 5 fifth; 6 sixth; 7 seventh; 8 eighth; 9 ninth; 10 tenth; 11
        eleventh; 12 twelfth; 13 thirteenth; 14 fourteenth; 15 fifteenth; 16 sixteenth; 17 seventeenth; 18
        eighteenth; 19 nineteenth; 20 twentieth; 30 thirtieth; 40 fortieth; 50 fiftieth; 60 sixtieth; 70
        seventieth; 80 eightieth; 90 ninetieth; 100 hundredth; 1000 thousandth""",
    "es": """1 primer primero primera; 2 segundo segunda; 3 tercer tercero tercera; 4 cuarto cuarta; 5 quinto quinta;
        6 sexto sexta; 7 septimo septima; 8 octavo octava; 9 noveno novena; 10 decimo decima; 11 undecimo
        undecima; 12 duodecimo duodecima""",
    "pt": """1 primeiro primeira; 2 segundo segunda; 3 terceiro terceira; 4 quarto quarta; 5 quinto quinta; 6 sexto
        sexta; 7 setimo setima; 8 oitavo oitava; 9 nono nona; 10 decimo decima""",
    "de": """1 erst; 2 zweit; 3 dritt; 4 viert; 5 funft; 6 sechst; 7 siebt siebent; 8 acht; 9 neunt; 10 zehnt; 11
        elft; 12 zwolft; 13 dreizehnt; 14 vierzehnt; 15 funfzehnt; 16 sechzehnt; 17 siebzehnt; 18 achtzehnt; 19
        neunzehnt; 20 zwanzigst; 30 dreissigst; 40 vierzigst; 50 funfzigst; 100 hundertst""",
    "fr": """1 premier premiere; 2 deuxieme second seconde; 3 troisieme; 4 quatrieme; 5 cinquieme; 6 sixieme; 7
        septieme; 8 huitieme; 9 neuvieme; 10 dixieme; 11 onzieme; 12 douzieme; 13 treizieme; 14 quatorzieme; 15
        quinzieme; 16 seizieme; 20 vingtieme; 30 trentieme; 50 cinquantieme; 100 centieme""",
    "it": """1 primo prima; 2 secondo seconda; 3 terzo terza; 4 quarto quarta; 5 quinto quinta; 6 sesto sesta; 7
        settimo settima; 8 ottavo ottava; 9 nono nona; 10 decimo decima; 11 undicesimo undicesima; 12 dodicesimo
        dodicesima; 13 tredicesimo; 14 quattordicesimo; 15 quindicesimo; 16 sedicesimo; 17 diciassettesimo; 18
        diciottesimo; 19 diciannovesimo; 20 ventesimo""",
    "ru": """1 перв; 2 втор; 3 трет; 4 четверт; 5 пят; 6 шест; 7 седьм; 8 восьм; 9 девят; 10 десят; 11 одиннадцат; 12
        двенадцат; 13 тринадцат; 14 четырнадцат; 15 пятнадцат; 16 шестнадцат; 17 семнадцат; 18 восемнадцат; 19
        девятнадцат; 20 двадцат; 30 тридцат; 40 сороков; 50 пятидесят; 60 шестидесят; 70 семидесят; 80
        восьмидесят; 90 девяност; 100 сот""",
    "ar": """1 اول اولى; 2 ثاني ثانيه; 3 ثالث ثالثه; 4 رابع رابعه; 5 خامس خامسه; 6 سادس سادسه; 7 سابع سابعه; 8 ثامن
        ثامنه; 9 تاسع تاسعه; 10 عاشر عاشره""",
}
ORDINAL_ENDINGS = {
    "de": "e en er es em",
    "ru": "ый ий ой ая ья яя ое ье ее ого его ьего ому ему ьему ом ем ьем ым им ьим ую ью юю ые ьи ие ых ьих их ыми "
    "ьими",
}

FRACTIONS = {
    "en": "0.5 half halves; 0.25 quarter quarters; 1/3 thirds; 1/5 fifths; 1/6 sixths; 1/8 eighths; 1/10 tenths",
    "es": "0.5 mitad medio media; 1/3 tercio tercios; 0.25 cuarto cuartos; 1/5 quintos",
    "pt": "0.5 metade meio meia; 1/3 terco tercos; 0.25 quarto quartos; 1/5 quintos",
    "de": "0.5 halb halbe halben halber halbes halfte; 1/3 drittel dritteln; 0.25 viertel vierteln; 1/5 funftel",
    "fr": "0.5 moitie demi demie; 1/3 tiers; 0.25 quart quarts; 1/5 cinquiemes",
    "it": "0.5 meta mezzo mezza; 1/3 terzo terzi; 0.25 quarto quarti; 1/5 quinti",
    "ru": "0.5 половина половины половину половиной пол; 1/3 треть трети; 0.25 четверть четверти",
    "ar": "0.5 نصف; 1/3 ثلث ثلثي ثلثا; 0.25 ربع",
}

PERIODS = (
    "10 decade decades decada decadas decennie decennies decennio decenni jahrzehnt jahrzehnte jahrzehnten "
    "десятилетие десятилетия "
    "десятилетии; 100 century siglo siglos seculo seculos siecle siecles secolo secoli jahrhundert столетие "
    "столетия век века;"
    "1000 millennium millennia milenio milenios jahrtausend millenaire тысячелетие тысячелетия"
)

JOINERS = {
    "en": "and", "es": "y", "pt": "e", "de": "und", "fr": "et", "it": "e", "ru": "", "ar": "و",
}  # fmt: skip
COMPOUNDING = frozenset({"de", "it", "ar"})
"""Languages that write a number as one word."""

# Words that are mostly no number in running text.
UNSURE = (
    "one un uno una um uma ein eins eine einen einem einer eines une один одна одно одного одной одну одним одном "
    "واحد واحده both ambos ambas beide beiden beider entrambi entrambe оба обе обоих обеих dozen docena duzia "
    "dutzend dizaine douzaine decina dozzina десяток cientos miles centenares millares tausende hunderte hundreds "
    "thousands millions billions trillions centinaia migliaia centaines milliers сотни тысячи centenas milhares "
    "milhoes millionen milliarden миллионы acht neuf once sei set sete second segundo segunda seconde prima "
    "secondo seconda quarto k mi bi md bio null zero cien cento cem cent mil mille mio mn tn مئات الاف خمس ست "
    "ملايين كلا ثانيه مئه"
)

CJK_DIGITS = {
    "〇": 0, "零": 0, "一": 1, "二": 2, "两": 2, "兩": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9,
    "壹": 1, "貳": 2, "贰": 2, "叁": 3, "參": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7, "捌": 8, "玖": 9,
}  # fmt: skip
CJK_TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
CJK_SCALES = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8, "兆": 10**12}
CJK_COUNTED = (
    "个個名年月日号號位次种種人座天小秒岁歲世期届屆层層条條只隻艘台本件万萬亿億元块塊倍点點回つ歳番度枚杯階代目国國州省票场場米公里"
    "吨家所部项項轮輪支组組大"
)
CJK_NOT_NUMBERS = frozenset(
    {"一", "十分", "万一", "千万", "一一", "万万", "三三", "百百", "千千", "百", "千", "万", "亿", "兆", "十"}
)
